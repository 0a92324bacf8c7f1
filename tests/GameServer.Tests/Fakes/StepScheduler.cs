using GameServer.Engine;

namespace GameServer.Tests.Fakes;

/// <summary>
/// Runs what is ready on the test's thread, one item at a time: in order, or in an order drawn from a seed.
/// It is the synchronization context too, so that whatever the engine awaits comes back here.
/// </summary>
public sealed class StepScheduler(int? seed = null) : SynchronizationContext, IScheduler
{
    private readonly Lock _gate = new();
    private readonly List<Action> _ready = [];
    private readonly Random? _random = seed is { } given ? new Random(given) : null;

    /// <summary>Items that were run.</summary>
    public int Ran { get; private set; }

    public void Schedule(IRunnable item) => Add(item.Run);

    public override void Post(SendOrPostCallback callback, object? state) => Add(() => callback(state));

    /// <summary>Runs until nothing is ready.</summary>
    public void RunAll()
    {
        var outside = Current;
        SetSynchronizationContext(this);
        try
        {
            while (TryTake(out var item))
            {
                Ran++;
                item();
            }
        }
        finally
        {
            SetSynchronizationContext(outside);
        }
    }

    /// <summary>Starts a call inside this context, runs until nothing is ready, and returns its result.</summary>
    public T Finish<T>(Func<Task<T>> call)
    {
        var task = Start(call);
        task.IsCompleted.Should().BeTrue("nothing it waits for is missing");
        return task.GetAwaiter().GetResult();
    }

    /// <summary>Starts a call inside this context and runs until nothing is ready.</summary>
    public T Start<T>(Func<T> call) where T : Task
    {
        T? task = null;
        Add(() => task = call());
        RunAll();
        return task!;
    }

    private void Add(Action item) { lock (_gate) _ready.Add(item); }

    private bool TryTake(out Action item)
    {
        lock (_gate)
        {
            item = null!;
            if (_ready.Count == 0) return false;
            var index = _random?.Next(_ready.Count) ?? 0;
            item = _ready[index];
            _ready.RemoveAt(index);
            return true;
        }
    }
}
