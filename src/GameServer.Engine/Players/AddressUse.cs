namespace GameServer.Engine;

/// <summary>What one address has asked for lately, in all its connections. Any thread.</summary>
internal sealed class AddressUse(LimitsOptions limits, TimeProvider time)
{
    /// <summary>Schools sit behind one address: it may do as much as this many players at their limit.</summary>
    private const int Crowd = 20;

    /// <summary>How long bad tokens are not looked at after too many.</summary>
    private static readonly TimeSpan Lockout = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly TokenBucket _badTokens = PerMinute(limits.BadTokensPerMinute, time);
    private long _lockedAt;
    private bool _isLocked;
    private int _open; // connections; -1: forgotten, a new one begins afresh

    public TokenBucket Moves { get; } = new(time, limits.MovesPerSecond * (double)Crowd, TimeSpan.FromSeconds(1), limits.MovesBurst * (double)Crowd);

    public TokenBucket Joins { get; } = PerMinute(limits.JoinsPerMinute * (double)Crowd, time);

    public TokenBucket FailedJoins { get; } = PerMinute(limits.FailedJoinsPerMinute * (double)Crowd, time);

    public TokenBucket Lists { get; } = new(time, limits.ListsPerSecond * (double)Crowd, TimeSpan.FromSeconds(1), limits.ListsBurst * (double)Crowd);

    /// <summary>Counts an unknown token. False: there were too many, and the client is told to wait.</summary>
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

    /// <summary>Counts a connection; false: this has been forgotten, ask for a new one.</summary>
    public bool TryEnter()
    {
        lock (_gate)
        {
            if (_open < 0) return false;
            _open++;
            return true;
        }
    }

    /// <summary>A connection that entered is gone.</summary>
    public void Leave()
    {
        lock (_gate) _open--;
    }

    /// <summary>Ends it when no connection is open and every bucket is full, so that forgetting it forgives nothing.</summary>
    public bool TryEnd()
    {
        lock (_gate)
        {
            if (_open != 0 || StillLocked() || !(_badTokens.IsFull && Moves.IsFull && Joins.IsFull && FailedJoins.IsFull && Lists.IsFull)) return false;
            _open = -1;
            return true;
        }
    }

    private bool StillLocked()
    {
        if (_isLocked && time.GetElapsedTime(_lockedAt) >= Lockout) _isLocked = false;
        return _isLocked;
    }

    private static TokenBucket PerMinute(double units, TimeProvider time) => new(time, units, TimeSpan.FromMinutes(1), units);
}
