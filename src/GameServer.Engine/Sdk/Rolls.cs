using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace GameServer.Engine;

/// <summary>
/// Repeatable chance: draw i is a quarter of SHA-256(seed, i / 4). Whoever has not the seed cannot tell the next draw from all before it.
/// Used by one thread at a time.
/// </summary>
public sealed class Rolls
{
    /// <summary>Length of a seed in bytes.</summary>
    public const int SeedBytes = 32;

    private const int DrawsPerBlock = SHA256.HashSizeInBytes / sizeof(ulong);

    // The seed and, behind it, the number of the block.
    private readonly byte[] _input = new byte[SeedBytes + sizeof(ulong)];
    private readonly byte[] _block = new byte[SHA256.HashSizeInBytes];
    private ulong? _blockNumber;

    /// <summary>A source that has made <paramref name="count"/> draws already.</summary>
    /// <param name="seed">32 bytes.</param>
    /// <param name="count">Where to go on.</param>
    public Rolls(ReadOnlySpan<byte> seed, ulong count = 0)
    {
        if (seed.Length != SeedBytes) throw new ArgumentException($"A seed has {SeedBytes} bytes, not {seed.Length}.", nameof(seed));
        seed.CopyTo(_input);
        Count = count;
    }

    /// <summary>The same for the same number; for tests.</summary>
    public Rolls(int seed) : this(SHA256.HashData(Encoding.ASCII.GetBytes($"seed {seed}")))
    {
    }

    /// <summary>Draws made so far.</summary>
    public ulong Count { get; internal set; }

    internal ReadOnlySpan<byte> Seed => _input.AsSpan(0, SeedBytes);

    /// <summary>A whole number from 0 to <paramref name="n"/> - 1, each equally likely.</summary>
    public int Roll(int n)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(n);
        // Draws above the last full multiple of n would favour small numbers: they are drawn again.
        var bound = (ulong)n;
        var limit = ulong.MaxValue - (ulong.MaxValue % bound + 1) % bound;
        ulong draw;
        do draw = Next(); while (draw > limit);
        return (int)(draw % bound);
    }

    /// <summary>A real number from <paramref name="from"/> up to, but not including, <paramref name="to"/>.</summary>
    public double Roll(double from, double to)
    {
        if (!double.IsFinite(from) || !double.IsFinite(to) || from >= to) throw new ArgumentOutOfRangeException(nameof(to), $"Roll({from}, {to}): expected two finite numbers, the smaller first.");
        var unit = (Next() >> 11) * (1.0 / (1UL << 53));
        var value = from + (to - from) * unit;
        return value < to ? value : from; // rounding may reach the end
    }

    /// <summary>Puts a list in random order, each order equally likely.</summary>
    public void Shuffle<T>(IList<T> list)
    {
        for (var last = list.Count - 1; last > 0; last--)
        {
            var pick = Roll(last + 1);
            (list[last], list[pick]) = (list[pick], list[last]);
        }
    }

    /// <summary>32 bytes that depend on the seed and a label: the seed of another source.</summary>
    internal byte[] Derive(string label) => SHA256.HashData([.. Seed, .. Encoding.UTF8.GetBytes(label)]);

    private ulong Next()
    {
        var (block, part) = (Count / DrawsPerBlock, (int)(Count % DrawsPerBlock));
        if (_blockNumber != block)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(_input.AsSpan(SeedBytes), block);
            SHA256.HashData(_input, _block);
            _blockNumber = block;
        }
        Count++;
        return BinaryPrimitives.ReadUInt64LittleEndian(_block.AsSpan(part * sizeof(ulong)));
    }
}
