namespace GameServer.Tests.Simulation;

/// <summary>
/// The whole world on one thread: what is ready runs in an order drawn from the seed, and time passes only when nothing is.
/// </summary>
public sealed class SimLoop(int seed)
{
    private readonly Lock _gate = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;
    private readonly List<(SimProcess Owner, Action Run)> _ready = [];                     // guarded by _gate
    private readonly PriorityQueue<(SimProcess Owner, Action Run), (long, long)> _later = new(); // guarded by _gate
    private long _order;

    /// <summary>The only source of chance in a simulation, but for the engine's own.</summary>
    public Random Random { get; } = new(seed);

    /// <summary>Elapsed virtual time.</summary>
    public TimeSpan Now { get; private set; }

    /// <summary>What the wall clock shows beyond elapsed time (FLT-4).</summary>
    public TimeSpan ClockJump { get; set; }

    /// <summary>Work that came from another thread: an await that left the scheduler. Must stay 0.</summary>
    public int Escapes { get; private set; }

    /// <summary>What was thrown by a step. Must stay empty.</summary>
    public List<Exception> Faults { get; } = [];

    /// <summary>Makes <paramref name="run"/> ready.</summary>
    public void Post(SimProcess owner, Action run)
    {
        lock (_gate)
        {
            if (Environment.CurrentManagedThreadId != _thread) Escapes++;
            _ready.Add((owner, run));
        }
    }

    /// <summary>Makes <paramref name="run"/> ready when <paramref name="span"/> is over.</summary>
    public void PostAfter(SimProcess owner, TimeSpan span, Action run)
    {
        lock (_gate)
        {
            if (Environment.CurrentManagedThreadId != _thread) Escapes++;
            _later.Enqueue((owner, run), (Now.Ticks + Math.Max(0, span.Ticks), _order++));
        }
    }

    /// <summary>Lets so much time pass, and everything that falls into it happen.</summary>
    public void RunFor(TimeSpan span) => RunUntil(() => false, span);

    /// <summary>Runs until <paramref name="done"/> holds at a moment when nothing is ready, or the time is over; whether it held.</summary>
    public bool RunUntil(Func<bool> done, TimeSpan patience)
    {
        var end = Now + patience;
        var outside = SynchronizationContext.Current;
        try
        {
            while (true)
            {
                while (TryTake(out var item))
                {
                    if (item.Owner.IsDead) continue;
                    SynchronizationContext.SetSynchronizationContext(item.Owner);
                    Guard(item.Run);
                }
                if (done()) return true;
                if (!PassTime(end)) return false;
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outside);
        }
    }

    private void Guard(Action run)
    {
        try
        {
            run();
        }
        catch (Exception fault) // nothing the engine schedules may throw; a seed and a sentence say more than a dead test
        {
            Faults.Add(fault);
        }
    }

    private bool TryTake(out (SimProcess Owner, Action Run) item)
    {
        lock (_gate)
        {
            item = default;
            if (_ready.Count == 0) return false;
            var index = Random.Next(_ready.Count);
            item = _ready[index];
            _ready[index] = _ready[^1];
            _ready.RemoveAt(_ready.Count - 1);
            return true;
        }
    }

    // What is due at the same moment becomes ready together, so that its order is drawn too.
    private bool PassTime(TimeSpan end)
    {
        lock (_gate)
        {
            if (!_later.TryPeek(out _, out var next) || next.Item1 > end.Ticks)
            {
                Now = end;
                return false;
            }
            Now = TimeSpan.FromTicks(Math.Max(Now.Ticks, next.Item1));
            while (_later.TryPeek(out _, out next) && next.Item1 <= Now.Ticks) _ready.Add(_later.Dequeue());
            return true;
        }
    }
}
