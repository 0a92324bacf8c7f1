using System.Collections.Concurrent;

namespace GameServer.Engine;

/// <summary>Limits that count by a client's address, before there is a player. Any thread; full buckets are forgotten.</summary>
internal sealed class AddressLimits(LimitsOptions limits, TimeProvider time, INodeMetrics metrics)
{
    /// <summary>How long bad tokens of an address are not looked at after too many (OPERATIONS, token guessing).</summary>
    private static readonly TimeSpan Lockout = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    /// <summary>Counts an unknown token. False: that address had too many, and is told to wait.</summary>
    public bool TryBadToken(string address, out int retryAfterMs)
    {
        var entry = _entries.GetOrAdd(address, _ => new Entry(limits, time));
        if (entry.TryBadToken(out retryAfterMs)) return true;
        metrics.LimitHit("bad_tokens");
        return false;
    }

    /// <summary>Forgets addresses about which there is nothing to remember.</summary>
    public void Sweep()
    {
        foreach (var (address, entry) in _entries)
        {
            if (entry.IsIdle) _entries.TryRemove(address, out _);
        }
    }

    private sealed class Entry(LimitsOptions limits, TimeProvider time)
    {
        private readonly Lock _gate = new();
        private readonly TokenBucket _badTokens = new(time, limits.BadTokensPerMinute, TimeSpan.FromMinutes(1), limits.BadTokensPerMinute);
        private long _lockedAt;
        private bool _isLocked;

        public bool IsIdle
        {
            get { lock (_gate) return _badTokens.IsFull && !StillLocked(); }
        }

        public bool TryBadToken(out int retryAfterMs)
        {
            lock (_gate)
            {
                if (!StillLocked() && _badTokens.TryTake(1, out retryAfterMs)) return true;
                if (!_isLocked) (_isLocked, _lockedAt) = (true, time.GetTimestamp());
                retryAfterMs = (int)(Lockout - time.GetElapsedTime(_lockedAt)).TotalMilliseconds + 1;
                return false;
            }
        }

        private bool StillLocked()
        {
            if (_isLocked && time.GetElapsedTime(_lockedAt) >= Lockout) _isLocked = false;
            return _isLocked;
        }
    }
}
