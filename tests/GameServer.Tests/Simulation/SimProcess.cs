using GameServer.Engine;

namespace GameServer.Tests.Simulation;

/// <summary>
/// A process of the simulated world: its scheduler, its synchronization context, its clock. Once dead, nothing of it runs any more,
/// whatever was still to run: that is kill -9.
/// </summary>
public sealed class SimProcess : SynchronizationContext, IScheduler
{
    private readonly SimLoop _loop;
    private readonly PlantedBug _bug;

    public SimProcess(SimLoop loop, PlantedBug bug = PlantedBug.None)
    {
        (_loop, _bug) = (loop, bug);
        Clock = new ProcessClock(this);
    }

    /// <summary>Elapsed and wall time as this process sees them.</summary>
    public TimeProvider Clock { get; }

    public bool IsDead { get; private set; }

    public void Kill() => IsDead = true;

    public void Schedule(IRunnable item)
    {
        _loop.Post(this, item.Run);
        if (_bug == PlantedBug.TwoPumps && item is Pump) _loop.Post(this, item.Run);
    }

    public override void Post(SendOrPostCallback callback, object? state) => _loop.Post(this, () => callback(state));

    /// <summary>Runs <paramref name="run"/> in this process after a while.</summary>
    public void After(TimeSpan span, Action run) => _loop.PostAfter(this, span, run);

    /// <summary>Completes after a while.</summary>
    public Task Delay(TimeSpan span)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        After(span, over.SetResult);
        return over.Task;
    }

    private sealed class ProcessClock(SimProcess process) : TimeProvider
    {
        private static readonly DateTimeOffset Began = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => process._bug == PlantedBug.TimerByWallClock
            ? (process._loop.Now + process._loop.ClockJump).Ticks
            : process._loop.Now.Ticks;

        public override DateTimeOffset GetUtcNow() => Began + process._loop.Now + process._loop.ClockJump;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = new Timer(process, () => callback(state));
            timer.Change(dueTime, period);
            return timer;
        }
    }

    private sealed class Timer(SimProcess process, Action fire) : ITimer
    {
        private int _setting; // what was set before no longer counts

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            var setting = ++_setting;
            if (dueTime != Timeout.InfiniteTimeSpan) process.After(dueTime, Fire);
            return true;

            void Fire()
            {
                if (setting != _setting) return;
                if (period > TimeSpan.Zero) process.After(period, Fire);
                fire();
            }
        }

        public void Dispose() => _setting++;

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
