using System.Security.Cryptography;
using System.Text.Json;
using GameServer.Engine;
using GameServer.Games;

namespace GameServer.Tests.Games;

/// <summary>Who comes and goes during a round, as those see it who follow the facts alone.</summary>
public sealed class SparksSeatTests
{
    private static readonly GameCatalog Games = new GameCatalog().Add<Sparks>();
    private Table _table = Open(seed: 1);

    private readonly bool[] _flying = new bool[12];
    private readonly int[] _scores = new int[12];
    private int? _crown;

    [Fact]
    public void Who_takes_the_seat_of_one_who_left_begins_without_awards()
    {
        Join("ann", "bob");
        var seat = SeatOf("bob");
        TickUntil(() => State("stolen")[seat].GetInt32() > 0 && State("deepest")[seat].GetInt32() > 0);

        Take(_table.Leave("bob", "leave"));

        State("flying")[seat].GetBoolean().Should().BeTrue("a bot has taken the seat");
        foreach (var award in new[] { "stolen", "crownTicks", "deepest" }) State(award)[seat].GetInt32().Should().Be(0, award);
    }

    [Fact]
    public void The_crown_goes_with_its_wearer()
    {
        for (byte seed = 1; _crown is null || _crown != SeatOf("bob"); seed++)
        {
            (_table, _crown) = (Open(seed), null);
            Join("ann", "bob");
            TickUntil(() => _crown is not null);
        }

        Take(_table.Leave("bob", "leave"));

        _crown.Should().BeNull("nobody else has three sparks, and the newcomer in the seat none");
        FollowersSeeTheState();
    }

    [Fact, Trait("rule", "MOV-4")]
    public void Who_has_come_flies_also_after_a_restart_in_the_same_moment()
    {
        Join("ann");
        TickUntil(() => State("roundTick").GetInt32() >= 200);
        Take(_table.Tick());
        Join("bob");

        Restart();
        Take(_table.Tick());

        State("flying")[SeatOf("bob")].GetBoolean().Should().BeTrue();
        _table.CaptureFrame(out _)!.Data.To<int[][]>()!.Should().HaveCount(6);
        FollowersSeeTheState();
    }

    [Fact, Trait("rule", "MOV-4")]
    public void Who_has_left_is_gone_also_after_a_restart_in_the_same_moment()
    {
        Join("ann", "bob", "cem", "dan", "eve", "fay", "gus");
        TickUntil(() => _scores[SeatOf("bob")] > 0);
        Take(_table.Tick());
        var seat = SeatOf("bob");
        Take(_table.Leave("bob", "leave"));

        Restart();
        Take(_table.Tick());

        (State("flying")[seat].GetBoolean(), State("scores")[seat].GetInt32()).Should().Be((false, 0));
        FollowersSeeTheState();
    }

    [Fact]
    public void Who_leaves_before_the_first_tick_after_a_restart_is_gone_for_everybody()
    {
        Join("ann", "bob", "cem", "dan", "eve", "fay", "gus");
        TickUntil(() => _scores[SeatOf("bob")] > 0);
        var seat = SeatOf("bob");
        Restart();

        Take(_table.Leave("bob", "leave"));
        Take(_table.Tick());

        (State("flying")[seat].GetBoolean(), State("scores")[seat].GetInt32()).Should().Be((false, 0));
        FollowersSeeTheState();
    }

    private void FollowersSeeTheState()
    {
        State("flying").EnumerateArray().Select(flies => flies.GetBoolean()).Should().Equal(_flying);
        State("scores").EnumerateArray().Select(score => score.GetInt32()).Should().Equal(_scores);
        State("crown").Deserialize<int?>().Should().Be(_crown);
    }

    // Everybody's page is hidden: autopilots fly.
    private void Join(params string[] names)
    {
        foreach (var name in names)
        {
            Take(_table.Join(new Newcomer(name, name, 0), spectate: false));
            _table.SetHidden(name, true);
        }
    }

    private void TickUntil(Func<bool> isSo)
    {
        for (var ticks = 0; !isSo(); ticks++)
        {
            ticks.Should().BeLessThan(2_400, "it happens in a round");
            Take(_table.Tick());
        }
    }

    private static Table Open(byte seed) => Games.Open("sparks", options: null, isQuick: true, SHA256.HashData([seed]), out _)!;

    private void Restart() => _table = Games.Restore(_table.SaveTable(), _table.SaveState());

    private void Take(Step step)
    {
        (step.Ok, step.Fault).Should().Be((true, null));
        foreach (var e in step.Events.Where(e => e.Type == "facts"))
        {
            foreach (var fact in JsonDocument.Parse(e.Data.Text).RootElement.GetProperty("list").EnumerateArray()) Take([.. fact.EnumerateArray()]);
        }
    }

    private void Take(JsonElement[] fact)
    {
        switch (fact[1].GetString())
        {
            case "roundStart": Array.Clear(_scores); break;
            case "pick": _scores[At(2)] = At(4); break;
            case "hit": _scores[At(3)] -= At(4); break;
            case "crown": _crown = At(2); break;
            case "join": (_flying[At(2)], _scores[At(2)]) = (true, 0); break;
            case "leave":
                (_flying[At(2)], _scores[At(2)]) = (false, 0);
                if (_crown == At(2)) _crown = null;
                break;
        }

        int At(int i) => fact[i].GetInt32();
    }

    private int SeatOf(string name) => _table.Members.Single(member => member.Id == name).Seat!.Value;

    private JsonElement State(string property) => JsonDocument.Parse(_table.View(null).Text).RootElement.GetProperty("state").GetProperty(property);
}
