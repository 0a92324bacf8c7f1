using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GameServer.Protocol;

/// <summary>
/// One JSON value as it stands on the wire, neither parsed nor rewritten: event data, states, opaque arguments.
/// A default value is the JSON <c>null</c>.
/// </summary>
/// <param name="Utf8">The value's text. Never changed after it was handed over.</param>
[JsonConverter(typeof(RawJsonConverter))]
public readonly record struct RawJson(ReadOnlyMemory<byte> Utf8)
{
    /// <summary>The largest integer that every client language keeps exact: 2^53 - 1.</summary>
    public const long MaxInteger = (1L << 53) - 1;

    private static readonly byte[] NullText = "null"u8.ToArray();

    /// <summary>The value's text, <c>null</c> for a default value.</summary>
    public ReadOnlyMemory<byte> Text => Utf8.IsEmpty ? NullText : Utf8;

    /// <summary>Whether this is absent or the JSON <c>null</c>.</summary>
    public bool IsNull => Text.Span.SequenceEqual("null"u8);

    /// <summary>Serializes a value with the wire's settings (<see cref="Wire.Json"/>).</summary>
    public static RawJson From<T>(T value) => new(JsonSerializer.SerializeToUtf8Bytes(value, Wire.Json));

    /// <summary>Reads the value with the wire's settings.</summary>
    /// <exception cref="JsonException">The text does not fit <typeparamref name="T"/>.</exception>
    public T? To<T>() => JsonSerializer.Deserialize<T>(Text.Span, Wire.Json);

    /// <summary>
    /// Whether the text is one well-formed JSON value in UTF-8 whose texts and numbers every client can hold:
    /// no half of a character, finite, integers within ±(2^53 - 1), no nesting beyond <paramref name="depth"/>.
    /// </summary>
    public bool IsSound(int depth)
    {
        // A reader looks into a text only when it is asked for it; what is no UTF-8 would break the socket of whoever gets it.
        if (!System.Text.Unicode.Utf8.IsValid(Text.Span)) return false;
        var reader = new Utf8JsonReader(Text.Span, new JsonReaderOptions { MaxDepth = depth });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType == JsonTokenType.Number && !IsExact(ref reader)) return false;
                if (reader.ValueIsEscaped && HalfCharacter.In(reader.ValueSpan) >= 0) return false;
            }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsExact(ref Utf8JsonReader reader)
    {
        if (!reader.TryGetDouble(out var number) || !double.IsFinite(number)) return false;
        return reader.ValueSpan.IndexOfAny((byte)'.', (byte)'e', (byte)'E') >= 0
            || (reader.TryGetInt64(out var integer) && Math.Abs(integer) <= MaxInteger);
    }

    /// <inheritdoc/>
    public bool Equals(RawJson other) => Text.Span.SequenceEqual(other.Text.Span);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        hash.AddBytes(Text.Span);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => Encoding.UTF8.GetString(Text.Span);
}

internal sealed class RawJsonConverter : JsonConverter<RawJson>
{
    public override bool HandleNull => true;

    public override RawJson Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        return new RawJson(JsonMarshal.GetRawUtf8Value(document.RootElement).ToArray());
    }

    public override void Write(Utf8JsonWriter writer, RawJson value, JsonSerializerOptions options) =>
        writer.WriteRawValue(value.Text.Span, skipInputValidation: true);
}
