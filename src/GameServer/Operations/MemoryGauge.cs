using Microsoft.Extensions.Options;

namespace GameServer.Operations;

/// <summary>How much of the memory that the process may use it does use; read once a second at most. Any thread.</summary>
internal sealed class MemoryGauge(IOptions<GameServerOptions> options, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly int _shedPercent = options.Value.Memory.ShedPercent;
    private readonly Lock _gate = new();
    private long _readAt;
    private int _percent = -1;

    /// <summary>Percent of what the machine or the container's limit allows.</summary>
    public int Percent
    {
        get
        {
            lock (_gate)
            {
                if (_percent >= 0 && time.GetElapsedTime(_readAt) < Fresh) return _percent;
                _readAt = time.GetTimestamp();
                _percent = (int)(Environment.WorkingSet * 100 / Math.Max(1, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes));
                return _percent;
            }
        }
    }

    /// <summary>Whether new connections are turned away, so that those who play can go on.</summary>
    public bool IsShort => Percent >= _shedPercent;
}
