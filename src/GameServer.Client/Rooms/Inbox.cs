using System.Diagnostics.CodeAnalysis;
using GameServer.Protocol;

namespace GameServer.Client;

/// <summary>What became of a message.</summary>
internal enum Arrival
{
    /// <summary>It waits to be taken.</summary>
    Taken,

    /// <summary>Everything in it was there already, or a snapshot is on its way that covers it.</summary>
    Ignored,

    /// <summary>Numbers are missing: the room is out of step until a snapshot comes.</summary>
    Gap,
}

/// <summary>
/// One room as one connection delivers it: what arrived, in order, and how far the application has taken it.
/// Two positions: messages must follow the newest number that <i>arrived</i>; the <see cref="Cursor"/> is the newest that was
/// <i>taken</i>, and is what the next connection resumes at. What arrived and was not taken is forgotten with its connection (DLV-6).
/// Not thread-safe; no clock.
/// </summary>
internal sealed class Inbox
{
    /// <summary>What an item counts beside its data.</summary>
    private const int ItemBytes = 64;

    private readonly Queue<RoomItem> _pending = new();
    private readonly FrameSlot _frames = new();

    private string? _takenEpoch;
    private long _takenSeq;

    // Null: detached, or only a snapshot can tell where the room stands.
    private string? _arrivedEpoch;
    private long _arrivedSeq;

    /// <summary>The last number the application has taken; null before the first snapshot.</summary>
    public Cursor? Cursor => _takenEpoch is { } epoch ? new Cursor(epoch, _takenSeq) : null;

    /// <summary>The newest number that arrived.</summary>
    public long ArrivedSeq => _arrivedSeq;

    /// <summary>Bytes that arrived and wait to be taken.</summary>
    public long PendingBytes { get; private set; }

    /// <summary>Bytes that arrived since it was attached, hidden ranges and snapshots counted, frames not.</summary>
    public long ArrivedBytes { get; private set; }

    /// <summary>Numbers that arrived since it was attached.</summary>
    public long ArrivedNumbers { get; private set; }

    /// <summary>Nothing waits to be taken.</summary>
    public bool IsEmpty => _pending.Count == 0;

    /// <summary>
    /// A connection delivers from here on: after the cursor, or after the snapshot of the answer, or after one that is still to come.
    /// <see cref="Arrival.Gap"/>: the answer does not fit the cursor.
    /// </summary>
    public Arrival Attach(Joined joined)
    {
        Detach();
        if (joined.Snapshot is { } snapshot)
        {
            Enqueue(joined.Epoch!, snapshot.Seq, snapshot.State, snapshot.Reason);
            return Arrival.Taken;
        }
        if (joined.Resume == "snapshot") return Arrival.Ignored;
        if (_takenEpoch is null || _takenEpoch != joined.Epoch) return Arrival.Gap;
        _arrivedEpoch = _takenEpoch;
        _arrivedSeq = _takenSeq;
        return Arrival.Taken;
    }

    /// <summary>The connection is over: what it delivered and nobody took will come again from the cursor.</summary>
    public void Detach()
    {
        _pending.Clear();
        _frames.Clear();
        _arrivedEpoch = null;
        _arrivedSeq = _takenSeq;
        PendingBytes = ArrivedBytes = ArrivedNumbers = 0;
    }

    /// <summary>Takes in entries numbered from <paramref name="first"/>; those that are there already are skipped (DLV-1).</summary>
    public Arrival Events(string epoch, long first, IReadOnlyList<Entry> entries)
    {
        if (_arrivedEpoch is null) return Arrival.Ignored;
        if (_arrivedEpoch != epoch) return LoseStep();
        var arrival = Arrival.Ignored;
        var from = first;
        foreach (var entry in entries)
        {
            var upTo = entry.Hidden ?? from;
            if (upTo > _arrivedSeq)
            {
                if (from > _arrivedSeq + 1) return LoseStep();
                Enqueue(entry, epoch, Math.Max(from, _arrivedSeq + 1), upTo);
                arrival = Arrival.Taken;
            }
            from = Math.Max(from, upTo) + 1;
        }
        return arrival;
    }

    /// <summary>Takes in a pushed snapshot; one that lies behind in the same history is stale, unless it corrects the cursor.</summary>
    public Arrival Snapshot(string epoch, long seq, RawJson state, string reason)
    {
        var (knownEpoch, knownSeq) = _arrivedEpoch is { } arrived ? (arrived, _arrivedSeq) : (_takenEpoch, _takenSeq);
        if (knownEpoch == epoch && seq < knownSeq && reason != SnapshotReasons.Ahead) return Arrival.Ignored;
        Enqueue(epoch, seq, state, reason);
        return Arrival.Taken;
    }

    /// <summary>Takes in a frame; it is shown when everything that arrived before it and its base were taken.</summary>
    public void Frame(RoomItem.Frame frame)
    {
        if (_arrivedEpoch is not null) _frames.Put(frame, _arrivedSeq);
    }

    /// <summary>The last item.</summary>
    public void Left(string reason, string? url)
    {
        _frames.Clear();
        _arrivedEpoch = null;
        _pending.Enqueue(new RoomItem.Left(reason, url));
    }

    /// <summary>The next item, hidden ranges too; the cursor has moved when this returns (DLV-6).</summary>
    public bool TryTake([NotNullWhen(true)] out RoomItem? item)
    {
        if (!_pending.TryDequeue(out item)) return _frames.TryTake(_takenSeq, out item);
        switch (item)
        {
            case RoomItem.Event e:
                (_takenEpoch, _takenSeq) = (e.Epoch, e.Seq);
                PendingBytes -= ItemBytes + e.Data.Utf8.Length;
                break;
            case RoomItem.Hidden hidden:
                (_takenEpoch, _takenSeq) = (hidden.Epoch, hidden.UpTo);
                PendingBytes -= ItemBytes;
                break;
            case RoomItem.Snapshot snapshot:
                (_takenEpoch, _takenSeq) = (snapshot.Epoch, snapshot.Seq);
                PendingBytes -= ItemBytes + snapshot.State.Utf8.Length;
                break;
        }
        return true;
    }

    private Arrival LoseStep()
    {
        _arrivedEpoch = null;
        return Arrival.Gap;
    }

    private void Enqueue(Entry entry, string epoch, long from, long upTo)
    {
        if (entry.Hidden is not null) Add(new RoomItem.Hidden(epoch, from, upTo), 0);
        else
        {
            var data = entry.Data ?? default;
            Add(new RoomItem.Event(epoch, upTo, entry.Type ?? "", entry.At ?? 0, entry.From, data), data.Utf8.Length);
        }
        ArrivedNumbers += upTo - _arrivedSeq;
        _arrivedSeq = upTo;
    }

    private void Enqueue(string epoch, long seq, RawJson state, string reason)
    {
        _frames.Clear();
        Add(new RoomItem.Snapshot(epoch, seq, reason, state), state.Utf8.Length);
        ArrivedNumbers++;
        _arrivedEpoch = epoch;
        _arrivedSeq = seq;
    }

    private void Add(RoomItem item, int bytes)
    {
        _pending.Enqueue(item);
        PendingBytes += ItemBytes + bytes;
        ArrivedBytes += ItemBytes + bytes;
    }
}
