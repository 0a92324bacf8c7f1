using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using GameServer.Protocol;

namespace GameServer.Hubs;

/// <summary>The wire's JSON as the server reads it: nothing missing, no null where a value belongs, no number that a client could not hold.</summary>
internal static class StrictJson
{
    public static JsonSerializerOptions Options { get; } = Make();

    private static JsonSerializerOptions Make()
    {
        // Answers are read by script, never as markup, so nothing but JSON's own characters needs escaping.
        var options = Wire.Configure(new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.Converters.Add(new FiniteNumber());
        options.Converters.Add(new ExactInteger());
        return options;
    }

    /// <summary>1e999 would arrive as infinity, which no answer could carry back.</summary>
    private sealed class FiniteNumber : JsonConverter<double>
    {
        public override double Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetDouble() is var number && double.IsFinite(number) ? number : throw new JsonException("The number is not finite.");

        public override void Write(Utf8JsonWriter writer, double value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }

    /// <summary>Beyond 2^53 a script's integers are no longer exact.</summary>
    private sealed class ExactInteger : JsonConverter<long>
    {
        public override long Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            reader.GetInt64() is var number and >= -RawJson.MaxInteger and <= RawJson.MaxInteger
                ? number
                : throw new JsonException("The integer is beyond 2^53.");

        public override void Write(Utf8JsonWriter writer, long value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }
}
