using System.Linq.Expressions;
using System.Text.Json;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>
/// A table for tests, with a player in every seat and the match begun: no server, no waiting. It drives the same <see cref="Table"/> as a room
/// does, with moves encoded and decoded as on the wire.
/// </summary>
/// <typeparam name="TGame">The game.</typeparam>
public sealed class Table<TGame> where TGame : Game, new()
{
    private readonly List<Published> _events = [];

    // Time that has not yet made a whole tick.
    private TimeSpan _sinceTick;

    /// <summary>A match with chance of its own.</summary>
    /// <param name="seed">The same for the same number.</param>
    /// <param name="seats">Players; null: as many as the game seats. In a game without seats, members.</param>
    /// <param name="options">The game's options, as an object; null: none.</param>
    /// <exception cref="InvalidOperationException">The game refuses the options, has fewer seats, or its <see cref="Game.OnStart"/> fails.</exception>
    public Table(int seed = 1, int? seats = null, object? options = null)
    {
        var players = seats ?? Math.Max(1, Type.Seats);
        Core = Catalog.Open(Type.Id, options is null ? null : GameJson.Encode(options), isQuick: false, new Rolls(seed).Seed, out var refusal)
            ?? throw new InvalidOperationException($"The game refuses its options: {refusal}");
        Core.Finished = Keep;
        for (var i = 0; i < players; i++)
        {
            var join = Core.Join(new Newcomer(Player(i), $"Player {i + 1}", i % 8), spectate: false);
            if (!join.Ok) throw new InvalidOperationException($"Player {i + 1} of {players} was refused: {join.Text}");
        }
        if (Phase != "lobby") return;
        var start = Core.Move(Player(0), TableMoves.Start, []);
        if (Phase == "lobby") throw new InvalidOperationException($"The match did not begin: {start.Text ?? start.Fault?.Message ?? start.Reason}", LastFault);
    }

    private Table(Table core)
    {
        Core = core;
        Core.Finished = Keep;
    }

    // Not kept in statics: a class that is no game is then refused by its own exception.
    private static GameCatalog Catalog => new GameCatalog().Add<TGame>();

    private static GameType Type => GameType.Of(typeof(TGame));

    /// <summary>What a room would hold: for players who come, go or are away. What it publishes is among <see cref="Events"/>.</summary>
    public Table Core { get; }

    /// <summary>The game object, to look at; it refuses to act but in moves.</summary>
    public TGame Game => (TGame)Core.Match.Game;

    /// <summary>Seats of the match.</summary>
    public int Seats => Core.Match.Seats;

    /// <summary>The seat whose turn it is.</summary>
    public int Turn => Core.Match.Turn;

    /// <summary><c>lobby</c>, <c>playing</c> or <c>ended</c>.</summary>
    public string Phase => Core.Phase;

    /// <summary>What the match ended with: a text as it is, anything else as JSON; null while it runs.</summary>
    public string? Result => !Core.Match.IsOver ? null
        : Core.Match.Result.Text.Span is [(byte)'"', ..] ? Core.Match.Result.To<string>() : Core.Match.Result.ToString();

    /// <summary>Everything published so far, in order.</summary>
    public IReadOnlyList<Published> Events => _events;

    /// <summary>The public id of a seat's player, or of a member in a game without seats.</summary>
#pragma warning disable CA1822 // Of the table it is asked of, as everything here.
    public string Player(int seat) => $"player{seat}";
#pragma warning restore CA1822

    /// <summary>A seat's move, as a call: <c>table.As(0, game =&gt; game.Place(4))</c>.</summary>
    public Step As(int seat, Expression<Action<TGame>> move) => move.Body is MethodCallExpression call && call.Object == move.Parameters[0]
        ? Move(seat, GameJson.Name(call.Method.Name), [.. call.Arguments.Select(Value)])
        : throw new ArgumentException("Expected one call of a [Move]: game => game.Place(4).", nameof(move));

    /// <summary>A seat's move by its wire name.</summary>
    public Step Move(int seat, string move, params object?[] args) =>
        Core.Move(Player(seat), move, [.. args.Select(GameJson.Encode)]);

    /// <summary>A seat's newest input. One that does not fit is no input in a room; here <see cref="Advance"/> throws when the game reads it.</summary>
    public void Input(int seat, object input) => Core.SetInput(Player(seat), Core.Match.Inputs.Number(seat) + 1, GameJson.Encode(input));

    /// <summary>Lets room time pass: timers, bots and ticks come in their order. Stands still once the match is over.</summary>
    /// <exception cref="InvalidOperationException">The game failed, or read an input that does not fit.</exception>
    public void Advance(double seconds)
    {
        if (Pass(seconds) is { } fault) throw new InvalidOperationException($"The game failed: {fault.Message}", fault);
    }

    /// <summary>As <see cref="Advance"/>; answers what was thrown first, after which time went on.</summary>
    internal Exception? Pass(double seconds)
    {
        Exception? fault = null;
        var left = TimeSpan.FromSeconds(seconds);
        while (Phase == "playing")
        {
            var tick = Core.TickRate > 0 ? TimeSpan.FromSeconds(1.0 / Core.TickRate) - _sinceTick : TimeSpan.MaxValue;
            var next = Min(Min(Core.NextDue ?? TimeSpan.MaxValue, tick), left);
            left -= next;
            _sinceTick += next;
            var step = Core.Advance(next);
            fault ??= step.Fault;
            if (next == tick)
            {
                _sinceTick = TimeSpan.Zero;
                step = Core.Tick();
                fault ??= step.Fault;
                ThrowIfMisfit();
            }
            if (left == TimeSpan.Zero && Core.NextDue != TimeSpan.Zero) break;
        }
        return fault;
    }

    /// <summary>The events a seat received; null: a spectator.</summary>
    public IEnumerable<Published> EventsOf(int? seat) =>
        _events.Where(e => e.Audience is null || (seat is not null && e.Audience.Includes(Player(seat.Value))));

    /// <summary>What a seat sees, as in a snapshot; null: a spectator.</summary>
    public RawJson View(int? seat) => Core.View(seat is null ? null : Player(seat.Value));

    /// <summary>Everything a restart brings back.</summary>
    public byte[] Snapshot() => JsonSerializer.SerializeToUtf8Bytes(
        new { table = new RawJson(Core.SaveTable()), state = new RawJson(Core.SaveState()) }, GameJson.Whole);

    /// <summary>The table as a restarted server would bring it back.</summary>
    /// <exception cref="FormatException">The bytes are no snapshot of this game.</exception>
#pragma warning disable CA1000 // Table<TicTacToe>.From(bytes) is how it reads best.
    public static Table<TGame> From(ReadOnlyMemory<byte> snapshot)
#pragma warning restore CA1000
    {
        using var saved = JsonDocument.Parse(snapshot);
        var core = Catalog.Restore(Part("table"), Part("state"));
        return new Table<TGame>(core);

        ReadOnlyMemory<byte> Part(string name) => JsonSerializer.SerializeToUtf8Bytes(saved.RootElement.GetProperty(name), GameJson.Whole);
    }

    /// <summary>What the game threw, the last time it did.</summary>
    internal Exception? LastFault { get; private set; }

    private void Keep(Step step)
    {
        _events.AddRange(step.Events);
        LastFault = step.Fault ?? LastFault;
    }

    private void ThrowIfMisfit()
    {
        if (Core.TakeMisfit() is { } misfit) throw new InvalidOperationException(misfit.Sentence);
    }

    private static object? Value(Expression argument) =>
        Expression.Lambda<Func<object?>>(Expression.Convert(argument, typeof(object))).Compile(preferInterpretation: true)();

    private static TimeSpan Min(TimeSpan a, TimeSpan b) => a < b ? a : b;
}
