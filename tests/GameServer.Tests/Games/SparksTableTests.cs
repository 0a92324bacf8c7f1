using System.Security.Cryptography;
using System.Text.Json;
using GameServer.Engine;
using GameServer.Games;
using GameServer.Protocol;

namespace GameServer.Tests.Games;

public sealed class SparksTableTests
{
    private static readonly GameCatalog Games = new GameCatalog().Add<Sparks>();
    private const int RoundTicks = 2_700;
    private Table _table = Games.Open("sparks", options: null, isQuick: true, SHA256.HashData([1]), out _)!;

    private IReadOnlyList<int> Flying => [.. State("flying").EnumerateArray().Select((flies, seat) => (flies, seat)).Where(item => item.flies.GetBoolean()).Select(item => item.seat)];

    [Fact]
    public void One_person_flies_among_five_bots_at_once()
    {
        Join("ann");

        _table.Phase.Should().Be("playing");
        _table.Members.Should().HaveCount(6).And.ContainSingle(member => !member.IsBot);
        Flying.Should().HaveCount(6);
        _table.CaptureFrame(out _)!.Data.To<int[][]>()!.Should().HaveCount(6).And.OnlyContain(body => body.Length == 7);
    }

    [Fact]
    public void A_second_person_gets_a_comet_within_a_tick_and_one_bot_goes()
    {
        Join("ann");
        Tick(30);

        Join("bob");
        Tick(3);

        _table.Members.Count(member => member.IsBot).Should().Be(4);
        Flying.Should().HaveCount(6).And.Contain(SeatOf("bob"));
    }

    [Fact]
    public void Who_comes_between_two_rounds_flies_in_the_next_one_in_place_of_a_bot()
    {
        Join("ann");
        while (_table.Phase == "playing") _table.Tick();

        Join("bob");
        Join("cem");
        _table.Advance(TimeSpan.FromSeconds(8));

        _table.Members.Count(member => member.IsBot).Should().Be(3);
        Flying.Should().HaveCount(6).And.Contain([SeatOf("ann"), SeatOf("bob"), SeatOf("cem")]);
    }

    [Fact]
    public void Who_leaves_for_good_makes_room_for_a_bot_and_the_last_one_ends_it()
    {
        Join("ann");
        Join("bob");
        _table.Leave("bob", "leave");
        Tick(3);
        _table.Members.Count(member => member.IsBot).Should().Be(5);
        Flying.Should().HaveCount(6);

        _table.Leave("ann", "leave");

        _table.NextDue.Should().BeNull("bots do not play for nobody");
    }

    [Fact]
    public void The_autopilot_flies_for_who_is_away_or_does_not_look()
    {
        Join("ann");
        Place("ann").Should().Be(Place("ann"), "without input a comet rests");
        Tick(30);
        var rested = Place("ann");
        _table.SetHidden("ann", true);
        Tick(30);
        Place("ann").Should().NotBe(rested);

        _table.SetHidden("ann", false);
        Tick(90);
        rested = Place("ann");
        _table.Away("ann");
        Tick(30);
        Place("ann").Should().NotBe(rested);
    }

    [Fact, Trait("rule", "MOV-4"), Trait("rule", "FRM-3")]
    public void After_a_restart_scores_and_sparks_are_exact_and_the_clock_waits_three_seconds()
    {
        Join("ann");
        Tick(599); // a multiple of three is where facts become state
        Tick(1);
        var (scores, field, clock) = (State("scores").ToString(), State("field").ToString(), State("roundTick").GetInt32());

        _table = Games.Restore(_table.SaveTable(), _table.SaveState());
        var first = _table.Tick().Events.Single(e => e.Type == "facts");

        first.Data.ToString().Should().Contain("\"hold\"");
        (State("scores").ToString(), State("field").ToString(), State("roundTick").GetInt32()).Should().Be((scores, field, clock));
        Flying.Should().HaveCount(6);
        Tick(89);
        State("field").ToString().Should().Be(field, "nobody moves while the clock is held");

        var ticks = 0;
        for (; _table.Phase == "playing"; ticks++) _table.Tick();
        ticks.Should().BeInRange(RoundTicks - clock - 1, RoundTicks - clock + 1, "no time is lost");
    }

    [Fact]
    public void Who_comes_in_the_last_twenty_seconds_watches_and_flies_in_the_next_round()
    {
        Join("ann");
        Tick(RoundTicks - 300);
        Join("bob");
        Tick(3);
        Flying.Should().NotContain(SeatOf("bob"));

        while (_table.Phase == "playing") _table.Tick();
        _table.NextDue.Should().BeCloseTo(TimeSpan.FromSeconds(8), TimeSpan.FromMilliseconds(1));
        _table.Advance(TimeSpan.FromSeconds(8));

        _table.Phase.Should().Be("playing");
        Flying.Should().Contain(SeatOf("bob"));
        State("scores").EnumerateArray().Should().OnlyContain(score => score.GetInt32() == 0);
    }

    [Fact]
    public void A_room_may_choose_how_long_its_rounds_are_within_reason()
    {
        _table = Open("""{ "seconds": 10 }""", out _)!;
        Join("ann");

        var ticks = 0;
        for (; _table.Phase == "playing"; ticks++) _table.Tick().Fault.Should().BeNull();

        ticks.Should().Be(300);
        _table.Advance(TimeSpan.FromSeconds(8));
        State("roundTicks").GetInt32().Should().Be(300, "the next round is as long");
        foreach (var nonsense in new[] { """{ "seconds": 4 }""", """{ "seconds": 1e9 }""", """{ "seconds": "10" }""", """{ "second": 10 }""" })
        {
            Open(nonsense, out var refused).Should().BeNull();
            refused.Should().NotBeNullOrEmpty("a sentence says why");
        }

        static Table? Open(string options, out string? refusal) => Games.Open("sparks", Json(options), isQuick: false, SHA256.HashData([1]), out refusal);
    }

    [Fact]
    public void Who_is_alone_in_a_new_room_is_passed_by_a_slow_bot_with_sparks_within_ten_seconds()
    {
        for (byte seed = 1; seed <= 12; seed++)
        {
            _table = Games.Open("sparks", options: null, isQuick: true, SHA256.HashData([seed]), out _)!;
            Join("ann");
            Tick(180);
            SlowAndNearWithin(120).Should().BeTrue($"seed {seed}");
        }

        bool SlowAndNearWithin(int ticks)
        {
            for (; ticks > 0; ticks--)
            {
                Tick(1);
                var bodies = _table.CaptureFrame(out _)!.Data.To<int[][]>()!;
                var ann = bodies.Single(body => body[0] == SeatOf("ann"));
                if (bodies.Any(body => body != ann && State("scores")[body[0]].GetInt32() > 0 && Length(body[3], body[4]) < 160
                    && Length(body[1] - ann[1], body[2] - ann[2]) < 4 * 150)) return true;
            }
            return false;
        }

        static double Length(double x, double y) => Math.Sqrt(x * x + y * y);
    }

    [Fact]
    public void Input_that_is_no_number_or_too_long_steers_as_far_as_it_makes_sense()
    {
        Join("ann");
        _table.SetInput("ann", 1, Json("""{ "x": 1e300, "y": 0, "dashes": 1 }"""));
        for (var tick = 0; tick < 10; tick++) _table.Tick();

        var body = _table.CaptureFrame(out _)!.Data.To<int[][]>()!.Single(b => b[0] == SeatOf("ann"));
        Math.Abs(body[3]).Should().BeLessThan(900);
        body[6].Should().Be(1, "the frame says which input it shows");
        _table.SetInput("ann", 2, Json("\"nonsense\""));
        _table.Tick().Fault.Should().BeNull();
    }

    [Fact]
    public void Presses_are_counted_from_the_first_input_on_so_that_a_page_loaded_anew_neither_dashes_by_itself_nor_in_vain()
    {
        Join("ann");
        Press(n: 1, dashes: 37).Should().BeFalse("the page counted before this round");
        Press(n: 2, dashes: 38).Should().BeTrue();
        Tick(Motion.DashCooldown);

        Press(n: 3, dashes: 0).Should().BeFalse("the page was loaded anew");
        Press(n: 4, dashes: 1).Should().BeTrue();

        bool Press(long n, int dashes)
        {
            _table.SetInput("ann", n, Json($$"""{ "x": 0, "y": 0, "dashes": {{dashes}} }"""));
            Tick(1);
            return (_table.CaptureFrame(out _)!.Data.To<int[][]>()!.Single(b => b[0] == SeatOf("ann"))[5] & 1) != 0;
        }
    }

    [Fact]
    public void Every_15_seconds_but_at_the_end_there_is_a_star_announced_two_seconds_before()
    {
        Join("ann");
        var (announced, appeared) = (new List<long>(), new List<long>());

        while (_table.Phase == "playing")
        {
            foreach (var e in _table.Tick().Events.Where(e => e.Type == "facts"))
            {
                foreach (var fact in JsonDocument.Parse(e.Data.Text).RootElement.GetProperty("list").EnumerateArray())
                {
                    if (fact[1].GetString() == "starSoon") announced.Add(fact[0].GetInt64());
                    else if (fact[1].GetString() == "spawn" && fact[5].GetInt32() == 5) appeared.Add(fact[0].GetInt64());
                }
            }
        }

        appeared.Should().Equal(450, 900, 1350, 1800, 2250);
        announced.Should().Equal(appeared.Select(tick => tick - 60));
    }

    private static RawJson Json(string text) => new(System.Text.Encoding.UTF8.GetBytes(text));

    private void Join(string name) => _table.Join(new Newcomer(name, name, 0), spectate: false).Ok.Should().BeTrue();

    private void Tick(int times)
    {
        for (var i = 0; i < times; i++) _table.Tick().Fault.Should().BeNull();
    }

    private int SeatOf(string name) => _table.Members.Single(member => member.Id == name).Seat!.Value;

    private (int X, int Y) Place(string name)
    {
        var body = _table.CaptureFrame(out _)!.Data.To<int[][]>()!.Single(b => b[0] == SeatOf(name));
        return (body[1], body[2]);
    }

    private JsonElement State(string property) => JsonDocument.Parse(_table.View(null).Text).RootElement.GetProperty("state").GetProperty(property);
}
