namespace GameServer.Engine;

/// <summary>
/// A rate limit: <paramref name="perPeriod"/> units a period on average, <paramref name="burst"/> at once.
/// The generic cell rate algorithm (ITU-T I.371, Annex A): one time stamp instead of a counter and a timer. Thread-safe.
/// </summary>
/// <param name="time">Elapsed time, not the wall clock (FLT-4).</param>
/// <param name="perPeriod">Units that come back in a period; at least 1.</param>
/// <param name="period">The period.</param>
/// <param name="burst">Units at once; at least 1.</param>
public sealed class TokenBucket(TimeProvider time, double perPeriod, TimeSpan period, double burst)
{
    private readonly double _ticksPerUnit = period.TotalSeconds * time.TimestampFrequency / perPeriod;
    private double _fullAt = double.NegativeInfinity; // the timestamp at which all units are back

    /// <summary>Takes <paramref name="units"/>, or says after how many milliseconds (at least 1) they would be there.</summary>
    public bool TryTake(double units, out int retryAfterMs)
    {
        double now = time.GetTimestamp();
        while (true)
        {
            var before = Volatile.Read(ref _fullAt);
            var fullAt = Math.Max(before, now) + units * _ticksPerUnit;
            var early = fullAt - now - burst * _ticksPerUnit;
            retryAfterMs = early > 0 ? (int)Math.Min(int.MaxValue, 1 + early * 1_000 / time.TimestampFrequency) : 0;
            if (early > 0) return false;
            if (TryReplace(before, fullAt)) return true;
        }
    }

    /// <summary>Gives back what was taken for something that did not count after all.</summary>
    public void Return(double units)
    {
        while (Volatile.Read(ref _fullAt) is var before && !TryReplace(before, before - units * _ticksPerUnit)) { }
    }

    /// <summary>Whether it is full: then forgetting it changes nothing.</summary>
    public bool IsFull => Volatile.Read(ref _fullAt) <= time.GetTimestamp();

    private bool TryReplace(double before, double after) =>
        Interlocked.CompareExchange(ref _fullAt, after, before).Equals(before);
}
