using System.Text.Json.Serialization;
using GameServer.Engine;
using GameServer.Protocol;

namespace GameServer.Tests.Sdk;

/// <summary>State of every shape that has a type of its own in TypeScript.</summary>
[Game("shapes", Seats = 2)]
public sealed class Shapes : Game
{
    [Flags] public enum Walls { None = 0, North = 1, East = 2 }

    public sealed class Hand { public string? Name { get; set; } public List<int?> Cards { get; set; } = []; }
    public struct Spot { public int X { get; set; } public int Y { get; set; } }
    public sealed record Pair<TOne, TAll>(TOne One, List<TAll> All);
    public sealed class Tree { public int Fruits { get; set; } public List<Tree> Branches { get; set; } = []; }

    [JsonPolymorphic(TypeDiscriminatorPropertyName = "is"), JsonDerivedType(typeof(Coin), "coin"), JsonDerivedType(typeof(Gem), "gem")]
    public abstract class Prize;
    public sealed class Coin : Prize { public int Worth { get; set; } }
    public sealed class Gem : Prize { public Typed.Colour Colour { get; set; } }

    public int Count { get; set; }
    public double Share { get; set; }
    public ulong Large { get; set; }
    public decimal Price { get; set; }
    public bool Bool { get; set; }
    public string Text { get; set; } = "";
    public char Letter { get; set; } = 'a';
    public byte[] Bytes { get; set; } = [];
    public DateTimeOffset Moment { get; set; }
    public int? MaybeInt { get; set; }
    public string? MaybeText { get; set; }
    public Typed.Colour Colour { get; set; }
    public Typed.Colour? MaybeColour { get; set; }
    public Walls Open { get; set; }
    public int?[] MaybeInts { get; set; } = [];
    public string?[] MaybeTexts { get; set; } = [];
    public List<int[]>? MaybeLists { get; set; }
    public HashSet<Typed.Colour> Colours { get; set; } = [];
    public Dictionary<string, int> Names { get; set; } = [];
    public SortedDictionary<int, string?> Words { get; set; } = [];
    public Dictionary<Typed.Colour, List<Spot>> Spots { get; set; } = [];
    public Hand[] Hands { get; set; } = [];
    public Hand? MaybeHand { get; set; }
    public RawJson Raw { get; set; }
    public RawJson? MaybeRaw { get; set; }
    public Tree Root { get; set; } = new();
    public List<Prize> Prizes { get; set; } = [];
    public KeyValuePair<string, string?> Best { get; set; }
    public Pair<string, int> Two { get; set; } = new("", []);
    public int Sum => Count + 1;
}

/// <summary>What players send, and what they hear.</summary>
[Game("sayings", Seats = 2, TickRate = 10)]
public sealed class Sayings : Game
{
    public record struct Stick(double X, float? Y, bool Fire = false);
    public record Deal(int[] Cards, Typed.Colour? Trump, object[] Rest);
    private record Quiet(string Text);
    public abstract record Never(int X);
    public record Listed<T>(T X);
    public sealed class Bid { public int Of { get; set; } public required string For { get; set; } }

    [Move] public void Bare() { }
    [Move] public int Give(int card, Typed.Colour to, string? word) => card;
    [Move] public void Choose(int a, string b = "", Typed.Colour? c = null, RawJson d = default) { }
    [Move] public Deal? Look(params int[] at) => null;
    [Move] public void Offer(Bid bid, Typed.Point at, List<Bid?> more) { }
    [Move] public RawJson Named(int @new, int function) => default;

    public void Silent() => Emit(new Quiet(""));
}

/// <summary>More than one way to steer.</summary>
[Game("steers", Seats = 2, TickRate = 10)]
public sealed class Steers : Game
{
    public record struct Wheel(double Angle);
    public record struct Oar(bool Left, bool Right);
    public struct Plain { public int X { get; set; } }
}

/// <summary>A game whose class has the name of another.</summary>
public static class Namesakes
{
    [Game("shapestoo")] public sealed class Shapes : Game;
}
