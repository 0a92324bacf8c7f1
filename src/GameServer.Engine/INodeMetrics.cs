using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>
/// What happens in the engine, as figures; the host counts them and takes from here what it wants to know.
/// Called from any thread, also on the way of every move: it never throws, waits or allocates. No argument names a room or a player.
/// </summary>
public interface INodeMetrics
{
    /// <summary>A move got its ack.</summary>
    /// <param name="game">The room's game; <c>none</c> where the call named no room of its connection.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="took">From the call to its answer.</param>
    void MoveAnswered(string game, MoveOutcome outcome, TimeSpan took) { }

    /// <summary>A game's code handled one move.</summary>
    void GameHandled(string game, TimeSpan took) { }

    /// <summary>A room's turn found moves waiting.</summary>
    void MovesFound(string game, int count) { }

    /// <summary>A turn appended events to its room's log.</summary>
    void EventsAppended(string game, int count) { }

    /// <summary>Events were written to a connection or to several.</summary>
    void EventsDelivered(string game, long count) { }

    /// <summary>What became durable was written to the last of those who could take it at once, or to one who had to wait.</summary>
    /// <param name="lag">From durable to written.</param>
    void Delivered(TimeSpan lag) { }

    /// <summary>A frame was written to a connection.</summary>
    void FrameSent(string game) { }

    /// <summary>A newer frame took the place of one that was not written.</summary>
    void FrameConflated(string game) { }

    /// <summary>How far one cursor is behind what is durable in its room; said of every cursor, once a second.</summary>
    void CursorBehind(long events) { }

    /// <summary>A player came back to a room, or to the server.</summary>
    /// <param name="outcome"><c>replay</c>, <c>snapshot</c> or <c>denied</c>.</param>
    /// <param name="reason">Why not by replay; empty with one.</param>
    void Resumed(string outcome, string reason) { }

    /// <summary>A <c>Hello</c> with a token was welcomed.</summary>
    void HelloAnswered(TimeSpan took) { }

    /// <summary>Bytes of events were charged to a player who came back.</summary>
    void ReplayCharged(long bytes) { }

    /// <summary>A connection is gone.</summary>
    /// <param name="reason">One of <see cref="ClosedReasons"/>, <c>client</c> (it said so) or <c>lost</c>.</param>
    void ConnectionClosed(string reason) { }

    /// <summary>A client of another version of the wire was turned away.</summary>
    void VersionRefused() { }

    /// <summary>Something was refused or dropped for a limit (the setting's name in snake_case).</summary>
    void LimitHit(string limit) { }

    /// <summary>The lease ended before it was given back: other nodes take over this one's rooms.</summary>
    void LeaseLost() { }

    /// <summary>A batch became durable.</summary>
    /// <param name="events">Events in it.</param>
    /// <param name="took">From handing it to the journal, failed attempts included.</param>
    void Committed(int events, TimeSpan took) { }
}

/// <summary>What became of a move.</summary>
public enum MoveOutcome
{
    /// <summary>Applied, and durable.</summary>
    Accepted,

    /// <summary>Refused by the game, or for a reason of the wire; nothing changed.</summary>
    Refused,

    /// <summary>Decided before: the first answer again.</summary>
    Repeat,

    /// <summary>Over a rate; the client sends it again.</summary>
    RateLimited,

    /// <summary>The mailbox was full or the journal could not write; the client sends it again.</summary>
    Unavailable,

    /// <summary>The game's code failed; nothing changed.</summary>
    Error,
}

/// <summary>Nobody counts.</summary>
internal sealed class NoMetrics : INodeMetrics;
