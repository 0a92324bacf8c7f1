using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>
/// How games' values are written: camelCase, null written as null (a state says what is empty), enums by name.
/// Views are the same values with marked members cut (<see cref="Marks"/>).
/// </summary>
internal static class GameJson
{
    /// <summary>Everything: snapshots.</summary>
    public static JsonSerializerOptions Whole { get; } = Make();

    /// <summary>Without anything marked, at any depth: views, events, results, frames.</summary>
    public static JsonSerializerOptions Public { get; } = Make(Marks.CutAll);

    /// <summary>Only what is private to <see cref="Marks.Seat"/>, and what leads to it.</summary>
    public static JsonSerializerOptions Mine { get; } = Make(Marks.KeepMine);

    /// <summary>In the shape of <see cref="Whole"/>, with default values in place of what <see cref="Marks.Seat"/> may not see.</summary>
    public static JsonSerializerOptions Seat { get; } = Make(Marks.BlankOthers);

    /// <summary>What players send: must fit to the letter.</summary>
    public static JsonSerializerOptions Strict { get; } = MakeStrict();

    /// <summary>A C# name as it stands on the wire.</summary>
    public static string Name(string name) => JsonNamingPolicy.CamelCase.ConvertName(name);

    /// <summary>A value in its own type, whatever it was declared as, on its way to players: what is marked in it stays behind.</summary>
    public static RawJson Encode(object? value) => value switch
    {
        null => default,
        RawJson raw => raw,
        _ => new RawJson(JsonSerializer.SerializeToUtf8Bytes(value, value.GetType(), Public)),
    };

    private static JsonSerializerOptions Make(params Action<JsonTypeInfo>[] modifiers) => Make(allowEnumNumbers: true, modifiers);

    private static JsonSerializerOptions Make(bool allowEnumNumbers, params Action<JsonTypeInfo>[] modifiers)
    {
        var resolver = new DefaultJsonTypeInfoResolver();
        foreach (var modifier in modifiers) resolver.Modifiers.Add(modifier);
        return new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
            // Clients parse JSON; none pastes it into a page. Escaped, a Cyrillic line is three times as long.
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowEnumNumbers) },
            AllowDuplicateProperties = false,
            MaxDepth = 32,
            TypeInfoResolver = resolver,
        };
    }

    private static JsonSerializerOptions MakeStrict()
    {
        var options = Make(allowEnumNumbers: false);
        options.Converters.Add(new FiniteSingle());
        options.Converters.Add(new FiniteDouble());
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.MaxDepth = 16;
        return options;
    }

    // The reader rounds what is too large to infinity.
    private sealed class FiniteSingle : JsonConverter<float>
    {
        public override float Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetSingle() is var value && float.IsFinite(value) ? value : throw new JsonException("not a finite number");

        public override void Write(Utf8JsonWriter writer, float value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }

    private sealed class FiniteDouble : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDouble() is var value && double.IsFinite(value) ? value : throw new JsonException("not a finite number");

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }
}
