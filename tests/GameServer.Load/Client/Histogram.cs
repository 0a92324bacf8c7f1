using System.Numerics;

namespace GameServer.LoadTool;

/// <summary>Counts of microseconds in buckets of a width of about 1 %.</summary>
internal sealed class Histogram
{
    // 64 buckets to each power of two, from 64 on; below, each number has its own.
    private const int Fine = 6;

    private readonly long[] _counts = new long[(64 - Fine) << Fine];

    public long Count { get; private set; }

    public void Add(long microseconds)
    {
        _counts[Index(Math.Max(0, microseconds))]++;
        Count++;
    }

    /// <summary>What so many of 100 were at or below; milliseconds. 0 when empty.</summary>
    public double Percentile(double percent)
    {
        var left = (long)Math.Ceiling(Count * percent / 100);
        for (var i = 0; i < _counts.Length; i++)
        {
            left -= _counts[i];
            if (left <= 0) return Count == 0 ? 0 : Value(i) / 1000.0;
        }
        return 0;
    }

    private static int Index(long value)
    {
        if (value < 1 << Fine) return (int)value;
        var shift = BitOperations.Log2((ulong)value) - Fine;
        return (shift << Fine) + (int)(value >> shift);
    }

    private static long Value(int index)
    {
        if (index < 1 << Fine) return index;
        var shift = (index >> Fine) - 1;
        return (long)(index - (shift << Fine)) << shift;
    }
}
