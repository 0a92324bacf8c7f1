namespace GameServer.Engine;

/// <summary>
/// How long a room's last moves took. Written by the room's turn; whoever reads beside it may see one figure that is just being replaced.
/// </summary>
internal sealed class StepTimes
{
    private const int Kept = 128;

    private readonly float[] _ms = new float[Kept];
    private int _count;

    public void Add(TimeSpan took)
    {
        _ms[_count % Kept] = (float)took.TotalMilliseconds;
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>99 of 100 took no longer. Any thread.</summary>
    public TimeSpan? P99
    {
        get
        {
            var count = Math.Min(Kept, Volatile.Read(ref _count));
            if (count == 0) return null;
            var sorted = _ms.AsSpan(0, count).ToArray();
            Array.Sort(sorted);
            return TimeSpan.FromMilliseconds(sorted[(count * 99 - 1) / 100]);
        }
    }
}
