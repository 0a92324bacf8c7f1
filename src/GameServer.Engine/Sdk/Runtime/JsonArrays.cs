using System.Text.Json;

namespace GameServer.Engine;

/// <summary>Finds elements in JSON arrays without parsing them into values.</summary>
internal static class JsonArrays
{
    public static ReadOnlyMemory<byte> Null { get; } = "null"u8.ToArray();

    /// <summary>Start and end of each element; empty if the text is no array.</summary>
    public static List<(int Start, int End)> Elements(ReadOnlySpan<byte> json)
    {
        var elements = new List<(int, int)>();
        var reader = new Utf8JsonReader(json);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) return elements;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            elements.Add((start, (int)reader.BytesConsumed));
        }
        return elements;
    }

    /// <summary>The element at an index; <c>null</c> where there is none.</summary>
    public static ReadOnlyMemory<byte> Element(ReadOnlyMemory<byte> json, int index)
    {
        var elements = Elements(json.Span);
        return index < elements.Count ? json[elements[index].Start..elements[index].End] : Null;
    }
}
