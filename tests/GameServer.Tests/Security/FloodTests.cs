using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Security;

public sealed class FloodTests
{
    private readonly TestNode _server = new();

    [Fact, Trait("rule", "MOV-6")]
    public void Who_does_not_wait_as_told_for_five_seconds_is_closed_and_every_move_was_answered()
    {
        var (eve, room) = Somebody("eve");
        var answers = new Dictionary<string, int>();

        var n = 0L;
        var seconds = 0d;
        for (; eve.Connection.Last is null && seconds < 30; seconds += 0.01)
        {
            var reason = eve.Send(room, n + 1, "emit", "tick") is { Ok: true } ? "ok" : eve.Send(room, n + 1, "emit", "tick").Reason!;
            if (reason == "ok") n++;
            answers[reason] = answers.GetValueOrDefault(reason) + 1;
            _server.Pass(0.01, step: 0.01);
        }

        eve.Connection.Last!.Reason.Should().Be(ClosedReasons.Flooding);
        seconds.Should().BeInRange(4, 8, "five seconds of it, after a burst that was free");
        answers.Keys.Should().BeSubsetOf(["ok", Reasons.RateLimited, Reasons.Superseded], "each call was answered");
    }

    [Fact, Trait("rule", "MOV-6")]
    public void Who_waits_as_told_is_never_flooding_however_long_the_line_is()
    {
        var (ann, room) = Somebody("ann");
        var n = 0L;

        while (_server.Time.GetTimestamp() < TimeSpan.FromSeconds(10).Ticks)
        {
            var ack = ann.Send(room, n + 1, "emit", "tick");
            if (ack.Ok) n++;
            else ann.Send(room, n + 2, "emit", "tick").Reason.Should().Be(Reasons.Gap, "what stood behind it in the line");
            if (ack.RetryAfterMs is { } wait) _server.Pass(wait / 1_000d, step: 0.1);
            _server.Node.Heard(ann.Session);
        }

        ann.Connection.Last.Should().BeNull();
        n.Should().BeGreaterThan(300, "the moves went through at their rate");
    }

    [Fact]
    public void Who_joins_on_and_on_without_waiting_is_closed()
    {
        var (eve, room) = Somebody("eve");

        for (var i = 0; i < 1_000 && eve.Connection.Last is null; i++)
        {
            for (var k = 0; k < 5; k++) eve.Join(room);
            _server.Pass(0.1, step: 0.1);
        }

        eve.Connection.Last!.Reason.Should().Be(ClosedReasons.Flooding);
    }

    [Fact]
    public void An_address_moves_no_faster_than_a_crowd_of_twenty_whoever_its_players_are()
    {
        var players = Enumerable.Range(0, 40).Select(i => Somebody($"p{i}", "10.9.9.9")).ToList();

        var accepted = players.Sum(p => Enumerable.Range(1, 60).Count(n => p.Player.Send(p.Room, n, "emit", "tick").Ok));
        var (other, otherRoom) = Somebody("ann");

        accepted.Should().Be(20 * 60);
        other.Send(otherRoom, 1, "emit", "tick").Ok.Should().BeTrue("another address has its own share");
    }

    [Fact]
    public void The_list_of_rooms_is_not_asked_for_without_end_by_one_player_or_one_address()
    {
        var (ann, room) = Somebody("ann");

        var answers = Enumerable.Range(0, 12).Select(_ => List(ann)).ToList();

        answers.Select(answer => answer.Ok).Should().Equal([.. Enumerable.Repeat(true, 10), false, false]);
        answers[^1].Should().Match<RoomList>(answer => answer.Reason == Reasons.RateLimited && answer.RetryAfterMs > 0 && answer.RetryAfterMs <= 501);
        _server.Pass(answers[^1].RetryAfterMs!.Value / 1_000d);
        List(ann).Rooms.Should().ContainSingle(listed => listed.Room == room, "who waits as told gets it");
        var crowd = Enumerable.Range(0, 40).Select(i => _server.Player($"p{i}", "10.9.9.9")).ToList();
        crowd.Sum(player => Enumerable.Range(0, 10).Count(_ => List(player).Ok)).Should().Be(200, "twenty may sit behind one address");
        List(_server.Player("bob", "10.9.9.8")).Ok.Should().BeTrue("another has its own share");

        RoomList List(TestPlayer player) => _server.Node.Rooms(player.Session, new RoomsRequest());
    }

    [Fact]
    public void Nobody_is_in_more_rooms_than_allowed_however_they_are_entered()
    {
        var server = new TestNode(options => options.Limits.LiveRoomsPerPlayer = 3);
        var rooms = Enumerable.Range(0, 5).Select(i => server.Player($"p{i}").Create(isPrivate: true).Room!).ToArray();
        var (ann, bea, cem) = (server.Player("ann"), server.Player("bea"), server.Player("cem"));

        var atOnce = ann.Hello(join: [.. rooms.Select(room => new JoinRequest(room))]).Joined!;
        var opened = Enumerable.Range(0, 4).Select(_ => bea.Create().Reason).ToList();
        var joined = server.Scheduler.Start(() => Task.WhenAll(rooms.Select(room => server.Node.JoinAsync(cem.Session, new JoinRequest(room))))).Result;

        atOnce.Select(answer => answer.Reason).Should().Equal(null, null, null, Reasons.RateLimited, Reasons.RateLimited);
        ann.Join(rooms[3]).Reason.Should().Be(Reasons.RateLimited);
        ann.Join(rooms[0]).Ok.Should().BeTrue("this connection is in it already, and that changes nothing");
        ann.Leave(rooms[0]).Ok.Should().BeTrue();
        ann.Join(rooms[3]).Ok.Should().BeTrue("there is a place again");
        opened.Should().Equal(null, null, null, Reasons.RateLimited);
        bea.Play("tictactoe").Reason.Should().Be(Reasons.RateLimited, "there is none to sit down in, and no other is opened");
        joined.Count(answer => answer.Ok).Should().Be(3, "calls beside each other count each other");
        ann.Hello();
        ann.Join(rooms[4]).Reason.Should().Be(Reasons.RateLimited, "a new connection leaves no room");
    }

    [Fact]
    public void The_time_for_a_Hello_counts_from_the_connections_beginning_not_from_its_handshake()
    {
        var silent = new FakeConnection();
        var began = _server.Time.GetTimestamp();
        _server.Pass(4);
        _server.Node.Open(silent, began);

        _server.Pass(0.9);
        var early = silent.IsAborted;
        _server.Pass(1.1);

        (early, silent.IsAborted).Should().Be((false, true));
    }

    [Fact]
    public void A_room_that_sleeps_counts_no_more()
    {
        var server = new TestNode(options => options.Limits.LiveRoomsPerPlayer = 1);
        var ann = server.Player("ann");
        var room = ann.Create().Room!;
        ann.Hello();
        var whileLive = ann.Create();

        server.Pass(61);

        whileLive.Reason.Should().Be(Reasons.RateLimited);
        ann.Create().Ok.Should().BeTrue();
        ann.Join(room).Reason.Should().Be(Reasons.RateLimited, "awake it would be the second");
    }

    [Fact]
    public void Rooms_are_not_opened_without_end_by_one_player_one_address_or_all_together()
    {
        var server = new TestNode(options => (options.Limits.RoomsPerMinute, options.Limits.LiveRoomsPerAddress, options.Limits.MaxRooms) = (3, 5, 7));
        var (ann, bob, cem) = (server.Player("ann"), server.Player("bob"), server.Player("cem", "10.0.0.2"));

        Enumerable.Range(0, 4).Select(_ => ann.Create().Reason).Should().Equal(null, null, null, Reasons.RateLimited);
        Enumerable.Range(0, 3).Select(_ => bob.Create().Reason).Should().Equal([null, null, Reasons.RateLimited], "five of this address are live");
        Enumerable.Range(0, 3).Select(_ => cem.Create().Reason).Should().Equal([null, null, Reasons.Unavailable], "seven are all there can be");
    }

    [Fact]
    public void While_memory_is_short_no_room_is_opened_and_those_that_are_open_play_on()
    {
        var (ann, room) = Somebody("ann");

        _server.Node.IsShed = true;

        ann.Create().Reason.Should().Be(Reasons.Unavailable);
        ann.Send(room, 1, "emit", "tick").Ok.Should().BeTrue();
        _server.Node.IsShed = false;
        ann.Create().Ok.Should().BeTrue();
    }

    private (TestPlayer Player, string Room) Somebody(string name, string address = "10.0.0.1")
    {
        var player = _server.Player(name, address);
        return (player, player.Create().Room!);
    }
}
