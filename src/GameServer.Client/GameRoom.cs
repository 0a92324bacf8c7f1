using GameServer.Protocol;

namespace GameServer.Client;

/// <summary>
/// A room the player is in, across reconnects: one ordered stream of what happens (<see cref="ReadAsync"/>) and one ordered
/// outbox of moves (<see cref="SendAsync"/>). Made by <see cref="GameClient"/>; safe to use from any thread.
/// </summary>
public sealed partial class GameRoom
{
    private readonly GameClient _client;

    // Used under the client's lock, all of them.
    private readonly Inbox _inbox = new();
    private readonly SeenCounter _seen = new();
    private readonly Outbox _outbox;
    private HubLink? _link;
    private int _generation;
    private string? _epoch;
    private string? _over;

    internal GameRoom(GameClient client, string code, bool spectates)
    {
        _client = client;
        _outbox = new Outbox(client.Options.OutboxLimit);
        _inputs = client.Options.Time.GetUtcNow().ToUnixTimeMilliseconds();
        Code = code;
        Spectates = spectates;
    }

    /// <summary>The room's code; of the personal room the player's id.</summary>
    public string Code { get; }

    /// <summary>The game's wire name when this connection joined; a patch with <c>game</c> tells of another.</summary>
    public string Game { get; private set; } = "";

    /// <summary>The seat when the room was last joined or resumed; null for spectators and in games without seats. Later changes are events.</summary>
    public int? Seat { get; private set; }

    /// <summary>Whether <c>chat</c> is on here.</summary>
    public bool Chat { get; private set; }

    /// <summary>The last event the application has taken; null before the first snapshot.</summary>
    public Cursor? Cursor
    {
        get
        {
            lock (_client.Gate) return _inbox.Cursor;
        }
    }

    /// <summary>Moves without ack, sent or not.</summary>
    public int PendingMoves
    {
        get
        {
            lock (_client.Gate) return _outbox.Count;
        }
    }

    internal bool Spectates { get; }

    /// <summary>Nothing more is delivered than what arrived already.</summary>
    internal bool IsOver => _over is not null;

    /// <summary>Leaves for good; moves without ack are dropped and reported. Completes when the server knows.</summary>
    /// <param name="cancel">Stops waiting; the room is over for this client all the same, and the server forgets the member in time.</param>
    public Task LeaveAsync(CancellationToken cancel = default) => _client.LeaveAsync(this, cancel);

    // From here on: called under the client's lock.

    internal bool IsAttachedTo(HubLink link) => _link == link;

    /// <summary>What the room needs to be resumed.</summary>
    internal JoinRequest Resumption => new(Code, _inbox.Cursor, Spectates);

    /// <summary>A connection delivers and takes moves from here on. <see cref="Act"/> follows outside the lock.</summary>
    internal void Attach(HubLink link, Joined joined)
    {
        var isReturn = _epoch is not null;
        _client.Trace.Attached(link.Generation, Code, _inbox.Cursor, joined);
        if (isReturn && _epoch != joined.Epoch) Drop(_outbox.Empty(), DropReasons.Epoch);
        var (moves, reason) = _outbox.Attach(joined.LastMove ?? 0, joined.OwnMove);
        Drop(moves, reason);

        if (isReturn) Tell(joined);
        (_link, _generation, _epoch) = (link, link.Generation, joined.Epoch);
        (Game, Seat, Chat) = (joined.Game ?? Game, joined.Seat, joined.Chat ?? false);

        var arrival = _inbox.Attach(joined);
        _seen.Clear();
        CountArrived(0, 0);
        if (arrival == Arrival.Gap) LoseStep();
        _arrived.Set();
    }

    /// <summary>The connection is over.</summary>
    internal void Detach(bool withError)
    {
        if (_link is null) return;
        _link = null;
        _inbox.Detach();
        _outbox.Detach(withError);
        (_asksSnapshot, _asksResume) = (false, null);
    }

    /// <summary>The room is over; the stream ends with that.</summary>
    /// <param name="reason">Why, as <see cref="RoomItem.Left"/> says it.</param>
    /// <param name="url">Where it is now.</param>
    /// <param name="byServer">The server said so in the stream: what came before it is delivered, no later connection could.</param>
    internal void End(string reason, string? url, bool byServer)
    {
        if (_over is not null) return;
        _over = reason;
        _link = null;
        Drop(_outbox.Empty(), reason);
        if (!byServer) _inbox.Detach();
        _inbox.Left(reason, url);
        _arrived.Set();
    }

    /// <summary>The moves were another player's.</summary>
    internal void DropMoves(string reason) => Drop(_outbox.Empty(), reason);

    private void Tell(Joined joined)
    {
        if (joined.Snapshot?.Reason is { } reason) TellSnapshot(reason);
        else if (joined.Resume == "replay") _client.Tell(new Notice.Replayed(Code, joined.Missed ?? 0));
        if (Seat is not null && joined.Seat is null) _client.Tell(new Notice.SeatLost(Code));
    }

    private void TellSnapshot(string reason)
    {
        if (reason is SnapshotReasons.Epoch or SnapshotReasons.Ahead) _client.Tell(new Notice.HistoryLost(Code, reason));
        else if (reason is not SnapshotReasons.New) _client.Tell(new Notice.Skipped(Code, reason));
    }

    private void Drop(IReadOnlyList<PendingMove> moves, string reason)
    {
        foreach (var move in moves)
        {
            _client.Trace.Dropped(Code, move.N, reason);
            _client.Tell(new Notice.MoveDropped(Code, move.N, move.Name, reason));
            move.Done.TrySetException(new MoveDroppedException(Code, move.N, move.Name, reason));
            // Whoever does not await a move has the notice.
            _ = move.Done.Task.Exception;
        }
    }
}
