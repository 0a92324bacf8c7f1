using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Rooms;

/// <summary>The last net: what nothing expects costs one room or one connection, and whoever was in it is told or comes again.</summary>
public sealed class EscapeTests
{
    private readonly TestNode _server = new(games: games => games.Add<OneWay>());

    [Fact, Trait("rule", "FLT-3")]
    public void A_turn_that_an_exception_leaves_ends_its_room_and_no_other()
    {
        Expect("one way");
        var (ann, room) = Table();
        var bob = _server.Player("bob");
        var other = bob.Create().Room!;

        ann.Send(room, 2, "flip", 0).Ok.Should().BeFalse();

        Farewells(ann).Should().Equal(LeftReasons.Ended);
        _server.Log.Lines.Should().Contain(line => line.StartsWith("escaped room one way")).And.Contain(line => line.StartsWith("faulted oneway"));
        bob.Send(other, 1, "emit", "x", 1).Ok.Should().BeTrue();
        bob.Join(room).Reason.Should().Be(Reasons.Ended);
        ann.Send(room, 2, "flip", 1).Reason.Should().Be(Reasons.NotMember);
        _server.Node.RoomStatuses.Single(status => status.Room == room).Connected.Should().Be(0);
    }

    [Fact, Trait("rule", "JRN-1"), Trait("rule", "JRN-2"), Trait("rule", "MOV-3")]
    public async Task Nothing_of_that_turn_is_seen_and_everything_before_it_is()
    {
        Expect("one way");
        var (ann, room) = Table();
        var head = _server.Node.RoomStatuses.Single().Head;
        _server.Journal.Shut();
        var before = ann.Start(room, 2, "flip", 5);
        var (spoken, last) = _server.Scheduler.Start(() => Task.FromResult((ann.SendAsync(room, 3, "chat", "never heard"), ann.SendAsync(room, 4, "flip", 0)))).Result;
        _server.Scheduler.RunAll();
        before.IsCompleted.Should().BeFalse();
        Farewells(ann).Should().BeEmpty("nothing of it is durable");

        _server.Journal.Open();
        _server.Scheduler.RunAll();

        (await before).Ok.Should().BeTrue();
        (await spoken).Reason.Should().Be(Reasons.Unavailable);
        (await last).Reason.Should().Be(Reasons.Unavailable);
        ann.Events(room).Where(e => e.Seq > head).Select(e => e.Type).Should().Equal("flipped");
        Farewells(ann).Should().Equal(LeftReasons.Ended);
        ann.Send(room, 3, "chat", "never heard").Reason.Should().Be(Reasons.NotMember, "it did not take effect");
        _server.Kill();
        ann.Hello();
        ann.Join(room).Reason.Should().Be(Reasons.Ended);
        (await _server.Journal.LoadAsync(room))!.Head.Should().Be(head + 1);
    }

    [Theory, Trait("rule", "DLV-1")]
    [InlineData(false)]
    [InlineData(true)]
    public void A_message_that_cannot_be_written_costs_its_connection_which_resumes(bool isBehind)
    {
        Expect("cannot be written");
        var ann = _server.Player("ann");
        var room = ann.Create().Room!;
        var bob = _server.Player("bob");
        var joined = bob.Join(room);
        var cursor = new Cursor(joined.Epoch!, joined.Head!.Value);
        var cut = bob.Connection;
        if (isBehind) cut.Hang();
        ann.Send(room, 1, "emit", "first", 1).Ok.Should().BeTrue();
        cut.Breaks = message => message is EventBatch;
        if (isBehind) cut.Resume();

        ann.Send(room, 2, "emit", "second", 2).Ok.Should().BeTrue("the room goes on");

        cut.IsAborted.Should().BeTrue();
        _server.Log.Lines.Should().Contain("escaped connection cannot be written");
        ann.Events(room).Select(e => e.Type).Should().EndWith(["first", "second"]);
        bob.Drop();
        _server.Node.RoomStatuses.Single().Connected.Should().Be(1, "its end was told to the room");
        bob.Hello(join: new JoinRequest(room, cursor)).Joined![0].Ok.Should().BeTrue();
        _server.Scheduler.RunAll();
        bob.Events(room).Select(e => e.Type).Should().Contain(["first", "second"]);
    }

    [Fact]
    public void An_ack_that_cannot_be_written_costs_its_connection_and_not_the_room()
    {
        Expect("no way");
        var ann = _server.Player("ann");
        var room = ann.Create().Room!;
        var bob = _server.Player("bob");
        bob.Join(room);

        _server.Node.Send(bob.Session, new SendRequest(room, 1, "emit", [RawJson.From("x"), RawJson.From(1)]), new BrokenReply());
        _server.Scheduler.RunAll();

        bob.Connection.IsAborted.Should().BeTrue();
        ann.Send(room, 1, "emit", "y", 1).Ok.Should().BeTrue();
        ann.Events(room).Select(e => e.Type).Should().EndWith(["x", "y"]);
    }

    [Fact, Trait("rule", "JRN-7"), Trait("rule", "MOV-3"), Trait("rule", "DLV-1")]
    public void A_room_that_does_not_follow_the_journal_comes_back_as_that_has_it_and_holds_up_nobody()
    {
        Expect("Room ");
        var ann = _server.Player("ann");
        var joined = ann.Create();
        var room = joined.Room!;
        var bob = _server.Player("bob");
        var other = bob.Create().Room!;
        ann.Send(room, 1, "emit", "x", 1).Ok.Should().BeTrue();
        var cursor = new Cursor(joined.Epoch!, ann.Events(room)[^1].Seq);

        _server.Journal.GapIn = room;
        ann.Start(room, 2, "emit", "y", 2);
        _server.Pass(0.1);
        bob.Send(other, 1, "emit", "z", 3).Ok.Should().BeTrue();

        ann.Events(room).Select(e => e.Type).Should().NotContain("y");
        ann.Connection.IsAborted.Should().BeTrue();
        ann.Drop();
        ann.Hello(join: new JoinRequest(room, cursor)).Joined![0].Should().Match<Joined>(j => j.Ok && j.Snapshot == null && j.LastMove == 1);
        ann.Send(room, 2, "emit", "y", 2).Ok.Should().BeTrue();
        ann.Events(room).Select(e => e.Type).Should().Equal("y");
    }

    private (TestPlayer Ann, string Room) Table()
    {
        var ann = _server.Player("ann");
        var room = ann.Create("oneway").Room!;
        ann.Send(room, 1, "flip", 5).Ok.Should().BeTrue();
        return (ann, room);
    }

    private void Expect(string message) => _server.Log.Expects = bug => bug.Message.StartsWith(message);

    private static IEnumerable<string> Farewells(TestPlayer player) => player.Connection.Written.OfType<LeftMessage>().Select(left => left.Reason);

    private sealed class BrokenReply : IMoveReply
    {
        public void Answer(RawJson ack) => throw new InvalidOperationException("no way");
    }
}
