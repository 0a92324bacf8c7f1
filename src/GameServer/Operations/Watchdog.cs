using GameServer.Engine;

namespace GameServer.Operations;

/// <summary>Notices when work that is ready no longer runs: every second it queues an item beside the rooms' and looks when the last one ran.</summary>
internal sealed class Watchdog : IRunnable, IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private long _ranAt;

    public Watchdog(IScheduler scheduler, TimeProvider time)
    {
        _time = time;
        _ranAt = time.GetTimestamp();
        _timer = time.CreateTimer(_ => scheduler.Schedule(this), null, Beat, Beat);
    }

    public bool IsMoving => _time.GetElapsedTime(Volatile.Read(ref _ranAt)) < Patience;

    public void Run() => Volatile.Write(ref _ranAt, _time.GetTimestamp());

    public void Dispose() => _timer.Dispose();
}
