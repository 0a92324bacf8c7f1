using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>
/// Writes from the queues of one connection to it, one write at a time. Live, slow and returning clients are the same to it:
/// each queue is a cursor, and a pump moves it on as far as what is durable and what the client's window allows.
/// Its owner of the moment is whoever entered the turnstile: a room's turn that found it idle, or its own run on the scheduler.
/// </summary>
internal sealed class Pump(IConnection connection, IScheduler scheduler, IJournal journal, TimeProvider time, INodeLog log) : IRunnable
{
    private static readonly TimeSpan ReadRetry = TimeSpan.FromMilliseconds(100);

    // Any thread.
    private Turnstile _turnstile;
    private ImmutableArray<Attachment> _attached = [];
    private ConcurrentQueue<MoveAck>? _answers; // made with the first
    private volatile bool _isStopped;
    private long _writingSince; // a timestamp of the clock; 0: no write hangs

    // The owner's.
    private int _turn;

    /// <summary>How long the write under way has been hanging; null when none is.</summary>
    public TimeSpan? WritingFor => Volatile.Read(ref _writingSince) is var since and not 0 ? time.GetElapsedTime(since) : null;

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
    /// it is written here and now, in bytes shared with all the others; else the pump finds it in the log, in its own time.
    /// </summary>
    public void Offer(Attachment to, EventBatch batch)
    {
        if (!_turnstile.TryEnter())
        {
            Wake();
            return;
        }
        if (_isStopped || to.AwaitsSnapshot || !to.Queue.IsNext(batch))
        {
            scheduler.Schedule(this);
            return;
        }
        to.Queue.Take(batch);
        Write(batch);
    }

    /// <summary>Answers that wait to be written. Any thread.</summary>
    public int Answers => _answers?.Count ?? 0;

    /// <summary>An answer to this client. It leaves with what is written next, or by <see cref="Answer()"/>. Any thread.</summary>
    public void Answer(MoveAck ack)
    {
        var answers = _answers ?? Interlocked.CompareExchange(ref _answers, new(), null) ?? _answers!;
        answers.Enqueue(ack);
    }

    /// <summary>Writes the answers that nothing has taken along. Any thread.</summary>
    public void Answer()
    {
        if (!HasAnswers) return;
        if (!_turnstile.TryEnter()) Wake();
        else if (!_isStopped && TryTakeAnswer(out var answer)) Write(answer);
        else Leave(look: 1);
    }

    /// <summary>A frame to show: written here and now if the pump rests and the client can take it, else the newest is when it can.</summary>
    public void Offer(Attachment to, FrameMessage frame)
    {
        to.Queue.Offer(frame);
        if (!_turnstile.TryEnter())
        {
            Wake();
            return;
        }
        if (!_isStopped && !to.AwaitsSnapshot && to.Queue.TakeFrame() is { } newest) Write(newest);
        else Leave(look: 1);
    }

    /// <summary>There may be something to write. Any thread.</summary>
    public void Wake()
    {
        if (_turnstile.Enter()) scheduler.Schedule(this);
    }

    void IRunnable.Run() => _ = DrainAsync();

    private bool HasAnswers => _answers is { IsEmpty: false };

    private bool TryTakeAnswer([NotNullWhen(true)] out MoveAck? answer)
    {
        answer = null;
        return _answers is { } answers && answers.TryDequeue(out answer);
    }

    private void Write(Outgoing message)
    {
        var writing = WriteAsync(message);
        if (writing.IsCompletedSuccessfully) Leave(look: 1);
        else _ = FinishAsync(writing);
    }

    // The message and the answers that are ready, as one.
    private async ValueTask WriteAsync(Outgoing message)
    {
        while (true)
        {
            var more = HasAnswers;
            var write = connection.WriteAsync(message, more);
            if (!write.IsCompletedSuccessfully) await HangAsync(write);
            if (!more || !TryTakeAnswer(out var answer)) return;
            message = answer;
        }
    }

    private void Leave(int look)
    {
        if (!_turnstile.TryLeave(look)) scheduler.Schedule(this);
    }

    private async Task FinishAsync(ValueTask writing)
    {
        await writing;
        Leave(look: 1);
    }

    private async Task DrainAsync()
    {
        int look;
        do
        {
            look = _turnstile.Look();
            while (!_isStopped && await NextAsync() is { } message) await WriteAsync(message);
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
            if (i >= attached.Length) return TryTakeAnswer(out var answer) ? answer : null;
            _turn = (_turn + 1) % attached.Length;
            if (await NextOfAsync(attached[_turn]) is { } message) return message;
        }
    }

    private ValueTask<Outgoing?> NextOfAsync(Attachment from)
    {
        if (from.Queue.TakeSnapshot() is { } snapshot)
        {
            from.AwaitsSnapshot = false;
            return new(snapshot);
        }
        if (from.AwaitsSnapshot || !from.Queue.IsWindowOpen) return default;
        switch (from.Queue.Read(out var batch))
        {
            case LogRead.Events:
                from.Queue.Take(batch!);
                return new(batch);
            case LogRead.Cold:
                return NextColdAsync(from);
            case LogRead.Forgotten when from.Queue.Until == long.MaxValue:
                AskSnapshot(from);
                return default;
            case LogRead.UpToDate when from.Queue.Cursor < from.Queue.Until:
                return new(from.Queue.TakeFrame());
            case LogRead.UpToDate or LogRead.Forgotten: // the membership ended, and all of it that can be had was written
                Detach(from);
                return new(from.Farewell);
        }
        throw new InvalidOperationException("A log answered outside its four ways.");
    }

    private async ValueTask<Outgoing?> NextColdAsync(Attachment from)
    {
        while (!_isStopped)
        {
            try
            {
                var read = await from.Queue.ReadColdAsync(journal);
                if (!_attached.Contains(from)) return null; // it was detached meanwhile, and its room may be attached anew
                if (read is { } batch)
                {
                    from.Queue.Take(batch);
                    return batch;
                }
                break; // forgotten in the meantime
            }
            catch (JournalException failure)
            {
                log.JournalFailed(failure);
                if (failure.Fault == JournalFault.Corrupt) break; // what is damaged stays so: the state is what can still be had
            }
            await Task.Delay(ReadRetry, time);
        }
        AskSnapshot(from);
        return null;
    }

    private static void AskSnapshot(Attachment from)
    {
        from.AwaitsSnapshot = true;
        from.Room.TryPost(new SnapshotWork(from, SnapshotReasons.Trimmed));
    }
}
