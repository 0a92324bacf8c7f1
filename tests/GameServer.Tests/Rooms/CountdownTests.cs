using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Rooms;

/// <summary>What clients count down from, when the room's clock went back or stood still: told anew once, as an event like any other.</summary>
public sealed class CountdownTests
{
    private readonly TestNode _server = new(
        options => (options.Player.ResumeSeconds, options.Player.SeatSeconds, options.Net.SilenceSeconds) = (100_000, 100_000, 100_000),
        games: games => games.Add<Fuse>().Add<Reflex>());

    private readonly TestPlayer _ann, _bob;
    private readonly string _room;
    private Cursor _cursor;

    public CountdownTests()
    {
        (_ann, _bob) = (_server.Player("ann"), _server.Player("bob"));
        _room = _ann.Create("fuse").Room!;
        _bob.Join(_room);
        _cursor = Head();
        foreach (var player in new[] { _ann, _bob }) player.Connection.Written.Clear(); // the match's beginning told the time too
    }

    [Fact, Trait("rule", "FLT-2"), Trait("rule", "DLV-1")]
    public void After_a_kill_all_are_told_once_what_time_is_left()
    {
        _server.Pass(200);
        _server.Kill();

        Resume(_ann).Should().Match<Joined>(joined => joined.Resume == "replay" && joined.Missed == 0);
        _server.Pass(1);
        Resume(_bob).Should().Match<Joined>(joined => joined.Resume == "replay" && joined.Missed == 1);
        _server.Pass(1);

        Patches(_ann).Should().Equal("""{"changes":[],"deadlines":{"burnt":300000}}""");
        _ann.Events(_room).Should().Equal((_cursor.Seq + 1, "patch"));
        _bob.Events(_room).Should().Equal(_ann.Events(_room), "it is an event of the log");
        Resume(_ann);
        _ann.Events(_room).Should().HaveCount(1);
        Burns(after: 298.5);
    }

    [Fact, Trait("rule", "FLT-6")]
    public void A_turn_has_after_a_drain_the_time_it_had_left()
    {
        _server.Pass(200);
        var written = _server.Journal.Written.Count;

        var draining = _server.Scheduler.Start(() => _server.Node.DrainAsync(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3)));
        _server.Pass(3);
        draining.Result.IsFlushed.Should().BeTrue();
        var saved = _server.Journal.Written.Skip(written).SelectMany(batch => batch).OfType<RoomCommit>().Where(commit => commit.Room == _room).ToList();
        saved.Should().ContainSingle("it is saved once").Which.Should().Match<RoomCommit>(commit => commit.State != null && commit.Events.Count == 0);
        _server.Kill();
        Resume(_ann);

        Patches(_ann).Should().Equal("""{"changes":[],"deadlines":{"burnt":100000}}""");
        Burns(after: 100.5);
    }

    [Fact, Trait("rule", "FLT-6")]
    public void A_drain_saves_no_clock_that_did_not_move()
    {
        var written = _server.Journal.Written.Count;

        _server.Scheduler.Start(() => _server.Node.DrainAsync(TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3)));
        _server.Pass(3);

        _server.Journal.Written.Skip(written).SelectMany(batch => batch).OfType<RoomCommit>().Should().BeEmpty();
    }

    [Fact]
    public void Who_comes_back_to_a_room_that_slept_is_told_what_time_is_left()
    {
        _server.Pass(20);
        _ann.Drop();
        _bob.Drop();
        _server.Pass(3_600, step: 1);
        _server.Node.LiveRooms.Should().Be(0);

        Resume(_ann);

        var left = Deadline(Patches(_ann).Should().ContainSingle().Which);
        left.Should().BeInRange(210, 280, "a minute at most passed while nobody was there");
        Burns(after: left + 0.5);
    }

    [Fact, Trait("rule", "JRN-7")]
    public void After_the_journal_could_not_write_all_are_told_once_what_time_is_left()
    {
        _server.Pass(20);
        _server.Journal.Fault = JournalFault.Io;
        _ = _ann.Start(_room, 1, "nod");
        _server.Pass(2);
        _ann.Send(_room, 2, "nod").Reason.Should().Be(Reasons.Unavailable);
        _server.Pass(98);
        Patches(_ann).Should().BeEmpty("nothing new is shown");
        _server.Journal.Fault = null;
        _server.Pass(5);

        var left = Deadline(Patches(_ann).Should().ContainSingle().Which);
        Patches(_bob).Should().Equal(Patches(_ann));
        left.Should().BeInRange(275, 280, "20 of 300 s had passed");
        Burns(after: left + 0.5, within: 6);
    }

    [Fact, Trait("rule", "JRN-7")]
    public void A_journal_that_stalls_for_less_than_anybody_sees_is_not_told()
    {
        _server.Journal.Fault = JournalFault.Io;
        _ = _ann.Start(_room, 1, "nod");
        _server.Pass(0.5);
        _ann.Send(_room, 2, "nod").Reason.Should().Be(Reasons.Unavailable);
        _server.Journal.Fault = null;
        _server.Pass(5);

        _ann.Events(_room).Should().Contain(e => e.Type == "nodded");
        Patches(_ann).Should().BeEmpty();
    }

    [Fact]
    public void The_time_until_the_next_match_is_told_anew_too()
    {
        _ann.Send(_room, 1, "cut").Ok.Should().BeTrue();
        _cursor = Head();
        _server.Pass(15);
        _server.Kill();

        Resume(_ann);

        Patches(_ann).Should().Equal("""{"changes":[],"startsInMs":20000}""");
        _server.Pass(19.9);
        _ann.Events(_room).Should().NotContain(e => e.Type == "started");
        _server.Pass(0.2);
        _ann.Events(_room).Should().Contain(e => e.Type == "started");
    }

    [Theory]
    [InlineData("relay")]
    [InlineData("reflex")]
    public void Where_nothing_runs_nothing_is_told(string game)
    {
        var joined = _ann.Create(game);
        _server.Pass(20);
        _server.Kill();

        _ann.Hello(join: new JoinRequest(joined.Room!, new Cursor(joined.Epoch!, joined.Head!.Value))).Joined![0].Resume.Should().Be("replay");
        _server.Pass(5);

        _ann.Events(joined.Room!).Should().BeEmpty();
    }

    private Cursor Head()
    {
        var joined = _ann.Join(_room);
        return new Cursor(joined.Epoch!, joined.Head!.Value);
    }

    private Joined Resume(TestPlayer player) => player.Hello(join: new JoinRequest(_room, _cursor)).Joined![0];

    // The server's clock is the one that counts: the match is over when ann's page shows zero, half a second of grace later.
    private void Burns(double after, double within = 0.1)
    {
        _server.Pass(after - within);
        _ann.Events(_room).Should().NotContain(e => e.Type == "ended");
        _server.Pass(2 * within);
        _ann.Events(_room).Should().Contain(e => e.Type == "ended");
    }

    private List<string> Patches(TestPlayer player) => [.. player.Connection.Written.OfType<EventBatch>()
        .Where(batch => batch.Room == _room)
        .SelectMany(batch => batch.Entries.To<Entry[]>()!)
        .Where(entry => entry.Type == "patch")
        .Select(entry => entry.Data.ToString()!)
        .Where(patch => patch.StartsWith("""{"changes":[],""", StringComparison.Ordinal))];

    private static double Deadline(string patch) => System.Text.Json.Nodes.JsonNode.Parse(patch)!["deadlines"]!["burnt"]!.GetValue<long>() / 1_000.0;
}

/// <summary>Burns for five minutes, or until somebody cuts it.</summary>
[Game("fuse", Seats = 2)]
public sealed class Fuse : Game
{
    public record Nodded(int Seat);

    protected override void OnStart() => After(300, "burnt");

    protected override void OnTimer(string name) => End(name);

    [Move(AnyTime = true)] public void Nod() => Emit(new Nodded(Me));

    [Move(AnyTime = true)] public void Cut() => End("cut");
}
