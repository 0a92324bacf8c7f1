using System.Collections.Immutable;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>
/// Writes from the queues of one connection to it, one write at a time. Live, slow and returning clients are the same to it:
/// each queue is a cursor, and a pump moves it on as far as what is durable and what the client's window allows.
/// Its owner of the moment is whoever entered the turnstile: a room's turn that found it idle, or its own run on the scheduler.
/// </summary>
internal sealed class Pump(IConnection connection, IScheduler scheduler, IJournal journal, TimeProvider time, INodeLog log, INodeMetrics metrics) : IRunnable
{
    private static readonly TimeSpan ReadRetry = TimeSpan.FromMilliseconds(100);

    // Any thread.
    private Turnstile _turnstile;
    private ImmutableArray<Attachment> _attached = [];
    private volatile bool _isStopped;
    private long _writingSince; // a timestamp of the clock; 0: no write hangs

    // The owner's.
    private int _turn;
    private Attachment _from = null!; // whose message NextAsync found
    private long _dueSince;           // of that one

    /// <summary>How long the write under way has been hanging; null when none is.</summary>
    public TimeSpan? WritingFor => Volatile.Read(ref _writingSince) is var since and not 0 ? time.GetElapsedTime(since) : null;

    /// <summary>Whether anything durable is not written to it yet.</summary>
    public bool IsBehind => WritingFor is not null || _attached.Any(static attachment => attachment.Queue.Behind > 0);

    /// <summary>What this connection is attached to.</summary>
    public ImmutableArray<Attachment> Attached => _attached;

    /// <summary>A room's turn ties this connection to it. A stopped pump takes nothing.</summary>
    public void Attach(Attachment attachment)
    {
        ImmutableInterlocked.Update(ref _attached, static (list, added) => list.Add(added), attachment);
        if (_isStopped) _attached = [];
        else Wake();
    }

    /// <summary>Nothing more of that room is written, but for a write under way.</summary>
    public void Detach(Attachment attachment) =>
        ImmutableInterlocked.Update(ref _attached, static (list, removed) => list.Remove(removed), attachment);

    /// <summary>Nothing more is written at all, but for a write under way.</summary>
    public void Stop()
    {
        _isStopped = true;
        _attached = [];
    }

    /// <summary>
    /// What a turn made has become durable, and this client may see all of it. If the pump rests and the client stands right before it,
    /// it is written here and now, in bytes shared with all the others: true. Else the pump finds it in the log, in its own time.
    /// </summary>
    public bool Offer(Attachment to, EventBatch batch, long durableAt)
    {
        if (!_turnstile.TryEnter())
        {
            Wake(to, durableAt);
            return false;
        }
        if (_isStopped || to.AwaitsSnapshot || !to.Queue.IsNext(batch))
        {
            to.BeginDue(durableAt);
            scheduler.Schedule(this);
            return false;
        }
        to.Queue.Take(batch);
        var write = connection.WriteAsync(batch);
        if (write.IsCompletedSuccessfully)
        {
            Leave(look: 1);
            return true;
        }
        _ = FinishAsync(write, to, batch, durableAt);
        return false;
    }

    /// <summary>A frame to show: written here and now if the pump rests and the client can take it, else the newest is when it can.</summary>
    public void Offer(Attachment to, FrameMessage frame)
    {
        if (to.Queue.Offer(frame)) metrics.FrameConflated(to.Room.Game);
        if (!_turnstile.TryEnter())
        {
            Wake();
            return;
        }
        if (_isStopped || to.AwaitsSnapshot || to.Queue.TakeFrame() is not { } newest)
        {
            Leave(look: 1);
            return;
        }
        var write = connection.WriteAsync(newest);
        if (!write.IsCompletedSuccessfully)
        {
            _ = FinishAsync(write, to, newest, dueSince: 0);
            return;
        }
        Leave(look: 1);
        metrics.FrameSent(to.Room.Game);
    }

    /// <summary>There may be something to write. Any thread.</summary>
    public void Wake()
    {
        if (_turnstile.Enter()) scheduler.Schedule(this);
    }

    /// <summary>Something of that room became durable at a timestamp of the clock, and waits in its log. Any thread.</summary>
    public void Wake(Attachment to, long durableAt)
    {
        to.BeginDue(durableAt);
        Wake();
    }

    void IRunnable.Run() => _ = DrainAsync();

    private void Leave(int look)
    {
        if (!_turnstile.TryLeave(look)) scheduler.Schedule(this);
    }

    private async Task FinishAsync(ValueTask write, Attachment to, Outgoing message, long dueSince)
    {
        await HangAsync(write);
        Count(to, message, dueSince);
        Leave(look: 1);
    }

    private void Count(Attachment to, Outgoing message, long dueSince)
    {
        if (message is FrameMessage) metrics.FrameSent(to.Room.Game);
        if (message is not EventBatch batch) return;
        metrics.EventsDelivered(to.Room.Game, batch.Count);
        if (dueSince != 0) metrics.Delivered(time.GetElapsedTime(dueSince));
    }

    private async Task DrainAsync()
    {
        int look;
        do
        {
            look = _turnstile.Look();
            while (!_isStopped && await NextAsync() is { } message)
            {
                var write = connection.WriteAsync(message);
                if (!write.IsCompletedSuccessfully) await HangAsync(write);
                Count(_from, message, _dueSince);
            }
        }
        while (!_turnstile.TryLeave(look));
    }

    private async ValueTask HangAsync(ValueTask write)
    {
        Volatile.Write(ref _writingSince, Math.Max(1, time.GetTimestamp()));
        await write;
        Volatile.Write(ref _writingSince, 0);
    }

    // The rooms of a connection take turns, so that a busy one does not starve the others.
    private async ValueTask<Outgoing?> NextAsync()
    {
        for (var i = 0; ; i++)
        {
            var attached = _attached; // again each time: a read from the journal may have taken long
            if (i >= attached.Length) return null;
            _turn = (_turn + 1) % attached.Length;
            _from = attached[_turn];
            if (await NextOfAsync(_from) is { } message) return message;
            if (_attached != attached) i = -1; // they stand elsewhere now: one could be passed over
        }
    }

    private ValueTask<Outgoing?> NextOfAsync(Attachment from)
    {
        if (from.Queue.TakeSnapshot() is { } snapshot)
        {
            from.AwaitsSnapshot = false;
            return new(snapshot);
        }
        if (from.AwaitsSnapshot || from.AwaitsJournal || !from.Queue.IsWindowOpen) return default;
        switch (from.Queue.Read(out var batch))
        {
            case LogRead.Events:
                Take(from, batch!);
                return new(batch);
            case LogRead.Cold:
                return NextColdAsync(from);
            case LogRead.Forgotten when from.Queue.Until == long.MaxValue:
                AskSnapshot(from);
                return default;
            case LogRead.UpToDate when from.Queue.Cursor < from.Queue.Until:
                from.EndDue();
                return new(from.Queue.TakeFrame());
            case LogRead.UpToDate or LogRead.Forgotten: // the membership ended, and all of it that can be had was written
                Detach(from);
                return new(from.Farewell);
        }
        throw new InvalidOperationException("A log answered outside its four ways.");
    }

    private void Take(Attachment from, EventBatch batch)
    {
        from.Queue.Take(batch);
        _dueSince = from.Queue.Behind > 0 ? from.DueSince : from.EndDue();
    }

    private async ValueTask<Outgoing?> NextColdAsync(Attachment from)
    {
        try
        {
            var read = await from.Queue.ReadColdAsync(journal);
            if (!_attached.Contains(from)) return null; // it was detached meanwhile, and its room may be attached anew
            if (read is { } batch)
            {
                Take(from, batch);
                return batch;
            }
            // Null: forgotten in the meantime.
        }
        catch (JournalException failure)
        {
            log.JournalFailed(failure);
            if (failure.Fault != JournalFault.Corrupt) // what is damaged stays so: the state is what can still be had
            {
                from.AwaitsJournal = true;
                _ = AskAgainAsync(from);
                return null;
            }
        }
        AskSnapshot(from);
        return null;
    }

    private async Task AskAgainAsync(Attachment from)
    {
        await Task.Delay(ReadRetry, time);
        from.AwaitsJournal = false;
        Wake();
    }

    private static void AskSnapshot(Attachment from)
    {
        from.AwaitsSnapshot = true;
        from.Room.TryPost(new SnapshotWork(from, SnapshotReasons.Trimmed));
    }
}
