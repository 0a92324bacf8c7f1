using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>
/// One run of a game: the game object, its runtime part (turn, timers, chance, result) and the last completed step, to which a failed one returns.
/// Knows seats; who sits there is asked for when an event is addressed.
/// Invariant between steps: <see cref="Image"/> and the kept runtime part are what the game object holds.
/// </summary>
internal sealed partial class Match
{
    private readonly Func<int, string?> _holderOf;
    private readonly List<Published> _events = [];

    // Of the step under way.
    private string? _from;
    private int? _me;
    private bool _isRunning;

    // Now, and after the last completed step.
    private RuntimePart _part;
    private RuntimePart _kept;

    /// <summary>A match before its first step.</summary>
    /// <param name="type">The game.</param>
    /// <param name="seats">Seats that play.</param>
    /// <param name="seed">32 bytes of chance.</param>
    /// <param name="time">The room's time.</param>
    /// <param name="holderOf">Who holds a seat now.</param>
    public Match(GameType type, int seats, ReadOnlySpan<byte> seed, RoomTime time, Func<int, string?> holderOf)
        : this(type, seats, new Rolls(seed), time, holderOf)
    {
        Image = StateImage.Take(type, Game, StateImage.Empty);
    }

    private Match(GameType type, int seats, Rolls rolls, RoomTime time, Func<int, string?> holderOf)
    {
        Type = type;
        Seats = seats;
        Inputs = new Inputs(seats);
        Time = time;
        _holderOf = holderOf;
        _rolls = rolls;
        _part = _kept = RuntimePart.Initial;
        Image = StateImage.Empty;
        Game = type.Make();
        Game.Match = this;
    }

    public GameType Type { get; }
    public Game Game { get; }
    public int Seats { get; }
    public Inputs Inputs { get; }

    /// <summary>Who steers a seat; the table knows.</summary>
    public Func<int, Pilot> PilotOf { get; set; } = _ => Pilot.Nobody;

    public RoomTime Time { get; }

    /// <summary>The properties after the last completed step.</summary>
    public StateImage Image { get; private set; }

    public bool IsOver => _kept.IsOver;

    /// <summary>What <see cref="Game.End"/> was told.</summary>
    public RawJson Result => _kept.Result;

    /// <summary>Timers that are set, in the order of firing.</summary>
    public IReadOnlyList<GameTimer> Timers => _kept.Timers;

    /// <summary>What a step changes beside the properties. A new list for every change: comparing is cheap, and so is going back.</summary>
    private readonly record struct RuntimePart(int Turn, IReadOnlyList<GameTimer> Timers, ulong Rolls, bool IsOver, RawJson Result)
    {
        public static RuntimePart Initial { get; } = new(0, [], 0, false, default);

        public bool Equals(RuntimePart other) =>
            Turn == other.Turn && ReferenceEquals(Timers, other.Timers) && Rolls == other.Rolls && IsOver == other.IsOver && Result == other.Result;

        public override int GetHashCode() => HashCode.Combine(Turn, Rolls, IsOver);
    }
}
