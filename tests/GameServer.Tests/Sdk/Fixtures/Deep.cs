using GameServer.Engine;

namespace GameServer.Tests.Sdk;

/// <summary>Marks at every depth: what is private to a seat inside what all see, and what nobody sees inside what is private.</summary>
[Game("deep", Seats = 2)]
public sealed class Deep : Game
{
    public sealed class Round
    {
        public int Bid { get; set; }
        [Private] public List<Die[]> Dice { get; set; } = [];
        [Secret] public string Salt { get; set; } = "";
    }

    public sealed record Die(int Face)
    {
        [Secret] public int Seed { get; init; }
    }

    public Round Current { get; set; } = new();
    public List<Round> Past { get; set; } = [];
    [Private] public Die[] Lucky { get; set; } = [];
    [Secret] public int Answer { get; set; } = 42;

    protected override void OnStart()
    {
        Current = new Round { Salt = "salt", Dice = [[new(1) { Seed = 77 }, new(2) { Seed = 77 }], [new(3) { Seed = 77 }, new(4) { Seed = 77 }]] };
        Lucky = [new(5) { Seed = 77 }, new(6) { Seed = 77 }];
    }

    [Move(AnyTime = true)] public void Bid(int bid) => Current.Bid = bid;

    [Move(AnyTime = true)] public void Reroll(int face) => Current.Dice[Me] = [new(face) { Seed = 77 }];

    [Move(AnyTime = true)] public void Luck(int face) => Lucky[Me] = new(face) { Seed = 77 };

    [Move(AnyTime = true)]
    public void Next()
    {
        Past.Add(Current);
        Current = new Round { Dice = [[], []] };
    }

    public record Shown(Die Die);

    [Move(AnyTime = true)]
    public Die Show()
    {
        EmitTo(Me, new Shown(Lucky[Me]));
        return Lucky[Me];
    }

    [Move(AnyTime = true)] public void Finish() => End("done");

    protected override IEnumerable<MoveOption> Legal(int seat) =>
        [Do(nameof(Bid), Current.Dice[seat].Sum(die => die.Face) + Lucky[seat].Face), Do(nameof(Finish)), Do(nameof(Next)), Do(nameof(Luck), 9), Do(nameof(Reroll), 8)];
}
