using System.Buffers;
using System.Text.Json;

namespace GameServer.Protocol;

/// <summary>
/// One value from MessagePack to JSON and back. Whatever JSON has no word for (binary data, extensions, NaN, infinity, nesting beyond
/// <see cref="MaxDepth"/>, keys that are no text) becomes <see cref="Unfit"/>: it is refused where a JSON client's 1e999 would be, by the same rule.
/// </summary>
internal static class MessagePackJson
{
    /// <summary>Of a whole message; the game's own data is held to less by who reads it.</summary>
    public const int MaxDepth = 64;

    /// <summary>A number that no double can hold.</summary>
    private static ReadOnlySpan<byte> Unfit => "1e999"u8;

    /// <exception cref="InvalidDataException">The bytes are no MessagePack.</exception>
    public static void ToJson(ref MessagePackReader from, Utf8JsonWriter to, int depth = MaxDepth)
    {
        switch (from.Read())
        {
            case MessagePackKind.Nil: to.WriteNullValue(); break;
            case MessagePackKind.False: to.WriteBooleanValue(false); break;
            case MessagePackKind.True: to.WriteBooleanValue(true); break;
            case MessagePackKind.Integer: to.WriteNumberValue(from.Integer); break;
            case MessagePackKind.Unsigned: to.WriteNumberValue(from.Unsigned); break;
            case MessagePackKind.Float: WriteFloat(from.Float, to); break;
            case MessagePackKind.Text: to.WriteStringValue(from.Text); break;
            case MessagePackKind.Array:
                if (depth == 0) SkipValues(ref from, from.Count, to);
                else WriteArray(ref from, from.Count, to, depth - 1);
                break;
            case MessagePackKind.Map:
                if (depth == 0) SkipValues(ref from, from.Count * 2L, to);
                else WriteObject(ref from, from.Count, to, depth - 1);
                break;
            case MessagePackKind.Other: WriteUnfit(to); break;
        }
    }

    /// <param name="from">At the value's first token; moved to its last.</param>
    /// <param name="to">Gets the value.</param>
    public static void FromJson(ref Utf8JsonReader from, MessagePackWriter to)
    {
        switch (from.TokenType)
        {
            case JsonTokenType.True: to.Write(true); break;
            case JsonTokenType.False: to.Write(false); break;
            case JsonTokenType.Number: WriteNumber(ref from, to); break;
            case JsonTokenType.String: WriteText(ref from, to); break;
            case JsonTokenType.StartArray:
                var (array, items) = (to.Begin(), 0);
                for (; from.Read() && from.TokenType != JsonTokenType.EndArray; items++) FromJson(ref from, to);
                to.EndArray(array, items);
                break;
            case JsonTokenType.StartObject:
                var (map, names) = (to.Begin(), 0);
                for (; from.Read() && from.TokenType != JsonTokenType.EndObject; names++)
                {
                    WriteText(ref from, to);
                    from.Read();
                    FromJson(ref from, to);
                }
                to.EndMap(map, names);
                break;
            default: to.WriteNil(); break;
        }
    }

    private static void WriteArray(ref MessagePackReader from, int count, Utf8JsonWriter to, int depth)
    {
        to.WriteStartArray();
        for (var i = 0; i < count; i++) ToJson(ref from, to, depth);
        to.WriteEndArray();
    }

    private static void WriteObject(ref MessagePackReader from, int count, Utf8JsonWriter to, int depth)
    {
        to.WriteStartObject();
        for (var i = 0; i < count; i++)
        {
            var kind = from.Read();
            if (kind == MessagePackKind.Text)
            {
                to.WritePropertyName(from.Text);
                ToJson(ref from, to, depth);
                continue;
            }
            if (kind is MessagePackKind.Array or MessagePackKind.Map) Skip(ref from, kind == MessagePackKind.Array ? from.Count : from.Count * 2L);
            from.Skip();
            to.WritePropertyName(""u8);
            WriteUnfit(to);
        }
        to.WriteEndObject();
    }

    private static void SkipValues(ref MessagePackReader from, long values, Utf8JsonWriter to)
    {
        Skip(ref from, values);
        WriteUnfit(to);
    }

    private static void Skip(ref MessagePackReader from, long values)
    {
        for (; values > 0; values--) from.Skip();
    }

    private static void WriteUnfit(Utf8JsonWriter to) => to.WriteRawValue(Unfit, skipInputValidation: true);

    private static void WriteFloat(double value, Utf8JsonWriter to)
    {
        if (!double.IsFinite(value)) WriteUnfit(to);
        else if (Math.Abs(value) <= RawJson.MaxInteger && Math.Truncate(value) == value) to.WriteNumberValue((long)value);
        else to.WriteNumberValue(value);
    }

    private static void WriteNumber(ref Utf8JsonReader from, MessagePackWriter to)
    {
        if (from.TryGetInt64(out var integer)) to.Write(integer);
        else if (from.TryGetUInt64(out var unsigned)) to.Write(unsigned);
        else to.Write(from.GetDouble());
    }

    private static void WriteText(ref Utf8JsonReader from, MessagePackWriter to)
    {
        if (!from.ValueIsEscaped)
        {
            to.Write(from.ValueSpan);
            return;
        }
        var text = ArrayPool<byte>.Shared.Rent(from.ValueSpan.Length);
        to.Write(text.AsSpan(0, HalfCharacter.In(from.ValueSpan) < 0 ? from.CopyString(text) : CopyMended(from.ValueSpan, text)));
        ArrayPool<byte>.Shared.Return(text);
    }

    // A log may hold a text that no message may bring any more: its readers are not to fall silent over it.
    private static int CopyMended(ReadOnlySpan<byte> escaped, Span<byte> to)
    {
        byte[] mended = [(byte)'"', .. escaped, (byte)'"'];
        for (int at; (at = HalfCharacter.In(mended)) >= 0;) "\\ufffd"u8.CopyTo(mended.AsSpan(at));
        var reader = new Utf8JsonReader(mended);
        reader.Read();
        return reader.CopyString(to);
    }
}
