namespace GameServer.Client;

/// <summary>What a link is worth.</summary>
internal enum Health
{
    Good,
    Shaky,
    Dead,
}

/// <summary>
/// Judges a link by the time since its last byte, and says when to ask for a sign of life. Looked at every <see cref="Interval"/>;
/// not thread-safe. All times are elapsed time of one clock: a jump of the wall clock changes nothing (FLT-4).
/// </summary>
internal sealed class Watchdog
{
    /// <summary>A look this late means that the process stood still: what silence means must be found out anew.</summary>
    private static readonly TimeSpan Slept = TimeSpan.FromSeconds(1);

    /// <summary>After that the link has this long to answer (CON-6).</summary>
    private static readonly TimeSpan Probe = TimeSpan.FromSeconds(1);

    private readonly TimeSpan _pingAfter;
    private readonly TimeSpan _shakyAfter;
    private readonly TimeSpan _deadAfter;
    private TimeSpan _looked;
    private TimeSpan _pinged;
    private TimeSpan _spared;

    public Watchdog(TimeSpan pingAfter, TimeSpan shakyAfter, TimeSpan deadAfter, TimeSpan now)
    {
        (_pingAfter, _shakyAfter, _deadAfter) = (pingAfter, shakyAfter, deadAfter);
        _looked = _pinged = _spared = now;
        Interval = IntervalFor(deadAfter);
    }

    /// <summary>How often to look: often enough that a dead link is noticed within its time.</summary>
    public TimeSpan Interval { get; }

    /// <summary>How often to look after a link that may be silent for <paramref name="deadAfter"/>; at most 250 ms.</summary>
    public static TimeSpan IntervalFor(TimeSpan deadAfter) => TimeSpan.FromTicks(Math.Min(deadAfter.Ticks / 20, TimeSpan.TicksPerSecond / 4));

    /// <param name="now">The present.</param>
    /// <param name="heard">When the last byte came.</param>
    public (Health Health, bool Ping) Look(TimeSpan now, TimeSpan heard)
    {
        var slept = now - _looked - Interval > Slept;
        _looked = now;
        if (slept) _spared = now + Probe;

        var silence = now - heard;
        if (silence + Interval > _deadAfter && now >= _spared) return (Health.Dead, false);

        // While the server talks a ping only measures the round trip.
        var ping = slept || now - _pinged >= (silence >= _pingAfter ? _pingAfter : _pingAfter * 3);
        if (ping) _pinged = now;
        return (silence >= _shakyAfter ? Health.Shaky : Health.Good, ping);
    }
}
