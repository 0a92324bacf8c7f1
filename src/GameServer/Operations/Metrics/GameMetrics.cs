using System.Diagnostics.Metrics;
using GameServer.Engine;

namespace GameServer.Operations;

/// <summary>
/// The meter <c>GameServer</c>: what the engine and the host count. Names, units and meaning stand in README.md beside this folder.
/// No label names a room, a player or an address: their values are few, whoever is connected.
/// </summary>
internal sealed class GameMetrics : INodeMetrics
{
    public const string MeterName = "GameServer";

    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    };

    private static readonly InstrumentAdvice<long> Numbers = new() { HistogramBucketBoundaries = [0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 10_000] };

    // The words of the outcomes, by their number: a label must not cost an allocation.
    private static readonly string[] Outcomes = ["accepted", "refused", "repeat", "rate_limited", "unavailable", "error"];

    private readonly Counter<long> _moves, _appended, _delivered, _framesSent, _framesConflated, _cursorsAhead, _resumes, _replayBytes, _epochsRaised,
        _closed, _refused, _limits, _faults, _journalErrors, _leasesLost, _failovers, _roomsMoved, _forwarded;
    private readonly UpDownCounter<int> _forwarding;
    private readonly Histogram<double> _moveDuration, _lag, _resumeDuration, _handler, _commit;
    private readonly Histogram<long> _behind, _mailbox, _batch;

    public GameMetrics(IMeterFactory meters)
    {
        Meter = meters.Create(MeterName);
        _moves = Count("game.moves", "{move}", "Moves answered.");
        _moveDuration = Time("game.move.duration", "From a move's arrival to its ack.");
        _appended = Count("game.events.appended", "{event}", "Events appended to room logs.");
        _delivered = Count("game.events.delivered", "{event}", "Events written to connections, once for each; a hidden range counts as one.");
        _framesSent = Count("game.frames.sent", "{frame}", "Frames written to connections.");
        _framesConflated = Count("game.frames.conflated", "{frame}", "Frames replaced by a newer one before they were written.");
        _lag = Time("game.delivery.lag", "From an event being durable to its being written; of those who take it at once, the last.");
        _behind = Measure("game.cursor.behind", "{event}", "Durable events not yet written to a client, of every cursor once a second.");
        _cursorsAhead = Count("game.cursors.ahead", "{cursor}", "Cursors beyond what is durable: the journal lost its end, or they are forged.");
        _resumes = Count("game.resumes", "{resume}", "Returns of players to their rooms.");
        _resumeDuration = Time("game.resume.duration", "From a Hello with a token to its welcome.");
        _replayBytes = Count("game.replay.bytes", "By", "Bytes of events that returning players were behind.");
        _epochsRaised = Count("game.epochs.raised", "{epoch}", "Rooms whose history was lost or replaced.");
        _closed = Count("game.connections.closed", "{connection}", "Connections that ended.");
        _refused = Count("game.connections.refused", "{connection}", "Connections that were not let in.");
        _limits = Count("game.limit.hits", "{hit}", "Requests refused or dropped for a limit.");
        _handler = Time("game.room.handler.duration", "Time a game's code took for one move.");
        _mailbox = Measure("game.room.mailbox", "{move}", "Moves that waited when a room's turn began.");
        _faults = Count("game.room.faults", "{fault}", "Failures of a game's code, and rooms given up.");
        _commit = Time("game.journal.commit.duration", "Time a batch took to become durable.");
        _batch = Measure("game.journal.batch", "{event}", "Events made durable by one batch.");
        _journalErrors = Count("game.journal.errors", "{error}", "Failed reads and writes of the journal.");
        _leasesLost = Count("game.leases.lost", "{lease}", "Leases of this node that ended before it gave them back.");
        _failovers = Count("game.node.failovers", "{failover}", "Leases of nodes without a sign of life that this node ended, so that their rooms go on.");
        _roomsMoved = Count("game.rooms.moved", "{room}", "Rooms that came here from another lease.");
        _forwarded = Count("game.connections.forwarded", "{connection}", "Connections that asked here for another node.");
        _forwarding = Meter.CreateUpDownCounter<int>("game.connections.forwarding", "{connection}", "Connections that this node passes on to others; they count at both.");
    }

    /// <summary>Where the instruments lie.</summary>
    public Meter Meter { get; }

    public void MoveAnswered(string game, MoveOutcome outcome, TimeSpan took)
    {
        _moves.Add(1, Label("game", game), Label("outcome", Outcomes[(int)outcome]));
        if (took > TimeSpan.Zero) _moveDuration.Record(took.TotalSeconds, Label("game", game));
    }

    public void GameHandled(string game, TimeSpan took) => _handler.Record(took.TotalSeconds, Label("game", game));

    public void MovesFound(string game, int count) => _mailbox.Record(count, Label("game", game));

    public void EventsAppended(string game, int count) => _appended.Add(count, Label("game", game));

    public void EventsDelivered(string game, long count) => _delivered.Add(count, Label("game", game));

    public void Delivered(TimeSpan lag) => _lag.Record(lag.TotalSeconds);

    public void FrameSent(string game) => _framesSent.Add(1, Label("game", game));

    public void FrameConflated(string game) => _framesConflated.Add(1, Label("game", game));

    public void CursorBehind(long events) => _behind.Record(events);

    public void Resumed(string outcome, string reason)
    {
        _resumes.Add(1, Label("outcome", outcome), Label("reason", reason));
        if (reason == Protocol.SnapshotReasons.Ahead) _cursorsAhead.Add(1);
    }

    public void HelloAnswered(TimeSpan took) => _resumeDuration.Record(took.TotalSeconds);

    public void ReplayCharged(long bytes) => _replayBytes.Add(bytes);

    public void ConnectionClosed(string reason) =>
        _closed.Add(1, Label("reason", reason == Protocol.ClosedReasons.BadRequest ? "protocol" : reason));

    public void VersionRefused() => ConnectionRefused("version");

    /// <summary>A connection was not let in: <c>origin</c>, <c>cap</c>, <c>rate</c>, <c>memory</c>, <c>banned</c>, <c>draining</c> or <c>version</c>.</summary>
    public void ConnectionRefused(string reason) => _refused.Add(1, Label("reason", reason));

    public void LimitHit(string limit) => _limits.Add(1, Label("limit", limit));

    public void Committed(int events, TimeSpan took)
    {
        _commit.Record(took.TotalSeconds);
        _batch.Record(events);
    }

    /// <summary>A game's code failed, or a room of it was given up.</summary>
    public void Fault(string game) => _faults.Add(1, Label("game", game));

    public void JournalFailed(JournalFault fault) => _journalErrors.Add(1, Label("code", fault.ToString().ToLowerInvariant()));

    public void EpochsRaised(string reason, int rooms = 1) => _epochsRaised.Add(rooms, Label("reason", reason));

    public void LeaseLost() => _leasesLost.Add(1);

    /// <summary>This node found a dead one, and its rooms are free.</summary>
    public void FailedOver() => _failovers.Add(1);

    /// <summary>A room came here: <c>handed_over</c> by the living node that had it, or <c>taken_over</c> because that one's lease was over.</summary>
    public void RoomMoved(string reason) => _roomsMoved.Add(1, Label("reason", reason));

    /// <summary>A connection was passed on to another node, <c>accepted</c>, or could not be, <c>unavailable</c>.</summary>
    public void ConnectionForwarded(string outcome) => _forwarded.Add(1, Label("outcome", outcome));

    /// <summary>So many more connections are passed on at this moment.</summary>
    public void ForwardingChanged(int by) => _forwarding.Add(by);

    private Counter<long> Count(string name, string unit, string description) => Meter.CreateCounter<long>(name, unit, description);

    private Histogram<double> Time(string name, string description) => Meter.CreateHistogram(name, "s", description, tags: null, Seconds);

    private Histogram<long> Measure(string name, string unit, string description) => Meter.CreateHistogram(name, unit, description, tags: null, Numbers);

    private static KeyValuePair<string, object?> Label(string name, string value) => new(name, value);
}
