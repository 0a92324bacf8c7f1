using System.Collections.Concurrent;

namespace GameServer.Operations;

/// <summary>Lets a repeated warning through once a second and key: who is flooded must not drown in lines. Keys are few and ours. Any thread.</summary>
internal sealed class QuietLog(TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, long> _saidAt = new(StringComparer.Ordinal);

    public bool MaySay(string key)
    {
        var now = time.GetTimestamp();
        if (_saidAt.TryAdd(key, now)) return true;
        var last = _saidAt[key];
        return time.GetElapsedTime(last, now) >= Pause && _saidAt.TryUpdate(key, now, last);
    }
}
