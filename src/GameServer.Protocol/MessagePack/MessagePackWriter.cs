using System.Buffers;
using System.Buffers.Binary;

namespace GameServer.Protocol;

/// <summary>Writes MessagePack in its shortest forms into memory of its own, which it uses again. Not thread-safe.</summary>
internal sealed class MessagePackWriter
{
    /// <summary>More than this is not kept for the next message.</summary>
    private const int KeptBytes = 64 << 10;

    private byte[] _bytes = new byte[1_024];
    private int _length;

    /// <summary>What was written since <see cref="Clear"/>; valid until the next write.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    public void Clear()
    {
        if (_bytes.Length > KeptBytes) _bytes = new byte[1_024];
        _length = 0;
    }

    public void WriteNil() => Add(0xc0);

    public void Write(bool value) => Add(value ? (byte)0xc3 : (byte)0xc2);

    public void Write(long value)
    {
        switch (value)
        {
            case >= -32 and <= 0x7f: Add((byte)value); break;
            case >= 0 and <= byte.MaxValue: Add(0xcc); Add((byte)value); break;
            case >= 0 and <= ushort.MaxValue: BinaryPrimitives.WriteUInt16BigEndian(Add(0xcd, 2), (ushort)value); break;
            case >= 0 and <= uint.MaxValue: BinaryPrimitives.WriteUInt32BigEndian(Add(0xce, 4), (uint)value); break;
            case >= 0: Write((ulong)value); break;
            case >= sbyte.MinValue: Add(0xd0); Add((byte)value); break;
            case >= short.MinValue: BinaryPrimitives.WriteInt16BigEndian(Add(0xd1, 2), (short)value); break;
            case >= int.MinValue: BinaryPrimitives.WriteInt32BigEndian(Add(0xd2, 4), (int)value); break;
            default: BinaryPrimitives.WriteInt64BigEndian(Add(0xd3, 8), value); break;
        }
    }

    public void Write(ulong value) => BinaryPrimitives.WriteUInt64BigEndian(Add(0xcf, 8), value);

    /// <summary>In four bytes where they say the same, and as an integer where it is one that every client keeps exact.</summary>
    public void Write(double value)
    {
        if (Math.Abs(value) <= RawJson.MaxInteger && Math.Truncate(value) == value) Write((long)value);
        else if ((float)value == value) BinaryPrimitives.WriteSingleBigEndian(Add(0xca, 4), (float)value);
        else BinaryPrimitives.WriteDoubleBigEndian(Add(0xcb, 8), value);
    }

    /// <param name="utf8">Well-formed.</param>
    public void Write(ReadOnlySpan<byte> utf8)
    {
        switch (utf8.Length)
        {
            case <= 31: Add((byte)(0xa0 | utf8.Length)); break;
            case <= byte.MaxValue: Add(0xd9); Add((byte)utf8.Length); break;
            case <= ushort.MaxValue: BinaryPrimitives.WriteUInt16BigEndian(Add(0xda, 2), (ushort)utf8.Length); break;
            default: BinaryPrimitives.WriteUInt32BigEndian(Add(0xdb, 4), (uint)utf8.Length); break;
        }
        utf8.CopyTo(Grow(utf8.Length));
    }

    /// <summary>Begins an array or map whose count is known when it ends; returns what <see cref="EndArray"/> or <see cref="EndMap"/> wants.</summary>
    public int Begin()
    {
        Add(0);
        return _length - 1;
    }

    public void EndArray(int start, int count) => End(start, count, 0x90, 0xdc);

    public void EndMap(int start, int count) => End(start, count, 0x80, 0xde);

    /// <summary>Hands over what was written, behind its length as SignalR's binary protocols have it.</summary>
    public void CopyTo(IBufferWriter<byte> output)
    {
        Span<byte> prefix = stackalloc byte[5];
        var bytes = 0;
        for (var left = (uint)_length; bytes == 0 || left > 0; left >>= 7) prefix[bytes++] = (byte)(left > 0x7f ? left | 0x80 : left);
        output.Write(prefix[..bytes]);
        output.Write(Written);
    }

    // One byte was left for the header; few arrays need more, and only those are moved.
    private void End(int start, int count, byte shortCode, byte longCode)
    {
        if (count <= 15)
        {
            _bytes[start] = (byte)(shortCode | count);
            return;
        }
        var more = count <= ushort.MaxValue ? 2 : 4;
        Grow(more);
        _bytes.AsSpan(start + 1, _length - more - start - 1).CopyTo(_bytes.AsSpan(start + 1 + more));
        if (more == 2) BinaryPrimitives.WriteUInt16BigEndian(_bytes.AsSpan(start + 1), (ushort)count);
        else BinaryPrimitives.WriteUInt32BigEndian(_bytes.AsSpan(start + 1), (uint)count);
        _bytes[start] = (byte)(more == 2 ? longCode : longCode + 1);
    }

    private void Add(byte code) => Grow(1)[0] = code;

    private Span<byte> Add(byte code, int bytes)
    {
        Add(code);
        return Grow(bytes);
    }

    private Span<byte> Grow(int bytes)
    {
        if (_bytes.Length - _length < bytes) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + bytes));
        _length += bytes;
        return _bytes.AsSpan(_length - bytes, bytes);
    }
}
