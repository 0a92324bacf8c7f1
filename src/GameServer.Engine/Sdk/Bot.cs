using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>
/// Plays a seat: an empty one, or one whose player is away. It knows what a client in that seat knows and nothing more,
/// and is volatile: after a restart it starts from the view. Derive from <see cref="Bot{TGame}"/>.
/// </summary>
public abstract class Bot
{
    /// <summary>The seat it plays.</summary>
    protected int Seat { get; private set; }

    /// <summary>The seat whose turn it is.</summary>
    protected int Turn { get; private set; }

    /// <summary>Seats of the match.</summary>
    protected int Seats { get; private set; }

    /// <summary>Room time in seconds.</summary>
    protected double Now { get; private set; }

    /// <summary>Chance of its own: what it draws tells nothing of the game's.</summary>
    protected Rolls Rolls { get; private set; } = null!;

    /// <summary>How long it thinks before a move, in seconds of room time.</summary>
    protected virtual double Think() => Rolls.Roll(0.6, 1.6);

    /// <summary>An event that its seat received.</summary>
    /// <param name="type">The wire's name.</param>
    /// <param name="data">The record.</param>
    protected virtual void OnEvent(string type, RawJson data) { }

    /// <summary>Names a move and its arguments.</summary>
    protected static MoveOption Do(string move, params object?[] args) => MoveOption.Of(move, args);

    /// <summary>What it does now; null: nothing, until something changes.</summary>
    internal abstract MoveOption? Choose(Match match);

    internal double CallThink() => Think();

    internal void CallOnEvent(string type, RawJson data) => OnEvent(type, data);

    internal void Sit(Match match, int seat, Rolls rolls)
    {
        (Seat, Seats, Rolls) = (seat, match.Seats, rolls);
        Look(match);
    }

    internal void Look(Match match) => (Turn, Now) = (match.Turn, match.Now.TotalSeconds);
}

/// <summary>A game's own bot.</summary>
/// <typeparam name="TGame">The game.</typeparam>
public abstract class Bot<TGame> : Bot where TGame : Game
{
    /// <summary>What it does now; null: nothing, until something changes. Asked on its turn, and at any time in games with moves at any time.</summary>
    /// <param name="view">A copy of the game with only what the seat may see; changing it changes nothing.</param>
    protected abstract MoveOption? Act(TGame view);

    internal sealed override MoveOption? Choose(Match match)
    {
        Look(match);
        return Act((TGame)match.CopyFor(Seat));
    }
}
