using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace GameServer.Protocol;

/// <summary>
/// A message of SignalR's MessagePack protocol as one of its JSON protocol, and back: an array <c>[type, parts...]</c> against an object
/// <c>{ type, names... }</c>. So whoever reads JSON reads both, and judges both by the same rules.
/// </summary>
internal static class MessagePackMessage
{
    /// <summary>What ends a message of the JSON protocol.</summary>
    private const byte JsonEnd = 0x1e;

    private const int Completion = 3;

    // By type, from 1: the names of what follows the type. The last one of a type may be missing.
    private static readonly string[][] Parts =
    [
        [],
        ["headers", "invocationId", "target", "arguments", "streamIds"],
        ["headers", "invocationId", "item"],
        ["headers", "invocationId"], // then 1 and the error, 2 and nothing, or 3 and the result
        ["headers", "invocationId", "target", "arguments", "streamIds"],
        ["headers", "invocationId"],
        [],
        ["error", "allowReconnect"],
        ["sequenceId"],
        ["sequenceId"],
    ];

    [ThreadStatic] private static Utf8JsonWriter? t_json;

    /// <summary>Takes the next message from <paramref name="input"/>, which holds it behind its length; false: it is not whole yet.</summary>
    /// <exception cref="InvalidDataException">The length is none.</exception>
    public static bool TryTake(ref ReadOnlySequence<byte> input, out ReadOnlySequence<byte> message)
    {
        message = default;
        var reader = new SequenceReader<byte>(input);
        long length = 0;
        for (var shift = 0; ; shift += 7)
        {
            if (shift > 28) throw new InvalidDataException("A message has at most 2 GB.");
            if (!reader.TryRead(out var bits)) return false;
            length |= (long)(bits & 0x7f) << shift;
            if (bits <= 0x7f) break;
        }
        if (length > int.MaxValue) throw new InvalidDataException("A message has at most 2 GB.");
        if (length > reader.Remaining) return false;
        message = input.Slice(reader.Position, length);
        input = input.Slice(message.End);
        return true;
    }

    /// <summary>Writes the message as JSON, its end mark included.</summary>
    /// <exception cref="InvalidDataException">The bytes are no message.</exception>
    public static void ToJson(ReadOnlySpan<byte> message, IBufferWriter<byte> to)
    {
        var from = new MessagePackReader(message);
        if (from.Read() != MessagePackKind.Array || from.Count == 0) throw new InvalidDataException("A message is an array.");
        var left = from.Count - 1;
        if (from.Read() != MessagePackKind.Integer) throw new InvalidDataException("A message begins with its type.");
        var type = from.Integer;

        var json = t_json ??= new Utf8JsonWriter(to, new JsonWriterOptions { SkipValidation = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        json.Reset(to);
        json.WriteStartObject();
        json.WriteNumber("type"u8, type);
        foreach (var name in type > 0 && type < Parts.Length ? Parts[type] : [])
        {
            if (left == 0) break;
            left--;
            Write(name, ref from, json);
        }
        if (type == Completion && left > 0)
        {
            left--;
            if (from.Read() != MessagePackKind.Integer) throw new InvalidDataException("A completion says what it brings.");
            if (left > 0 && from.Integer is 1 or 3)
            {
                left--;
                Write(from.Integer == 1 ? "error" : "result", ref from, json);
            }
        }
        for (; left > 0; left--) from.Skip(); // parts of a later version
        json.WriteEndObject();
        json.Flush();
        if (!from.IsAtEnd) throw new InvalidDataException("Bytes follow the message.");
        to.Write([JsonEnd]);
    }

    /// <summary>Writes a message that the JSON protocol has written.</summary>
    public static void FromJson(ReadOnlySpan<byte> message, MessagePackWriter to)
    {
        if (!message.IsEmpty && message[^1] == JsonEnd) message = message[..^1];
        var type = 0L;
        Span<Range> found = stackalloc Range[5]; // of what Parts names
        Range error = default, result = default;
        var from = NewReader(message);
        from.Read();
        while (from.Read() && from.TokenType == JsonTokenType.PropertyName)
        {
            var isType = from.ValueTextEquals("type"u8);
            var (isError, isResult) = (from.ValueTextEquals("error"u8), from.ValueTextEquals("result"u8));
            var part = isType ? -1 : IndexOf(ref from, Parts[type]);
            from.Read();
            var start = (int)from.TokenStartIndex;
            from.Skip();
            var value = start..(int)from.BytesConsumed;
            if (isType) type = long.Parse(message[value], provider: null);
            else if (part >= 0) found[part] = value;
            else if (isError) error = value;
            else if (isResult) result = value;
        }
        WriteParts((int)type, found, error, result, message, to);
    }

    private static void WriteParts(int type, ReadOnlySpan<Range> found, Range error, Range result, ReadOnlySpan<byte> message, MessagePackWriter to)
    {
        var names = Parts[type];
        var start = to.Begin();
        var count = 1;
        to.Write(type);
        for (var i = 0; i < names.Length; i++)
        {
            var isAbsent = found[i].Equals(default);
            if (isAbsent && i == names.Length - 1 && type != Completion) break;
            count++;
            if (!isAbsent) Write(message[found[i]], to);
            else if (names[i] == "headers") to.EndMap(to.Begin(), 0);
            else to.WriteNil();
        }
        if (type == Completion)
        {
            var brings = !error.Equals(default) ? error : result;
            to.Write(!error.Equals(default) ? 1L : brings.Equals(default) ? 2 : 3);
            count++;
            if (!brings.Equals(default))
            {
                Write(message[brings], to);
                count++;
            }
        }
        to.EndArray(start, count);
    }

    // Absent is what JSON leaves out, except where null is the value itself.
    private static void Write(string name, ref MessagePackReader from, Utf8JsonWriter json)
    {
        if (from.IsAtNil && name is not ("result" or "item"))
        {
            from.Skip();
            return;
        }
        json.WritePropertyName(name);
        MessagePackJson.ToJson(ref from, json, MessagePackJson.MaxDepth - 1);
    }

    private static void Write(ReadOnlySpan<byte> json, MessagePackWriter to)
    {
        var from = NewReader(json);
        from.Read();
        MessagePackJson.FromJson(ref from, to);
    }

    private static Utf8JsonReader NewReader(ReadOnlySpan<byte> json) => new(json, new JsonReaderOptions { MaxDepth = MessagePackJson.MaxDepth });

    private static int IndexOf(ref Utf8JsonReader from, string[] names)
    {
        for (var i = 0; i < names.Length; i++)
        {
            if (from.ValueTextEquals(names[i])) return i;
        }
        return -1;
    }
}
