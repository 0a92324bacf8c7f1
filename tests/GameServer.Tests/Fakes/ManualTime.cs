namespace GameServer.Tests.Fakes;

/// <summary>Time that passes when a test says so. Timers fire in order inside <see cref="Advance"/>, on the caller's thread.</summary>
public sealed class ManualTime : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private DateTimeOffset _now = new(2030, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private TimeSpan _elapsed;

    /// <summary>What the wall clock shows beyond elapsed time: a clock jump (FLT-4).</summary>
    public TimeSpan ClockJump { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() { lock (_gate) return _elapsed.Ticks; }

    public override DateTimeOffset GetUtcNow() { lock (_gate) return _now + _elapsed + ClockJump; }

    public void Advance(double seconds) => Advance(TimeSpan.FromSeconds(seconds));

    public void Advance(TimeSpan span)
    {
        var end = TimeSpan.FromTicks(GetTimestamp()) + span;
        while (true)
        {
            ManualTimer? next;
            lock (_gate)
            {
                next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
                if (next is null)
                {
                    _elapsed = end;
                    return;
                }
                _elapsed = next.Due > _elapsed ? next.Due : _elapsed;
                if (next.Period > TimeSpan.Zero) next.Due += next.Period;
                else _timers.Remove(next);
            }
            next.Fire();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class ManualTimer(ManualTime time, Action fire) : ITimer
    {
        public TimeSpan Due { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => fire();

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (time._gate)
            {
                time._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan) return true;
                (Due, Period) = (time._elapsed + dueTime, period);
                time._timers.Add(this);
                return true;
            }
        }

        public void Dispose() { lock (time._gate) time._timers.Remove(this); }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return default;
        }
    }
}
