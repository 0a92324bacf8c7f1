using System.Buffers.Binary;
using System.Text.Unicode;

namespace GameServer.Protocol;

/// <summary>What a value is, as far as JSON has a word for it.</summary>
internal enum MessagePackKind
{
    Nil,
    False,
    True,

    /// <summary>In <see cref="MessagePackReader.Integer"/>.</summary>
    Integer,

    /// <summary>Beyond the signed range; in <see cref="MessagePackReader.Unsigned"/>.</summary>
    Unsigned,

    /// <summary>In <see cref="MessagePackReader.Float"/>.</summary>
    Float,

    /// <summary>In <see cref="MessagePackReader.Text"/>.</summary>
    Text,

    /// <summary><see cref="MessagePackReader.Count"/> values follow.</summary>
    Array,

    /// <summary><see cref="MessagePackReader.Count"/> keys follow, each with its value.</summary>
    Map,

    /// <summary>Binary data or an extension, passed over.</summary>
    Other,
}

/// <summary>
/// Reads MessagePack one value at a time, in place: it allocates nothing, believes no length, and takes nothing but the bytes it was given.
/// </summary>
internal ref struct MessagePackReader(ReadOnlySpan<byte> bytes)
{
    private const byte NilCode = 0xc0;

    private ReadOnlySpan<byte> _left = bytes;

    /// <summary>Whether every byte was read.</summary>
    public readonly bool IsAtEnd => _left.IsEmpty;

    /// <summary>Whether the next value is nil.</summary>
    public readonly bool IsAtNil => !_left.IsEmpty && _left[0] == NilCode;

    public long Integer { get; private set; }

    public ulong Unsigned { get; private set; }

    public double Float { get; private set; }

    /// <summary>Well-formed UTF-8.</summary>
    public ReadOnlySpan<byte> Text { get; private set; }

    public int Count { get; private set; }

    /// <summary>Reads the next value, or the beginning of the next array or map.</summary>
    /// <exception cref="InvalidDataException">The bytes end too soon, or are no MessagePack.</exception>
    public MessagePackKind Read()
    {
        var code = Take(1)[0];
        return code switch
        {
            <= 0x7f => Is(code),
            <= 0x8f => Map(code & 0x0f),
            <= 0x9f => Array(code & 0x0f),
            <= 0xbf => Str(code & 0x1f),
            NilCode => MessagePackKind.Nil,
            0xc2 => MessagePackKind.False,
            0xc3 => MessagePackKind.True,
            0xc4 => Pass(Length(1)),
            0xc5 => Pass(Length(2)),
            0xc6 => Pass(Length(4)),
            0xc7 => Pass(Length(1) + 1), // the extension's type is a byte of its own
            0xc8 => Pass(Length(2) + 1),
            0xc9 => Pass(Length(4) + 1),
            0xca => Is((double)BinaryPrimitives.ReadSingleBigEndian(Take(4))),
            0xcb => Is(BinaryPrimitives.ReadDoubleBigEndian(Take(8))),
            0xcc => Is(Take(1)[0]),
            0xcd => Is(BinaryPrimitives.ReadUInt16BigEndian(Take(2))),
            0xce => Is(BinaryPrimitives.ReadUInt32BigEndian(Take(4))),
            0xcf => Is(BinaryPrimitives.ReadUInt64BigEndian(Take(8))),
            0xd0 => Is((sbyte)Take(1)[0]),
            0xd1 => Is(BinaryPrimitives.ReadInt16BigEndian(Take(2))),
            0xd2 => Is(BinaryPrimitives.ReadInt32BigEndian(Take(4))),
            0xd3 => Is(BinaryPrimitives.ReadInt64BigEndian(Take(8))),
            >= 0xd4 and <= 0xd8 => Pass(1 + (1 << (code - 0xd4))),
            0xd9 => Str(Length(1)),
            0xda => Str(Length(2)),
            0xdb => Str(Length(4)),
            0xdc => Array(Length(2)),
            0xdd => Array(Length(4)),
            0xde => Map(Length(2)),
            0xdf => Map(Length(4)),
            >= 0xe0 => Is((sbyte)code),
            _ => throw new InvalidDataException("The byte 0xc1 is no MessagePack."),
        };
    }

    /// <summary>Passes over the next value and all that is in it, however deep.</summary>
    public void Skip()
    {
        for (var values = 1L; values > 0; values--)
        {
            values += Read() switch
            {
                MessagePackKind.Array => Count,
                MessagePackKind.Map => Count * 2L,
                _ => 0,
            };
        }
    }

    private MessagePackKind Is(long integer)
    {
        Integer = integer;
        return MessagePackKind.Integer;
    }

    private MessagePackKind Is(ulong unsigned)
    {
        if (unsigned <= long.MaxValue) return Is((long)unsigned);
        Unsigned = unsigned;
        return MessagePackKind.Unsigned;
    }

    private MessagePackKind Is(double number)
    {
        Float = number;
        return MessagePackKind.Float;
    }

    private MessagePackKind Str(long length)
    {
        Text = Take(length);
        return Utf8.IsValid(Text) ? MessagePackKind.Text : throw new InvalidDataException("A text is no UTF-8.");
    }

    private MessagePackKind Array(long count) => Begin(MessagePackKind.Array, count, bytesEach: 1);

    private MessagePackKind Map(long count) => Begin(MessagePackKind.Map, count, bytesEach: 2);

    private MessagePackKind Begin(MessagePackKind kind, long count, int bytesEach)
    {
        if (count * bytesEach > _left.Length) throw TooShort();
        Count = (int)count;
        return kind;
    }

    private MessagePackKind Pass(long length)
    {
        Take(length);
        return MessagePackKind.Other;
    }

    private long Length(int bytes) => bytes switch
    {
        1 => Take(1)[0],
        2 => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
        _ => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
    };

    private ReadOnlySpan<byte> Take(long length)
    {
        if (length > _left.Length) throw TooShort();
        var taken = _left[..(int)length];
        _left = _left[(int)length..];
        return taken;
    }

    private static InvalidDataException TooShort() => new("The message ends inside a value.");
}
