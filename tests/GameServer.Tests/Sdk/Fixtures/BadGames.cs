using System.Collections.Concurrent;
using System.Collections.Immutable;
using GameServer.Engine;
using GameServer.Protocol;

#pragma warning disable CA1051, CA1708, CA2211, CS0169, CS0414, CS0649, CS1998, IDE0044, IDE0051, CA1823, CA2213, CA1805, CA1047, CA1044, CA1721

namespace GameServer.Tests.Sdk;

/// <summary>Classes that cannot be games, each for one reason.</summary>
public static class BadGames
{
    public sealed class Unnamed : Game;

    [Game("Loud")] public sealed class LoudName : Game;

    [Game("1st")] public sealed class NumberName : Game;

    [Game("")] public sealed class EmptyName : Game;

    [Game("crowd", Seats = 65)] public sealed class TooManySeats : Game;

    [Game("minus", Seats = -1)] public sealed class FewerThanNoSeats : Game;

    [Game("min", Seats = 2, MinSeats = 3)] public sealed class MoreLeastThanMost : Game;

    [Game("pause", Seats = 1, PauseSeconds = 601)] public sealed class LongPause : Game;

    [Game("dropin", DropIn = true)] public sealed class DropIntoNothing : Game;

    [Game("fast", TickRate = 61)] public sealed class TooFast : Game;

    [Game("frames", TickRate = 10, FrameRate = 11)] public sealed class MoreFramesThanTicks : Game;

    [Game("zero", Version = 0)] public sealed class VersionZero : Game;

    [Game("abstract")] public abstract class Abstract : Game;

    [Game("needs")] public sealed class NeedsArguments(int x) : Game { public int X { get; set; } = x; }

    [Game("bot", Bot = typeof(string))] public sealed class BotOfNoKind : Game;

    [Game("bot", Bot = typeof(AnothersBot.Its))] public sealed class AnothersBot : Game
    {
        public sealed class Its : Bot<Unnamed> { protected override MoveOption? Act(Unnamed view) => null; }
    }

    [Game("field")] public sealed class PrivateField : Game { private int _count; }

    [Game("readonlyfield")] public sealed class ReadonlyField : Game { private readonly List<int> _cards = []; }

    [Game("hidden")] public sealed class HiddenProperty : Game { private int Count { get; set; } }

    [Game("publicfield", TickRate = 10)] public sealed class PublicField : Game { public int Count; }

    [Game("static")] public sealed class ChangingStatic : Game { private static int s_games; }

    [Game("staticproperty")] public sealed class StaticProperty : Game { public static int Games { get; set; } }

    [Game("getonly")] public sealed class GetOnly : Game { public int Count { get; } }

    [Game("setonly")] public sealed class SetOnly : Game { public int Count { set { } } }

    public abstract class WithField : Game { private int _inherited; }

    [Game("inherits")] public sealed class InheritsField : WithField;

    [Game("async")] public sealed class AsyncMove : Game { [Move] public async Task Go() { } }

    [Game("asyncvoid")] public sealed class AsyncVoidMove : Game { [Move] public async void Go() { } }

    [Game("valuetask")] public sealed class ValueTaskMove : Game { [Move] public ValueTask<int> Go() => default; }

    [Game("overloaded")] public sealed class OverloadedMove : Game
    {
        [Move] public void Go() { }
        [Move] public void Go(int far) { }
    }

    [Game("nonpublic")] public sealed class PrivateMove : Game { [Move] private void Go() { } }

    [Game("staticmove")] public sealed class StaticMove : Game { [Move] public static void Go() { } }

    [Game("generic")] public sealed class GenericMove : Game { [Move] public void Go<T>(T x) { } }

    [Game("byref")] public sealed class RefMove : Game { [Move] public void Go(ref int x) { } }

    [Game("reserved")] public sealed class ReservedMove : Game { [Move] public void Kick(string id) { } }

    [Game("reservedevent")] public sealed class ReservedEvent : Game { public record Joined(int Seat); }

    [Game("turned")] public sealed class OwnTurn : Game { public new int Turn { get; set; } }

    [Game("byname", Seats = 2)] public sealed class PrivateByName : Game { [Private] public Dictionary<string, int> Hands { get; set; } = []; }

    [Game("single", Seats = 2)] public sealed class PrivateNumber : Game { [Private] public int Hand { get; set; } }

    [Game("nested", Seats = 2)] public sealed class NestedPrivateNumber : Game
    {
        public sealed record Round { [Private] public int Hand { get; set; } }
        public List<Round> Rounds { get; set; } = [];
    }

    [Game("object")] public sealed class AnyObject : Game { public Dictionary<string, object> Things { get; set; } = []; }

    [Game("tuple")] public sealed class Tuples : Game { public List<(int X, int Y)> Path { get; set; } = []; }

    [Game("vector")] public sealed class Vectors : Game { public System.Numerics.Vector2? At { get; set; } }

    [Game("stack")] public sealed class Stacks : Game { public Stack<int> Discarded { get; set; } = []; }

    [Game("immutablestack")] public sealed class ImmutableStacks : Game { public ImmutableStack<int> Discarded { get; set; } = []; }

    [Game("concurrentstack")] public sealed class ConcurrentStacks : Game { public List<ConcurrentStack<int>> Piles { get; set; } = []; }

    [Game("priority")] public sealed class Priorities : Game { public PriorityQueue<string, int> Next { get; set; } = new(); }

    [Game("big")] public sealed class BigNumbers : Game { public System.Numerics.BigInteger Score { get; set; } }

    [Game("bits")] public sealed class Bits : Game { public System.Collections.BitArray Seen { get; set; } = new(8); }

    [Game("builder")] public sealed class Builders : Game { public System.Text.StringBuilder? Story { get; set; } }

    [Game("untyped")] public sealed class Untyped : Game { public System.Collections.IList? Things { get; set; } }

    [Game("delegate")] public sealed class Delegates : Game { public Func<int, bool>? Rule { get; set; } }

    [Game("grid")] public sealed class Grids : Game { public int[,]? Cells { get; set; } }

    [Game("recordkey")] public sealed class RecordKeys : Game
    {
        public readonly record struct At(int X, int Y);
        public Dictionary<At, int> Pieces { get; set; } = [];
    }

    [Game("ownlist")] public sealed class OwnLists : Game
    {
        public sealed class Hand : List<int> { public int Owner { get; set; } }
        public Hand Cards { get; set; } = [];
    }

    [Game("interface")] public sealed class Interface : Game
    {
        public interface ICard;
        public ICard[] Cards { get; set; } = [];
    }

    [Game("abstractcard")] public sealed class AbstractCard : Game
    {
        public abstract record Card;
        public Card? Top { get; set; }
    }

    [Game("ignored")] public sealed class Ignored : Game
    {
        public sealed class Card { [System.Text.Json.Serialization.JsonIgnore] public int Face { get; set; } }
        public Card? Top { get; set; }
    }

    [Game("inheritedfield")] public sealed class NestedInheritedField : Game
    {
        public abstract class Thing { public int Weight; }
        public sealed class Card : Thing;
        public Card? Top { get; set; }
    }

    [Game("nestedfield")] public sealed class NestedField : Game
    {
        public sealed class Card { public int Face; }
        public Card[] Cards { get; set; } = [];
    }

    [Game("nestedprivate")] public sealed class NestedPrivateField : Game
    {
        public sealed class Card { private int _face; public int Face { get => _face; set => _face = value; } }
        public Card? Top { get; set; }
    }

    [Game("throwsatfirst", Seats = 2)] public sealed class ThrowsAtFirst : Game
    {
        public int[] Score { get; set; } = [];
        public int Best => Score.Max();
    }

    [Game("notfinite")] public sealed class NotFinite : Game { public double Weight { get; set; } = double.NaN; }

    [Game("acts")] public sealed class ActsWhileMade : Game { public ActsWhileMade() => Emit(new { }); }

    [Game("onlyread")] public sealed class OnlyRead : Game { public System.Collections.ObjectModel.ReadOnlyCollection<int> Cells { get; set; } = new([1]); }

    [Game("another")] public sealed class ComesBackAnother : Game { public int Steps { get; set => field = value + 1; } = 3; }

    [Game("namesakes")] public sealed class Namesakes : Game
    {
        public sealed class Card { public int Face { get; set; } public int face { get; set; } }
        public Card? Top { get; set; }
    }

    [Game("nestedget")] public sealed class NestedGetOnly : Game
    {
        public sealed class Card { public int Face { get; } = 1; }
        public Card? Top { get; set; }
    }
}

/// <summary>A class that uses everything a game may have.</summary>
[Game("good", Seats = 2, MinSeats = 1, Version = 3)]
public sealed class GoodGame : Speaking
{
    public record Said(string Text);
    public sealed record Card(int Face) { [Secret] public string Salt { get; init; } = ""; }
    public sealed class Pile : List<Card>;
    public const int Most = 3;
    static readonly Dictionary<int, string> Names = new() { [1] = "one" };

    public Card? Top { get; set; }
    public List<Card> Cards { get; private set; } = [];
    public Suit Trump { get; set; } = Suit.Spades;
    public int Count => Cards.Count;
    public RawJson Raw { get; set; }
    [Private] public int[] Votes { get; set; } = [];

    public override string Say(string text, Suit suit = Suit.Hearts) => $"{Names[1]} {text} {suit} {Most}";
}

/// <summary>A game may share what it has with others of its kind.</summary>
public abstract class Speaking : Game
{
    public enum Suit { Hearts, Spades }

    [Move(AnyTime = true)] public abstract string Say(string text, Suit suit = Suit.Hearts);
}
