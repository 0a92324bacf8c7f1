using System.Text.Json;

namespace GameServer.Engine;

/// <summary>Finds the parts of a JSON value that cannot stand in another one by chance.</summary>
internal static class JsonFacts
{
    private const int FewestValues = 3;
    private const int ShortestText = 6;

    /// <summary>Texts of the lists and objects of three values or more and of the longer strings in it, itself included.</summary>
    public static List<string> Of(ReadOnlyMemory<byte> json)
    {
        using var document = JsonDocument.Parse(json);
        var facts = new List<string>();
        Collect(document.RootElement, facts);
        return facts;
    }

    // Answers how many values there are.
    private static int Collect(JsonElement value, List<string> facts)
    {
        var count = value.ValueKind switch
        {
            JsonValueKind.Array => value.EnumerateArray().Sum(element => Collect(element, facts)),
            JsonValueKind.Object => value.EnumerateObject().Sum(property => Collect(property.Value, facts)),
            JsonValueKind.Null => 0,
            _ => 1,
        };
        var isFact = value.ValueKind is JsonValueKind.Array or JsonValueKind.Object ? count >= FewestValues
            : value.ValueKind == JsonValueKind.String && value.GetString()!.Length >= ShortestText;
        if (isFact) facts.Add(value.GetRawText());
        return count;
    }
}
