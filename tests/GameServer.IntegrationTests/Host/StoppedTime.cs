namespace GameServer.IntegrationTests.Host;

/// <summary>A clock that stands still until it is told to go on. It fires no timers.</summary>
internal sealed class StoppedTime : TimeProvider
{
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new NoTimer();

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    private sealed class NoTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => default;
    }
}
