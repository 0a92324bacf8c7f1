using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Rooms;

/// <summary>Whoever is removed from a room is told, whatever the queue was waiting for; and nobody else misses anything by it.</summary>
public sealed class RemovalTests
{
    [Fact, Trait("rule", "DLV-4"), Trait("rule", "PRV-3")]
    public async Task Who_is_removed_while_waiting_for_a_state_hears_that_and_does_not_wait_for_ever()
    {
        var server = new TestNode(options => (options.Room.LogEvents, options.Delivery.SeenEvents) = (16, 8));
        var ann = server.Player("ann");
        var room = ann.Create().Room!;
        var bob = server.Player("bob");
        var joined = bob.Join(room);
        for (var n = 1; n <= 40; n++)
        {
            ann.Send(room, n, "emit", "tick", n);
            ann.Seen(room, joined.Head!.Value + n);
        }

        // What bob needs next is forgotten: his pump asks for the state, and finds in the mailbox, before it, what removes him.
        server.Node.Seen(bob.Session, new SeenRequest(room, joined.Head!.Value + 8));
        var kicked = server.Node.KickAsync(room, bob.Id);
        server.Scheduler.RunAll();

        (await kicked).Should().BeTrue();
        bob.Connection.Written.OfType<SnapshotMessage>().Should().BeEmpty();
        bob.Connection.Written.OfType<LeftMessage>().Should().ContainSingle().Which.Reason.Should().Be("kicked");
    }

    [Fact, Trait("rule", "DLV-3"), Trait("rule", "PRV-3")]
    public async Task Who_is_removed_with_a_full_window_hears_it_as_soon_as_there_is_room()
    {
        const int window = 8;
        var server = new TestNode(options => options.Delivery.SeenEvents = window);
        var ann = server.Player("ann");
        var room = ann.Create().Room!;
        var bob = server.Player("bob");
        var head = bob.Join(room).Head!.Value;
        for (var n = 1; n < window; n++) ann.Send(room, n, "emit", "tick", n);
        var kicked = server.Node.KickAsync(room, bob.Id);
        server.Scheduler.RunAll();
        (await kicked).Should().BeTrue();
        bob.Events(room).Should().HaveCount(window, "the event of the removal is the last that the window takes");
        bob.Connection.Written.OfType<LeftMessage>().Should().BeEmpty();

        bob.Seen(room, head + window);

        bob.Connection.Written.OfType<LeftMessage>().Should().ContainSingle().Which.Reason.Should().Be("kicked");
    }

    [Theory, Trait("rule", "DLV-2")]
    [InlineData(0, 1)]
    [InlineData(0, 2)]
    [InlineData(1, 0)]
    [InlineData(1, 2)]
    [InlineData(2, 0)]
    [InlineData(2, 1)]
    public void Leaving_one_room_passes_over_no_event_of_another(int leaves, int hears)
    {
        var server = new TestNode();
        var ann = server.Player("ann");
        string[] rooms = [.. Enumerable.Range(0, 3).Select(_ => ann.Create("tictactoe").Room!)]; // where those who watch leave without an event
        var bob = server.Player("bob");
        foreach (var room in rooms) bob.Join(room, spectate: true);

        _ = server.Scheduler.Start(() =>
        {
            _ = server.Node.LeaveAsync(bob.Session, new RoomRequest(rooms[leaves]));
            return ann.SendAsync(rooms[hears], 1, "chat", "tick");
        });

        bob.Events(rooms[hears]).Select(e => e.Type).Should().Contain("chat");
    }

    [Fact, Trait("rule", "SNP-3"), Trait("rule", "CON-6")]
    public void Who_needs_a_third_state_within_thirty_seconds_is_closed_and_away_in_all_rooms()
    {
        var server = new TestNode(options => (options.Room.LogEvents, options.Delivery.SeenEvents, options.Player.ResumeSeconds) = (16, 8, 60));
        var ann = server.Player("ann");
        var room = ann.Create().Room!;
        var bob = server.Player("bob");
        var other = bob.Create().Room!;
        var joined = bob.Join(room);
        bob.Snapshot(room).Ok.Should().BeTrue();
        bob.Snapshot(room).Ok.Should().BeTrue();

        for (var n = 1; n <= 40; n++)
        {
            ann.Send(room, n, "emit", "tick", n);
            ann.Seen(room, joined.Head!.Value + n);
        }
        bob.Seen(room, joined.Head!.Value + 8);
        bob.Connection.Last!.Reason.Should().Be("slow");
        server.Node.Closed(bob.Session);
        server.Pass(5);

        ann.Events(room).Select(e => e.Type).Should().Contain("away");
        server.Pass(120);
        server.Node.Heard(ann.Session);
        server.Node.LiveRooms.Should().Be(1, $"{other} sleeps, since nobody is in it");
    }
}
