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

    /// <summary>Asks the runtime; percent. A test puts another in its place.</summary>
    public Func<int> Reading { get; init; } = Read;

    /// <summary>Percent of what the machine or the container's limit allows.</summary>
    public int Percent
    {
        get
        {
            lock (_gate)
            {
                if (_percent >= 0 && time.GetElapsedTime(_readAt) < Fresh) return _percent;
                _readAt = time.GetTimestamp();
                _percent = Reading();
                return _percent;
            }
        }
    }

    /// <summary>Whether new connections are turned away and no rooms opened, so that those who play can go on.</summary>
    public bool IsShort => Percent >= _shedPercent;

    // Two walls: what the heap may grow to, and what the machine or container has. The runtime tells the second by its nine tenths.
    private static int Read()
    {
        var info = GC.GetGCMemoryInfo();
        var heap = info.HeapSizeBytes * 100.0 / Math.Max(1, info.TotalAvailableMemoryBytes);
        var process = info.HighMemoryLoadThresholdBytes > 0 ? Environment.WorkingSet * 90.0 / info.HighMemoryLoadThresholdBytes : 0;
        return (int)Math.Max(heap, process);
    }
}
