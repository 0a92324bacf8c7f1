using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Rooms;

/// <summary>A game's bugs: what they cost, and when they end its room.</summary>
public sealed class FaultTests
{
    private readonly TestNode _server = new(games: games => games.Add<Unmade>().Add<Pulse>().Add<Chimes>());

    [Fact, Trait("rule", "FLT-3")]
    public void A_game_that_cannot_be_made_costs_the_move_that_asked_for_it()
    {
        var ann = _server.Player("ann");
        var room = ann.Create("tictactoe").Room!;
        Unmade.Fails.Value = true;

        var ack = ann.Send(room, 1, "change", "unmade");

        ack.Reason.Should().Be(Reasons.GameFault);
        _server.Log.Lines.Should().Contain(line => line.StartsWith("fault tictactoe change"));
        ann.Send(room, 2, "chat", "on we go").Ok.Should().BeTrue();
        for (var n = 3; n <= 12; n++) ann.Send(room, n, "change", "unmade");
        Farewells(ann).Should().Equal([LeftReasons.Ended], "ten in a row");
    }

    [Fact, Trait("rule", "FLT-3")]
    public void Ten_ticks_that_fail_with_good_ones_between_them_do_not_end_a_room()
    {
        var ann = _server.Player("ann");
        var room = ann.Create("pulse").Room!;
        for (var n = 1; n <= 24; n++)
        {
            Steer(ann, room, n, new Pulse.Stick(Fails: n % 2 == 0, 0));
            _server.Pass(0.1);
        }
        _server.Log.Lines.Count(line => line.StartsWith("fault pulse")).Should().BeGreaterThanOrEqualTo(11);
        Farewells(ann).Should().BeEmpty();

        Steer(ann, room, 25, new Pulse.Stick(Fails: true, 0));
        _server.Pass(1.2);
        _server.Node.Seen(ann.Session, new SeenRequest(room, 1, ann.Connection.Written.OfType<FrameMessage>().Last().Tick));
        _server.Scheduler.RunAll();

        Farewells(ann).Should().Equal([LeftReasons.Ended], "these were in a row");
    }

    [Fact, Trait("rule", "FLT-3")]
    public void Timers_that_fail_with_good_ones_between_them_do_not_end_a_room()
    {
        var ann = _server.Player("ann");
        ann.Create("chimes").Ok.Should().BeTrue();

        for (var i = 0; i < 15; i++)
        {
            _server.Node.Heard(ann.Session);
            _server.Pass(1.5);
        }

        _server.Log.Lines.Count(line => line.StartsWith("fault chimes")).Should().BeGreaterThan(11);
        Farewells(ann).Should().BeEmpty();
    }

    [Theory, Trait("rule", "FLT-3")]
    [InlineData(0.3, false)]
    [InlineData(5.5, true)]
    public void A_tick_that_takes_too_long_is_told_and_beyond_the_bound_ends_its_room(double seconds, bool ends)
    {
        var ann = _server.Player("ann");
        var room = ann.Create("pulse").Room!;
        Pulse.Time.Value = _server.Time;

        Steer(ann, room, 1, new Pulse.Stick(Fails: false, seconds));
        _server.Pass(0.2);

        _server.Log.Lines.Should().Contain("slow pulse");
        Farewells(ann).Should().Equal(ends ? [LeftReasons.Ended] : []);
    }

    [Fact, Trait("rule", "FLT-3")]
    public void A_timer_that_takes_too_long_ends_its_room()
    {
        var ann = _server.Player("ann");
        ann.Create("chimes");
        Chimes.Slow.Value = (_server.Time, 5.5);

        _server.Pass(2);

        Farewells(ann).Should().Equal(LeftReasons.Ended);
    }

    [Fact, Trait("rule", "FLT-3")]
    public void A_turn_that_does_not_return_is_told_once_while_it_lasts_and_counted_until_it_returns()
    {
        var ann = _server.Player("ann");
        var room = ann.Create("pulse").Room!;
        List<(int Lines, int Hanging)> seen = [];
        Pulse.Time.Value = _server.Time;
        using var looks = _server.Time.CreateTimer(_ => seen.Add((Told().Count(), _server.Node.HangingRooms)), null, TimeSpan.FromSeconds(4.55), TimeSpan.FromSeconds(10));

        Steer(ann, room, 1, new Pulse.Stick(Fails: false, 38));
        _server.Pass(0.1);

        seen.Should().Equal([(0, 0), (1, 0), (1, 0), (1, 1)], "5 s are told and half a minute is counted, before it returns");
        Told().Should().Equal("hangs pulse 5");
        _server.Pass(1.1);
        _server.Node.HangingRooms.Should().Be(0);
        Farewells(ann).Should().Equal([LeftReasons.Ended], "it did return");

        IEnumerable<string> Told() => _server.Log.Lines.Where(line => line.StartsWith("hangs"));
    }

    private void Steer(TestPlayer player, string room, long n, Pulse.Stick stick)
    {
        _server.Node.Heard(player.Session);
        _server.Node.Input(player.Session, new InputRequest(room, n, RawJson.From(stick)));
    }

    private static IEnumerable<string> Farewells(TestPlayer player) => player.Connection.Written.OfType<LeftMessage>().Select(left => left.Reason);
}
