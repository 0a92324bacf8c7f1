using System.Diagnostics.CodeAnalysis;

namespace GameServer.Engine;

/// <summary>Told when what it submitted is durable; called by the journal writer, in the order of submission.</summary>
internal interface IDurable
{
    void OnDurable();

    /// <summary>What it submitted does not follow what the journal holds: nothing of it that waits will be written, nor what it submits later. Under the writer's gate.</summary>
    void OnGap();

    /// <summary>Whether it was told of a gap.</summary>
    bool HasGap { get; }
}

/// <summary>
/// The one writer of the journal. What is submitted while a batch is being written goes into the next one: group commit. Beside the waits between retries
/// its only timer is the distance that a journal may ask for between commits that several share (<see cref="IJournal.CommitEvery"/>).
/// A failing journal stalls it; it writes the same batch again until that succeeds, so nothing is lost, skipped or doubled (JRN-7). Only deletions
/// may go before one that surely found no space, and a room whose commits do not follow what the journal holds is left out: it must not hold up the others.
/// It never touches a connection.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Without a timer of its own the source holds nothing, and whoever loses the writer may come after its end.")]
internal sealed partial class JournalWriter(IJournal journal, TimeProvider time, IScheduler scheduler, INodeLog log, INodeMetrics metrics, Action? lost = null) : IRunnable
{
    /// <summary>What one batch holds at most, bytes: a larger one only lengthens everybody's wait.</summary>
    private const int BatchBytes = 4 << 20;

    /// <summary>Forgotten events that are worth a chunk of pruning.</summary>
    private const int PruneAfter = 500;

    /// <summary>A locked file heals in milliseconds, a full disk in minutes: first retry, and the ceiling it doubles to.</summary>
    private static readonly TimeSpan FirstRetry = TimeSpan.FromMilliseconds(20), LastRetry = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();

    // Cancelled when it is lost: it is held up by nothing any more, and writes nothing under a lease that is not its own.
    private readonly CancellationTokenSource _over = new();

    // Guarded by _gate.
    private readonly Queue<(JournalEntry Entry, IDurable? Then)> _waiting = new();
    private bool _isRunning;
    private JournalException? _lost;
    private volatile bool _isStopped;
    private TaskCompletionSource? _idle;
    private readonly List<IDurable?> _then = []; // of the batch, entry by entry; changed by the write loop alone

    // Used by the write loop alone.
    private readonly List<JournalEntry> _batch = [];
    private bool _goesFirst; // before one that found no space
    private long _number;
    private long _prunable;

    private long _pending;   // events; any thread
    private long _downSince; // a timestamp of the clock; 0: it writes

    /// <summary>Events that were submitted and are not durable yet.</summary>
    public long Pending => Volatile.Read(ref _pending);

    // For operators; written by the write loop.
    private long _tookTicks;
    private long _events;
    private long _moves;
    private volatile Failure? _lastFailure;

    /// <summary>How it does. Any thread.</summary>
    public JournalStatus Status
    {
        get
        {
            var last = _lastFailure;
            return new(TimeSpan.FromTicks(Volatile.Read(ref _tookTicks)), Volatile.Read(ref _events), Volatile.Read(ref _moves), DownFor, last?.Message, last?.At);
        }
    }

    /// <summary>Since when the journal cannot write; null while it can.</summary>
    public TimeSpan? DownFor => Volatile.Read(ref _downSince) is var since and not 0 ? time.GetElapsedTime(since) : null;

    /// <summary>Whether the journal cannot write at the moment.</summary>
    public bool IsDown => Volatile.Read(ref _downSince) != 0;

    /// <summary>The journal's last durable batch; said once, before the first submission.</summary>
    public void StartAfter(long number) => _number = number;

    /// <summary>Queues <paramref name="entry"/>; called from any thread. <paramref name="then"/> is told when it is durable.</summary>
    public void Submit(JournalEntry entry, IDurable? then)
    {
        lock (_gate)
        {
            if (_isStopped || then is { HasGap: true }) return;
            Interlocked.Add(ref _pending, EventsIn(entry));
            _waiting.Enqueue((entry, then));
            if (_isRunning) return;
            _isRunning = true;
        }
        scheduler.Schedule(this);
    }

    /// <summary>As <see cref="Submit"/>; completes when <paramref name="entry"/> is durable.</summary>
    public Task SubmitAsync(JournalEntry entry)
    {
        var durable = new Completion();
        Submit(entry, durable);
        lock (_gate)
        {
            if (_lost is not null) durable.TrySetException(_lost);
        }
        return durable.Task;
    }

    /// <summary>
    /// Gives up for good: nothing that waits will be written. What is being written may become durable until <see cref="WhenIdleAsync"/> completes,
    /// so whoever opens the journal anew awaits that first.
    /// </summary>
    public void Lose(JournalException why)
    {
        lock (_gate)
        {
            if (_lost is not null) return;
            (_lost, _isStopped) = (why, true);
            foreach (var waiting in _waiting.Select(item => item.Then).Concat(_then).OfType<Completion>()) waiting.TrySetException(why);
        }
        _over.Cancel();
        lost?.Invoke();
    }

    /// <summary>Completes when everything submitted so far is durable, or given up, and the writer rests.</summary>
    public Task WhenIdleAsync()
    {
        lock (_gate)
        {
            if (!_isRunning) return Task.CompletedTask;
            return (_idle ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>
    /// Ends it: completes when what was submitted is durable, or the journal fails once more. What is submitted later is dropped, as by a kill:
    /// nobody has seen it.
    /// </summary>
    public Task StopAsync()
    {
        _isStopped = true;
        return WhenIdleAsync();
    }

    void IRunnable.Run() => _ = WriteAllAsync();

    private async Task WriteAllAsync()
    {
        while (TakeBatch())
        {
            var began = time.GetTimestamp();
            if (!await WriteBatchAsync()) break;
            var events = 0;
            foreach (var entry in _batch) events += EventsIn(entry);
            Interlocked.Add(ref _pending, -events);
            metrics.Committed(events, time.GetElapsedTime(began));
            foreach (var durable in _then) durable?.OnDurable();
            await PruneAsync();
            await KeepDistanceAsync(began);
        }
        Rest();
    }

    // Who is alone waits for nobody. Timers count whole milliseconds.
    private async ValueTask KeepDistanceAsync(long began)
    {
        if (_batch.Count < 2 || _isStopped || journal.CommitEvery == TimeSpan.Zero) return;
        var left = Math.Ceiling((journal.CommitEvery - time.GetElapsedTime(began)).TotalMilliseconds);
        if (left > 0) await Task.Delay(TimeSpan.FromMilliseconds(left), time);
    }

    private static int EventsIn(JournalEntry entry) => entry is RoomCommit commit ? commit.Events.Count : 0;

    private void Rest()
    {
        lock (_gate)
        {
            // Somebody may have submitted since the last look; who stops has given up on those.
            if (_waiting.Count > 0 && !_isStopped) scheduler.Schedule(this);
            else
            {
                _isRunning = false;
                _idle?.SetResult();
                _idle = null;
            }
        }
    }

    private bool TakeBatch()
    {
        lock (_gate)
        {
            Clear();
            if (_waiting.Count == 0 || _lost is not null) return false;
            for (var bytes = 0; bytes < BatchBytes && _waiting.TryDequeue(out var item); bytes += item.Entry.Size)
            {
                Add(item);
                if (item.Entry is RoomCommit { ForgetUpTo: > 0 } commit) _prunable += Math.Max(1, commit.Events.Count);
                else if (item.Entry is RoomDeletion) _prunable += PruneAfter;
            }
            return true;
        }
    }

    // False: the journal failed while the writer was told to stop, or the writer is lost.
    private async ValueTask<bool> WriteBatchAsync()
    {
        try
        {
            for (var wait = FirstRetry; !await TryWriteBatchAsync(); wait = wait * 2 > LastRetry ? LastRetry : wait * 2)
            {
                if (_isStopped) return false;
                await Task.Delay(wait, time, _over.Token);
            }
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            return false;
        }
        if (_goesFirst || DownFor is not { } downFor) return true;
        Volatile.Write(ref _downSince, 0);
        log.JournalRecovered(downFor);
        return true;
    }

    private async ValueTask<bool> TryWriteBatchAsync()
    {
        try
        {
            var began = time.GetTimestamp();
            await journal.WriteAsync(_number + 1, _batch, _over.Token);
            Count(time.GetElapsedTime(began));
            _number++;
            return true;
        }
        catch (Exception failure) when (failure is not OperationCanceledException || !_over.IsCancellationRequested) // Whatever it is, the one writer must not end: it stalls, says so, and tries again.
        {
            if (failure is JournalGapException { Room: { } room } && TryLeaveOut(room))
            {
                log.Escaped($"room {room}", failure);
                return false;
            }
            if (!IsDown) Volatile.Write(ref _downSince, Math.Max(1, time.GetTimestamp()));
            _lastFailure = new Failure(failure.Message, time.GetUtcNow());
            log.JournalFailed(JournalException.From(failure));
            // Another node owns what this one wanted to write: it never will be written (JRN-6).
            if (failure is JournalException { Fault: JournalFault.Fenced } fenced) Lose(fenced);
            if (failure is JournalException { Fault: JournalFault.Full, IsUndone: true }) LetDeletionsFirst();
            return false;
        }
    }

    private void Count(TimeSpan took)
    {
        Volatile.Write(ref _tookTicks, took.Ticks);
        foreach (var entry in _batch)
        {
            if (entry is not RoomCommit commit) continue;
            Volatile.Write(ref _events, _events + commit.Events.Count);
            Volatile.Write(ref _moves, _moves + commit.Acks.Count);
        }
    }

    // Pruning waits its turn between batches: a chunk each time enough was forgotten, so it keeps pace and never holds up a commit for long.
    private async ValueTask PruneAsync()
    {
        if (_prunable < PruneAfter) return;
        try
        {
            _prunable = await journal.PruneAsync(_over.Token) ? Math.Max(_prunable - PruneAfter, PruneAfter) : 0; // while there is more, the next batch is followed by the next chunk
        }
        catch (OperationCanceledException) when (_over.IsCancellationRequested)
        {
            // It is lost, and takes no further batch.
        }
        catch (Exception failure) // The writer goes on, as above.
        {
            log.JournalFailed(JournalException.From(failure));
        }
    }

    private sealed record Failure(string Message, DateTimeOffset At);

    private sealed class Completion() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), IDurable
    {
        public void OnDurable() => TrySetResult();

        public void OnGap() => TrySetCanceled();

        public bool HasGap => Task.IsCanceled;
    }
}
