using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Linq.Expressions;
using System.Reflection;

namespace GameServer.Engine;

/// <summary>All the runtime knows of a game class. Made once a class, immutable, used by every thread.</summary>
internal sealed class GameType
{
    private static readonly ConcurrentDictionary<Type, GameType> Known = new();

    private readonly Func<Game> _make;
    private readonly FrozenDictionary<string, GameMove> _moves;

    private GameType(Type type)
    {
        Class = type;
        Attribute = GameClassRules.Check(type);
        Properties = [.. GameClassRules.StateOf(type).Select(property => StateProperty.Make(type, property))];
        var views = Properties.Length;
        foreach (var property in Properties.Where(p => p.HasMarksInside))
        {
            property.FirstView = views;
            views += 1 + Seats;
        }
        HasMarksInside = views > Properties.Length;
        HasPrivate = Properties.Any(p => p.HasMine);
        _moves = GameClassRules.MovesOf(type).Select(method => new GameMove(method)).ToFrozenDictionary(move => move.Name);
        HasHidden = Properties.Any(p => p.Sight != Sight.Public || p.HasMarksInside);
        HasVolatile = GameClassRules.HasVolatile(type);
        MoveNames = [.. _moves.Keys.Order(StringComparer.Ordinal)];
        HasAnyTimeMoves = _moves.Values.Any(move => move.IsAnyTime);
        HasTimers = Overrides(Game.TimerHook);
        HasBots = Attribute.DropIn || Attribute.Bot is not null || Overrides(Game.LegalHook);
        _make = Expression.Lambda<Func<Game>>(Expression.New(type)).Compile();
    }

    public Type Class { get; }
    public GameAttribute Attribute { get; }
    public string Id => Attribute.Id;
    public int Seats => Attribute.Seats;
    public int MinSeats => Attribute.MinSeats == 0 ? Seats : Attribute.MinSeats;
    public int TickRate => Attribute.TickRate;
    public int FrameRate => Attribute.FrameRate == 0 ? TickRate : Attribute.FrameRate;

    /// <summary>The state, in the order of declaration.</summary>
    public StateProperty[] Properties { get; }

    /// <summary>Whether an image needs views beside the values.</summary>
    public bool HasMarksInside { get; }

    /// <summary>Whether seats see different things.</summary>
    public bool HasPrivate { get; }

    /// <summary>Whether somebody may not see all.</summary>
    public bool HasHidden { get; }

    /// <summary>Whether it has fields that no snapshot holds.</summary>
    public bool HasVolatile { get; }

    /// <summary>The wire's names of its moves, in ordinal order.</summary>
    public string[] MoveNames { get; }

    public bool HasAnyTimeMoves { get; }
    public bool HasTimers { get; }
    public bool HasBots { get; }

    /// <summary>What is known of a game class.</summary>
    /// <exception cref="GameClassException">It cannot be a game as it is written.</exception>
    public static GameType Of(Type type) => Known.GetOrAdd(type, static type =>
    {
        var game = new GameType(type);
        Match.TryFirst(game);
        return game;
    });

    /// <summary>A game at its initial values.</summary>
    public Game Make() => _make();

    public GameMove? Move(string name) => _moves.GetValueOrDefault(name);

    /// <summary>A bot for one seat; the game has some (<see cref="HasBots"/>).</summary>
    public Bot MakeBot() => Attribute.Bot is { } own ? (Bot)Activator.CreateInstance(own)! : new RandomBot();

    private bool Overrides(string hook) =>
        Class.GetMethod(hook, BindingFlags.Instance | BindingFlags.NonPublic)!.DeclaringType != typeof(Game);
}
