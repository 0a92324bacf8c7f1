namespace GameServer.Engine;

/// <summary>
/// A room's history: appended at the head, forgotten at the tail, read anywhere between.
/// Written by the room's turn alone; read by any number of pumps.
/// Invariants: it covers exactly the numbers First..Head, without holes; HotFirst..Head are in memory, what is older is in the journal;
/// nothing above Committed is ever read, and everything above Committed is in memory.
/// </summary>
internal sealed class EventLog
{
    private readonly Lock _gate = new();
    private readonly RoomOptions _bounds;

    // Guarded by _gate.
    private readonly Ring<LogEvent> _hot = new();
    private readonly Ring<int> _sizes = new();                          // of First..Head
    private readonly Ring<(long Seq, Audience Audience)> _private = new(); // of First..Head, those not for everyone
    private long _hotBytes;
    private long _bytes;
    private long _committed;

    public EventLog(string room, string epoch, RoomOptions bounds, long first = 1, long head = 0)
    {
        (Room, Epoch, _bounds) = (room, epoch, bounds);
        (First, Head, _committed) = (first, head, head);
    }

    public string Room { get; }

    /// <summary>This history's name; it never changes while the room lives.</summary>
    public string Epoch { get; }

    /// <summary>The oldest number held; <see cref="Head"/> + 1 when none is.</summary>
    public long First { get; private set; }

    /// <summary>The newest number. For the room's turn alone: nobody else may know what is not durable.</summary>
    public long Head { get; private set; }

    /// <summary>The newest durable number: readers read up to here (DLV-2, JRN-1).</summary>
    public long Committed => Volatile.Read(ref _committed);

    private long HotFirst => Head - _hot.Count + 1;

    /// <summary>Events it covers, and their bytes. Any thread.</summary>
    public (int Events, long Bytes) Held
    {
        get { lock (_gate) return (_sizes.Count, _bytes); }
    }

    /// <summary>Takes over what the journal holds, as cold events.</summary>
    public void Restore(IReadOnlyList<int> sizes, IReadOnlyList<(long, Audience)> @private)
    {
        lock (_gate)
        {
            foreach (var size in sizes) { _sizes.Add(size); _bytes += size; }
            foreach (var item in @private) _private.Add(item);
        }
    }

    /// <summary>Adds the next event; its number must be <see cref="Head"/> + 1.</summary>
    public void Append(LogEvent added)
    {
        if (added.Seq != Head + 1)
            throw new InvalidOperationException($"Room {Room}: the log expected event {Head + 1} and was given {added.Seq}.");
        lock (_gate)
        {
            Head = added.Seq;
            _hot.Add(added);
            _sizes.Add(added.Size);
            _hotBytes += added.Size;
            _bytes += added.Size;
            if (added.Audience is not null) _private.Add((added.Seq, added.Audience));
        }
    }

    /// <summary>Forgets what is beyond the bounds. Returns the last number forgotten by this call, 0 if none was.</summary>
    public long Trim()
    {
        lock (_gate)
        {
            var before = First;
            while (_sizes.Count > _bounds.LogEvents || (_bytes > _bounds.LogBytes && _sizes.Count > 1))
            {
                _bytes -= _sizes.RemoveFirst();
                First++;
            }
            while (_private.Count > 0 && _private[0].Seq < First) _private.RemoveFirst();
            CoolDown();
            return First > before ? First - 1 : 0;
        }
    }

    /// <summary>Everything up to <paramref name="seq"/> is durable.</summary>
    public void Commit(long seq)
    {
        Volatile.Write(ref _committed, seq);
        lock (_gate) CoolDown();
    }

    // What is not durable can be read nowhere else, so it stays.
    private void CoolDown()
    {
        while (_hot.Count > 0 && _hot[0].Seq <= _committed
            && (_hot.Count > _bounds.HotEvents || _hotBytes > _bounds.HotBytes || _hot[0].Seq < First))
        {
            _hotBytes -= _hot.RemoveFirst().Size;
        }
    }

    /// <summary>
    /// Reads durable events after <paramref name="cursor"/>, up to <paramref name="last"/>: at most <paramref name="maxEvents"/>,
    /// and no more after the one that passes <paramref name="maxBytes"/>.
    /// </summary>
    public LogRead Read(long cursor, long last, int maxEvents, int maxBytes, List<LogEvent> into)
    {
        lock (_gate)
        {
            last = Math.Min(last, _committed);
            if (cursor >= last) return LogRead.UpToDate;
            if (cursor + 1 < First) return LogRead.Forgotten;
            if (cursor + 1 < HotFirst) return LogRead.Cold;
            var bytes = 0;
            for (var i = (int)(cursor + 1 - HotFirst); i < _hot.Count && _hot[i].Seq <= last && into.Count < maxEvents && bytes < maxBytes; i++)
            {
                into.Add(_hot[i]);
                bytes += _hot[i].Size;
            }
            return LogRead.Events;
        }
    }

    /// <summary>Whether a cursor at this number can go on without a snapshot.</summary>
    public bool Covers(long cursor) => cursor + 1 >= First;

    /// <summary>Events after <paramref name="cursor"/> up to the head that <paramref name="viewer"/> may see, and what all of them weigh.</summary>
    public (long Visible, long Bytes) CountAfter(long cursor, long last, string viewer)
    {
        lock (_gate)
        {
            var visible = last - cursor;
            for (var i = _private.Count - 1; i >= 0 && _private[i].Seq > cursor; i--)
            {
                if (_private[i].Seq <= last && !_private[i].Audience.Includes(viewer)) visible--;
            }
            long bytes = 0;
            for (var i = (int)Math.Max(0, cursor + 1 - First); i < _sizes.Count && First + i <= last; i++) bytes += _sizes[i];
            return (visible, bytes);
        }
    }
}

/// <summary>What the log has for a cursor.</summary>
internal enum LogRead
{
    /// <summary>Nothing durable lies after it.</summary>
    UpToDate,

    /// <summary>The next events were handed over.</summary>
    Events,

    /// <summary>The next events are in the journal.</summary>
    Cold,

    /// <summary>The next events are gone: only a snapshot helps.</summary>
    Forgotten,
}
