namespace GameServer.Engine;

/// <summary>
/// One client's pending events of one room: its cursor over the room's log, filtered by audience, bounded by the log's bounds.
/// The client's missed messages wait here, and live ones pass through here: there is no other way to a client (DLV-2).
/// Its pump's owner alone reads it and moves the cursor; what other threads may touch says so.
/// </summary>
internal sealed class MessageQueue(EventLog log, string viewer, long cursor, DeliveryOptions bounds)
{
    /// <summary>A batch for a client that catches up: few large frames cost far less than many small ones.</summary>
    private const int CatchUpBytes = 16 << 10, CatchUpEvents = 256;

    private readonly List<LogEvent> _read = [];

    // What was written and not yet acknowledged: the number each batch ends at, its entries and bytes.
    private readonly Ring<(long Last, int Count, int Bytes)> _unseen = new();
    private long _unseenEvents;
    private long _unseenBytes;

    // The same of frames.
    private readonly Ring<(long Tick, int Bytes)> _unseenFrames = new();

    private long _seen = cursor;            // any thread
    private long _seenTick = -1;            // any thread
    private long _until = long.MaxValue;    // written by the room's turn
    private long _hold = long.MaxValue;     // written by the room's turn
    private SnapshotMessage? _snapshot;     // written by the room's turn, taken by the pump
    private FrameMessage? _frame;           // written by the room's turn, taken by the pump

    public EventLog Log { get; } = log;

    public string Viewer { get; } = viewer;

    /// <summary>The number it began after.</summary>
    public long Start { get; } = cursor;

    /// <summary>The last number written to this client.</summary>
    public long Cursor { get; private set; } = cursor;

    /// <summary>The last number the client says it has taken. Any thread.</summary>
    public long SeenUpTo => Volatile.Read(ref _seen);

    /// <summary>Nothing past this number is for this client: its membership ended there. Set by the room's turn, before a later event can be durable (PRV-3).</summary>
    public long Until
    {
        get => Volatile.Read(ref _until);
        set => Volatile.Write(ref _until, value);
    }

    /// <summary>Durable events after the cursor. Any thread; about right while it moves.</summary>
    public long Behind => Math.Max(0, Math.Min(Until, Log.Committed) - Cursor);

    private long Last => Math.Min(Until, Volatile.Read(ref _hold));

    /// <summary>Whether the client took enough of what was written, so that more may be (DLV-3).</summary>
    public bool IsWindowOpen
    {
        get
        {
            var seen = Volatile.Read(ref _seen);
            while (_unseen.Count > 0 && _unseen[0].Last <= seen)
            {
                var (_, count, bytes) = _unseen.RemoveFirst();
                _unseenEvents -= count;
                _unseenBytes -= bytes;
            }
            var tick = Volatile.Read(ref _seenTick);
            while (_unseenFrames.Count > 0 && _unseenFrames[0].Tick <= tick) _unseenBytes -= _unseenFrames.RemoveFirst().Bytes;
            return _unseenEvents < bounds.SeenEvents && _unseenBytes < bounds.SeenBytes && _unseenFrames.Count < bounds.SeenFrames;
        }
    }

    /// <summary>The client has taken everything up to <paramref name="seq"/>. Any thread; an older or a future number says nothing.</summary>
    public void Seen(long seq)
    {
        var seen = Volatile.Read(ref _seen);
        while (seq > seen && seq <= Log.Committed)
        {
            var found = Interlocked.CompareExchange(ref _seen, seq, seen);
            if (found == seen) return;
            seen = found;
        }
    }

    /// <summary>The client has got every frame up to <paramref name="tick"/>. Any thread.</summary>
    public void SeenFrame(long tick)
    {
        if (tick > Volatile.Read(ref _seenTick)) Interlocked.Exchange(ref _seenTick, tick);
    }

    /// <summary>
    /// Whether something may wait for the window. Any thread. Asked after <see cref="Seen"/> and <see cref="SeenFrame"/>, whose full fences
    /// stand against those of a room's turn between making something visible and looking at the window: one of the two sees the other,
    /// so false is no lost wake-up.
    /// </summary>
    public bool HasWaiting => Behind > 0 || Volatile.Read(ref _frame) is not null || Until != long.MaxValue || Volatile.Read(ref _snapshot) is not null;

    /// <summary>Whether <paramref name="batch"/>, of which this client may see everything, is the next for it and may be written now.</summary>
    public bool IsNext(EventBatch batch) =>
        batch.First == Cursor + 1 && batch.Last <= Last && Volatile.Read(ref _snapshot) is null && IsWindowOpen;

    /// <summary>The client's next events are being written.</summary>
    public void Take(EventBatch batch)
    {
        Cursor = batch.Last;
        Count(batch.Last, batch.Count, batch.Size);
    }

    private void Count(long last, int count, int bytes)
    {
        _unseen.Add((last, count, bytes));
        _unseenEvents += count;
        _unseenBytes += bytes;
    }

    /// <summary>Whether a snapshot is being made that the pump has not taken yet. The room's turn.</summary>
    public bool IsHeld => Volatile.Read(ref _hold) != long.MaxValue;

    /// <summary>A snapshot at <paramref name="seq"/> is being made: nothing past it is written before it. Called by the room's turn, before a later event can be durable.</summary>
    public void Hold(long seq) => Volatile.Write(ref _hold, seq);

    /// <summary>A state for the client to go on from; the room's turn offers it once what it shows is durable.</summary>
    public void Offer(SnapshotMessage snapshot) => Volatile.Write(ref _snapshot, snapshot);

    /// <summary>The offered state, with the cursor moved to it; null: none was offered.</summary>
    public SnapshotMessage? TakeSnapshot()
    {
        var snapshot = Interlocked.Exchange(ref _snapshot, null);
        if (snapshot is null) return null;
        Cursor = snapshot.Body.Seq;
        Count(Cursor, 1, snapshot.Size);
        Volatile.Write(ref _hold, long.MaxValue);
        return snapshot;
    }

    /// <summary>The newest frame takes the place of one that was not written (FRM-1): then true. The room's turn, once its base is durable.</summary>
    public bool Offer(FrameMessage frame) => Interlocked.Exchange(ref _frame, frame) is not null;

    /// <summary>The frame to write now: the client has its base, and its window is open; null: none.</summary>
    public FrameMessage? TakeFrame()
    {
        if (Volatile.Read(ref _frame) is not { } newest || newest.BasedOn > Cursor || !IsWindowOpen) return null;
        var frame = Interlocked.Exchange(ref _frame, null);
        if (frame is null || frame.BasedOn > Cursor) return null;
        _unseenFrames.Add((frame.Tick, frame.Size));
        _unseenBytes += frame.Size;
        return frame;
    }

    /// <summary>The next events from memory, as this client may see them; the cursor is not moved (<see cref="Take"/> does).</summary>
    public LogRead Read(out EventBatch? batch)
    {
        _read.Clear();
        var committed = Log.Committed; // before the bounds, which are set before a later event is durable
        var read = Log.Read(Cursor, Math.Min(committed, Last), CatchUpEvents, CatchUpBytes, _read);
        batch = read == LogRead.Events ? EntryEncoder.Batch(Log.Room, Log.Epoch, _read, Viewer) : null;
        return read;
    }

    /// <summary>The next events from the journal; null: they are gone.</summary>
    /// <exception cref="JournalException">The journal cannot be read at the moment, or is damaged there.</exception>
    public async ValueTask<EventBatch?> ReadColdAsync(IJournal journal)
    {
        var events = await journal.ReadAsync(Log.Room, Log.Epoch, Cursor + 1, CatchUpEvents, CatchUpBytes);
        var last = Math.Min(Last, Log.Committed);
        var mine = events.Count > 0 && events[^1].Seq > last ? [.. events.Where(e => e.Seq <= last)] : events;
        return mine.Count == 0 ? null : EntryEncoder.Batch(Log.Room, Log.Epoch, mine, Viewer);
    }
}
