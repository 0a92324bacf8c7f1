using System.Buffers;

namespace GameServer.Delivery;

/// <summary>Bytes on their way out, in an array of the pool that is held only while there are any. A mutable struct: keep it in a field that is not readonly.</summary>
internal struct RentedBuffer
{
    private const int Least = 1024;

    private byte[]? _bytes;

    /// <summary>Bytes written.</summary>
    public int Length { get; private set; }

    /// <summary>What was written.</summary>
    public readonly ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, Length);

    /// <summary>Room for at least so many bytes more.</summary>
    public Memory<byte> Reserve(int atLeast)
    {
        var needed = Length + Math.Max(atLeast, 1);
        if (_bytes is null || _bytes.Length < needed)
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(needed, Least));
            Written.CopyTo(larger);
            Return();
            _bytes = larger;
        }
        return _bytes.AsMemory(Length);
    }

    public void Advance(int bytes) => Length += bytes;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length).Span);
        Advance(bytes.Length);
    }

    /// <summary>Forgets what was written.</summary>
    public void Clear()
    {
        Return();
        (_bytes, Length) = (null, 0);
    }

    private readonly void Return()
    {
        if (_bytes is not null) ArrayPool<byte>.Shared.Return(_bytes);
    }
}
