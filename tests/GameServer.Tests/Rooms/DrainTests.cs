using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Rooms;

/// <summary>FLT-6, inside the engine: what stops, in which order, and what waits for what.</summary>
public sealed class DrainTests
{
    private readonly TestNode _server = new();
    private readonly TestPlayer _ann;
    private readonly string _room;

    public DrainTests()
    {
        _ann = _server.Player("ann");
        _room = _ann.Create().Room!;
    }

    [Fact, Trait("rule", "FLT-6")]
    public void While_it_is_announced_nobody_new_comes_and_those_inside_play_on()
    {
        _server.Node.BeginDrain(TimeSpan.FromSeconds(5));

        var bob = new TestPlayer(_server, "bob").Hello();
        var created = _ann.Create();

        (bob.Reason, created.Reason).Should().Be(("draining", "draining"));
        bob.RetryAfterMs.Should().BeInRange(5_000, 6_000, "then the next server is there");
        created.RetryAfterMs.Should().BeInRange(5_000, 6_000);
        _ann.Send(_room, 1, "emit", "tick").Ok.Should().BeTrue();
        _ann.Connection.Last.Should().BeNull();
    }

    [Fact, Trait("rule", "FLT-6"), Trait("rule", "MOV-6")]
    public void A_room_that_stops_takes_no_move_and_gives_it_back()
    {
        _server.Journal.Shut();
        var first = _ann.Start(_room, 1, "emit", "tick");
        _ = Drain();

        var second = _ann.Send(_room, 2, "emit", "tock");

        second.Reason.Should().Be("unavailable");
        second.RetryAfterMs.Should().BePositive();
        _server.Journal.Open();
        _server.Pass(0.3);
        first.Result.Ok.Should().BeTrue();
        _server.Kill();
        _ann.Hello(join: new JoinRequest(_room)).Joined![0].LastMove.Should().Be(1, "the number of the second is still free");
    }

    [Fact, Trait("rule", "FLT-6"), Trait("rule", "JRN-1")]
    public void What_was_played_is_durable_and_written_before_the_goodbye()
    {
        _server.Journal.Shut();
        var move = _ann.Start(_room, 1, "emit", "tick");

        var draining = Drain();
        _server.Pass(1);
        _ann.Connection.Last.Should().BeNull("the journal still writes");
        move.IsCompleted.Should().BeFalse();
        _server.Journal.Open();
        _server.Pass(0.3);

        _ann.Events(_room).Select(e => e.Type).Should().Equal("tick");
        move.Result.Ok.Should().BeTrue("it was applied, and is durable");
        _ann.Connection.Last!.Reason.Should().Be("draining");
        draining.Result.Should().Be(new DrainReport(IsFlushed: true, Told: 1, Behind: 0));
    }

    [Fact, Trait("rule", "FLT-6"), Trait("rule", "JRN-7")]
    public void A_journal_that_does_not_write_again_holds_up_nobodys_goodbye()
    {
        _server.Journal.Shut();
        _ = _ann.Start(_room, 1, "emit", "tick");

        var draining = Drain();
        _server.Pass(4);
        _ann.Connection.Last.Should().BeNull();
        _server.Pass(2);

        draining.Result.Should().Be(new DrainReport(IsFlushed: false, Told: 1, Behind: 0));
        _ann.Connection.Last!.Reason.Should().Be("draining");
    }

    [Fact, Trait("rule", "FLT-6"), Trait("rule", "DLV-3")]
    public void Who_does_not_read_is_told_when_the_patience_ends_and_the_others_at_once()
    {
        var bob = _server.Player("bob");
        bob.Join(_room);
        bob.Connection.Hang();
        _ann.Send(_room, 1, "emit", "tick");

        var draining = Drain();
        _server.Pass(0.5);
        _ann.Connection.Last!.Reason.Should().Be("draining");
        bob.Connection.Last.Should().BeNull();
        _server.Pass(2);

        bob.Connection.Last!.Reason.Should().Be("draining");
        draining.Result.Should().Be(new DrainReport(IsFlushed: true, Told: 2, Behind: 1));
    }

    [Fact, Trait("rule", "CON-6")]
    public void They_are_told_to_come_back_spread_over_the_time()
    {
        var players = Enumerable.Range(0, 64).Select(i => _server.Player($"player {i}")).ToList();

        _ = Drain();
        _server.Pass(0.1);

        var waits = players.Select(player => player.Connection.Last!.RetryAfterMs!.Value).ToList();
        waits.Should().OnlyContain(wait => wait >= 1 && wait <= 3_000);
        waits.Count(wait => wait < 1_500).Should().BeInRange(16, 48, "nobody waits for the crowd");
    }

    private Task<DrainReport> Drain() => _server.Scheduler.Start(() =>
        _server.Node.DrainAsync(flush: TimeSpan.FromSeconds(5), patience: TimeSpan.FromSeconds(2), spread: TimeSpan.FromSeconds(3)));
}
