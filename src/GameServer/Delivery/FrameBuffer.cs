using System.Buffers;

namespace GameServer.Delivery;

/// <summary>Bytes that gather in memory of the shared pool, which has it back as soon as they are gone: a client at rest holds none. Not thread-safe.</summary>
internal struct FrameBuffer
{
    private const int FirstBytes = 1 << 10;

    private byte[]? _bytes;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>What gathered; valid until <see cref="Clear"/>.</summary>
    public readonly ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Count);

    public void Write(ReadOnlySpan<byte> more)
    {
        if (_bytes is null || _bytes.Length - Count < more.Length)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(FirstBytes, Math.Max(2 * Count, Count + more.Length)));
            Written.Span.CopyTo(larger);
            if (_bytes is not null) ArrayPool<byte>.Shared.Return(_bytes);
            _bytes = larger;
        }
        more.CopyTo(_bytes.AsSpan(Count));
        Count += more.Length;
    }

    /// <summary>Gives the memory back.</summary>
    public void Clear()
    {
        if (_bytes is not null) ArrayPool<byte>.Shared.Return(_bytes);
        (_bytes, Count) = (null, 0);
    }
}
