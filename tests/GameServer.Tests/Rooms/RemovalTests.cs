using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Rooms;

/// <summary>Whoever is removed from a room is told, whatever the queue was waiting for.</summary>
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
}
