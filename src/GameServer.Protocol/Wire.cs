using System.Text.Json;
using System.Text.Json.Serialization;

namespace GameServer.Protocol;

/// <summary>What both ends of the wire agree on before the first message.</summary>
public static class Wire
{
    /// <summary>The protocol version this build speaks; another one in <c>Hello</c> is <c>upgrade_required</c> (CON-7).</summary>
    public const int Version = 1;

    /// <summary>Moves of one player in one room that may wait for their ack (MOV-3); as many acks are kept.</summary>
    public const int MovesWithoutAck = 16;

    /// <summary>The path of the hub.</summary>
    public const string HubPath = "/hub";

    /// <summary>JSON as it travels: camelCase, absent instead of null, enums by name (a number is read too). Nesting of what players send is bounded by <see cref="RawJson.IsSound"/>.</summary>
    public static JsonSerializerOptions Json { get; } = Configure(new JsonSerializerOptions());

    /// <summary>Gives <paramref name="options"/> the wire's settings; the hub protocol of either end is set up with it.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        options.DictionaryKeyPolicy = null;
        options.DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull;
        options.MaxDepth = 32;
        options.AllowDuplicateProperties = false;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase)); // as games write them
        return options;
    }
}
