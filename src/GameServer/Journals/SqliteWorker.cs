using GameServer.Engine;

namespace GameServer.Journals;

/// <summary>
/// Threads of the journal's own and the queue they serve: SQLite blocks, and the thread pool belongs to rooms and connections.
/// Work is done in the order it was queued; with one thread also one at a time.
/// </summary>
internal sealed class SqliteWorker
{
    private readonly Queue<Action<int>> _work = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private int _serving; // threads

    // Under the lock of _work.
    private bool _isClosed;

    /// <param name="name">The threads' name.</param>
    /// <param name="threads">How many there are, numbered from 0.</param>
    public SqliteWorker(string name, int threads)
    {
        _serving = threads;
        for (var i = 0; i < threads; i++)
        {
            var number = i;
            new Thread(() => Serve(number)) { Name = name, IsBackground = true }.Start();
        }
    }

    /// <summary>Queues <paramref name="work"/>, which gets the number of its thread; its result or exception is the task's.</summary>
    /// <param name="work">Runs on one of the threads, unless <paramref name="cancel"/> came first.</param>
    /// <param name="cancel">Ends the wait; work that has begun goes on.</param>
    public Task<T> RunAsync<T>(Func<int, T> work, CancellationToken cancel = default)
    {
        // Continuations go to the thread pool: whoever waited must not run on the journal's thread.
        var done = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_work)
        {
            if (_isClosed) return Task.FromException<T>(new ObjectDisposedException(nameof(SqliteJournal)));
            _work.Enqueue(Do);
            Monitor.Pulse(_work);
        }

        return cancel.CanBeCanceled ? done.Task.WaitAsync(cancel) : done.Task;

        void Do(int thread)
        {
            if (cancel.IsCancellationRequested)
            {
                done.TrySetCanceled(cancel);
                return;
            }

            try
            {
                done.TrySetResult(work(thread));
            }
            catch (Exception e) // Whatever it is, it belongs to who asked; the thread lives.
            {
                done.TrySetException(e);
            }
        }
    }

    /// <summary>Queues <paramref name="work"/>, which nobody waits for and which does not throw.</summary>
    public void Post(Action work)
    {
        lock (_work)
        {
            if (_isClosed) return;
            _work.Enqueue(_ => work());
            Monitor.Pulse(_work);
        }
    }

    /// <summary>Does what is queued, takes nothing more, and ends the threads. Whoever stops decides how long to wait: a disk may hang.</summary>
    public Task CloseAsync()
    {
        lock (_work)
        {
            _isClosed = true;
            Monitor.PulseAll(_work);
        }

        return _ended.Task;
    }

    private void Serve(int number)
    {
        while (Next() is { } work) work(number);
        if (Interlocked.Decrement(ref _serving) == 0) _ended.SetResult();
    }

    private Action<int>? Next()
    {
        lock (_work)
        {
            while (_work.Count == 0)
            {
                if (_isClosed) return null;
                Monitor.Wait(_work);
            }

            return _work.Dequeue();
        }
    }
}
