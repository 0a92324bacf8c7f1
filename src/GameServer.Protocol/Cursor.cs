using System.Text.Json;
using System.Text.Json.Serialization;

namespace GameServer.Protocol;

/// <summary>
/// The last event a client has taken in a room. A position, not a right: the server clamps it to the membership (PRV-3).
/// </summary>
/// <param name="Epoch">The history the number belongs to; opaque.</param>
/// <param name="Seq">The number, 0 (nothing taken) to 2^53 - 1.</param>
[JsonConverter(typeof(CursorConverter))]
public sealed record Cursor(string Epoch, long Seq)
{
    /// <summary>
    /// What a client sent in a cursor's place that is none (parts missing, not an integer, negative, too large).
    /// It refuses the join it stands in and not the whole call.
    /// </summary>
    public static Cursor Malformed { get; } = new("", -1);

    /// <summary>Whether the parts are within their ranges.</summary>
    [JsonIgnore]
    public bool IsWellFormed => Epoch.Length is > 0 and <= 64 && Seq is >= 0 and <= RawJson.MaxInteger;
}

internal sealed class CursorConverter : JsonConverter<Cursor>
{
    public override Cursor? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType == JsonTokenType.Null) return null;
        using var document = JsonDocument.ParseValue(ref reader);
        return document.RootElement is { ValueKind: JsonValueKind.Object } value
            && value.TryGetProperty("epoch", out var epoch) && epoch.ValueKind == JsonValueKind.String
            && value.TryGetProperty("seq", out var seq) && seq.ValueKind == JsonValueKind.Number && seq.TryGetInt64(out var number)
            && new Cursor(epoch.GetString()!, number) is { IsWellFormed: true } cursor
            ? cursor
            : Cursor.Malformed;
    }

    public override void Write(Utf8JsonWriter writer, Cursor value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteString("epoch", value.Epoch);
        writer.WriteNumber("seq", value.Seq);
        writer.WriteEndObject();
    }
}
