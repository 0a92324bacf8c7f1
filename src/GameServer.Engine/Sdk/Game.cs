using System.Diagnostics.CodeAnalysis;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>
/// A game: its public properties are its state, its <see cref="MoveAttribute">[Move]</see> methods are what players may do.
/// It is single-threaded and knows seats, never players, connections, clocks or disks. A step (a move, timer, tick or hook)
/// that throws is undone: nothing of it remains.
/// </summary>
public abstract partial class Game
{
    private Match? _match;

    /// <summary>What runs this game; set before any of its code but the constructor runs.</summary>
    internal Match Match
    {
        get => _match ?? throw new InvalidOperationException("A game's constructor only sets initial values: its first moment is OnStart.");
        set => _match = value;
    }

    /// <summary>Seats of this match, numbered from 0.</summary>
    protected int Seats => Match.Seats;

    /// <summary>The seat that moves; in <see cref="Legal"/> the seat asked about.</summary>
    protected int Me => Match.Me;

    /// <summary>Whether an autopilot moves in place of a player who is away; for events that should say so.</summary>
    protected bool IsAuto => Match.IsAuto;

    /// <summary>The seat whose turn it is, 0 at the start. Setting it costs nobody anything: every seat may follow every other.</summary>
    protected int Turn
    {
        get => Match.Turn;
        set => Match.Turn = value;
    }

    /// <summary>Room time in seconds. It passes during a match, and stands still while the room does not run, so a restart takes nobody's time.</summary>
    protected double Now => Match.Now.TotalSeconds;

    /// <summary>Gives the turn to the next seat.</summary>
    protected void NextTurn() => Turn = (Turn + 1) % Seats;

    /// <summary>
    /// Goes on if <paramref name="ok"/>; else the step is undone and its player told <paramref name="why"/>.
    /// A timer, a tick, <see cref="OnJoin"/> and <see cref="OnLeave"/> have no such player: there it is the game's fault, as an exception is.
    /// </summary>
    protected static void Require([DoesNotReturnIf(false)] bool ok, string why)
    {
        if (!ok) throw new RefusedException(Reasons.Refused, why);
    }

    /// <summary>As <see cref="Require"/>, for arguments no honest client sends: refused as <c>bad_args</c>.</summary>
    protected static void RequireArgs([DoesNotReturnIf(false)] bool ok, string why)
    {
        if (!ok) throw new RefusedException(Reasons.BadArgs, why);
    }

    /// <summary>Publishes an event to everyone. Its type is the record's name in camelCase.</summary>
    protected void Emit(object e) => Match.Emit(e);

    /// <summary>Publishes an event to whoever holds the seat now, and to nobody who holds it later.</summary>
    protected void EmitTo(int seat, object e) => Match.EmitTo([seat], e);

    /// <summary>Publishes an event to whoever holds these seats now.</summary>
    protected void EmitTo(IEnumerable<int> seats, object e) => Match.EmitTo(seats, e);

    /// <summary>Publishes an event to everyone under a name and with data that come from outside.</summary>
    protected void EmitRaw(string type, RawJson data) => Match.EmitRaw(type, data);

    /// <summary>
    /// Calls <see cref="OnTimer"/> after so many seconds of room time. One timer a name: set again, it starts again.
    /// It fires half a second later than players are shown, the same grace for all.
    /// </summary>
    protected void After(double seconds, string name) => Match.After(seconds, name);

    /// <summary>Takes a timer back; of one that is not set: nothing.</summary>
    protected void Cancel(string name) => Match.Cancel(name);

    /// <summary>A whole number from 0 to <paramref name="n"/> - 1.</summary>
    protected int Roll(int n) => Match.Rolls.Roll(n);

    /// <summary>A real number from <paramref name="from"/> up to, but not including, <paramref name="to"/>.</summary>
    protected double Roll(double from, double to) => Match.Rolls.Roll(from, to);

    /// <summary>Puts a list in random order.</summary>
    protected void Shuffle<T>(IList<T> list) => Match.Rolls.Shuffle(list);

    /// <summary>The newest input of a seat as <typeparamref name="T"/>; its default if there is none or it does not fit. A player's word: clamp it.</summary>
    protected T? Input<T>(int seat) => Match.Inputs.Get<T>(seat);

    /// <summary>Fixed steps since the room began; the one under way counts. Frames carry it, and it grows from match to match.</summary>
    protected long Ticks => Match.Time.Ticks;

    /// <summary>The number of a seat's newest input, 0 before the first: put it in a <see cref="Frame"/>, so that a client knows which of its inputs that shows.</summary>
    protected long InputNumber(int seat) => Match.Inputs.Number(seat);

    /// <summary>Who steers a seat just now: in a game that ticks, bots and autopilots are the game's own.</summary>
    protected Pilot PilotOf(int seat) => Match.PilotOf(seat);

    /// <summary>The match is over: timers stop, moves are refused with <c>game_over</c>.</summary>
    /// <param name="result">What clients show; a sentence or a record.</param>
    protected void End(object? result) => Match.End(result);

    /// <summary>Names a move and its arguments; see <see cref="Legal"/>.</summary>
    protected static MoveOption Do(string move, params object?[] args) => MoveOption.Of(move, args);

    /// <summary>
    /// The room's options, before <see cref="OnStart"/>, on a game that was just made: keep them in properties, <see cref="Require"/> that they fit.
    /// A game that does not override this has none.
    /// </summary>
    /// <param name="options">A JSON object.</param>
    protected virtual void OnOptions(RawJson options) =>
        Require(options.Text.Span.SequenceEqual("{}"u8), "this game has no options");

    /// <summary>The match begins: every seat is known, every property at its initial value.</summary>
    protected virtual void OnStart() { }

    /// <summary>A seat that nobody held in this match has a player again.</summary>
    protected virtual void OnJoin(int seat) { }

    /// <summary>Nobody holds this seat any more, not even a bot.</summary>
    protected virtual void OnLeave(int seat) { }

    /// <summary>A timer of <see cref="After"/> fires. If this throws, the timer is gone all the same.</summary>
    protected virtual void OnTimer(string name) { }

    /// <summary>One fixed step of a game that ticks.</summary>
    /// <param name="dt">Always 1 / TickRate, in seconds.</param>
    protected virtual void OnTick(double dt) { }

    /// <summary>What the next frame shows, to everyone. Never the only carrier of a fact: frames are dropped.</summary>
    protected virtual object? Frame() => null;

    /// <summary>
    /// The moves open to a seat now. Called on a copy that holds only what this seat may see; it must not change anything.
    /// Where it is written, the game has random bots.
    /// In the copy a [Secret] property stands at its initial value and another seat's element of a [Private] list is its default (null for a list),
    /// so a property computed from them is wrong there: <c>Left => Deck.Count</c> is 0. Keep such a number as state of its own.
    /// </summary>
    protected virtual IEnumerable<MoveOption> Legal(int seat) => [];
}
