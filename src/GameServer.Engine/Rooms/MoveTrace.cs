using System.Diagnostics;

namespace GameServer.Engine;

/// <summary>
/// The way of one move as spans: <c>move</c> from its arrival to its ack, in it <c>turn</c> (the game decides), <c>commit</c> (until it is durable)
/// and <c>deliver</c> (to those who can take it at once). Exists only while somebody listens. The spans are made at the move's end, of the times noted on its way.
/// </summary>
internal sealed class MoveTrace
{
    private static readonly ActivitySource Source = new(Node.TraceSource);

    private readonly TimeProvider _time;
    private readonly DateTimeOffset _receivedAt;
    private DateTimeOffset _turnAt, _decidedAt;

    private MoveTrace(TimeProvider time) => (_time, _receivedAt) = (time, time.GetUtcNow());

    /// <summary>Whether anybody would see one.</summary>
    public static bool IsOn => Source.HasListeners();

    /// <summary>A move has arrived; null while nobody listens.</summary>
    public static MoveTrace? Begin(TimeProvider time) => IsOn ? new MoveTrace(time) : null;

    /// <summary>Its room's turn came to it.</summary>
    public void BeginTurn() => _turnAt = _time.GetUtcNow();

    /// <summary>It is decided.</summary>
    public void EndTurn() => _decidedAt = _time.GetUtcNow();

    /// <summary>It has its answer.</summary>
    /// <param name="room">Where.</param>
    /// <param name="outcome">What became of it.</param>
    /// <param name="durableAt">When its room last saw something become durable; before the turn: it had nothing to wait for.</param>
    public void End(Room room, MoveOutcome outcome, DateTimeOffset? durableAt)
    {
        var now = _time.GetUtcNow();
        using var move = Source.StartActivity("move", ActivityKind.Internal, default(ActivityContext), startTime: _receivedAt);
        if (move is null) return; // nobody samples it
        move.SetTag("game", room.Game).SetTag("room", room.Name).SetTag("outcome", outcome.ToString());
        if (_turnAt != default) Span("turn", _turnAt, _decidedAt, move.Context);
        if (durableAt is { } durable && durable >= _decidedAt)
        {
            Span("commit", _decidedAt, durable, move.Context);
            Span("deliver", durable, now, move.Context);
        }
        move.SetEndTime(now.UtcDateTime);
    }

    private static void Span(string name, DateTimeOffset from, DateTimeOffset to, ActivityContext parent)
    {
        using var span = Source.StartActivity(name, ActivityKind.Internal, parent, startTime: from);
        span?.SetEndTime(to.UtcDateTime);
    }
}
