using System.Text.Json;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>What a room saves around its table: where each membership began.</summary>
/// <param name="Since">The number before each member's first event (PRV-3).</param>
/// <param name="Table">The table as it saved itself.</param>
internal sealed record RoomEnvelope(IReadOnlyDictionary<string, long> Since, RawJson Table)
{
    /// <summary>The journal's form, UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> Write() => JsonSerializer.SerializeToUtf8Bytes(this, Wire.Json);

    /// <exception cref="FormatException">The bytes are no envelope.</exception>
    public static RoomEnvelope Read(ReadOnlyMemory<byte> saved)
    {
        try
        {
            return JsonSerializer.Deserialize<RoomEnvelope>(saved.Span, Wire.Json) ?? throw new FormatException("A room's table was saved as null.");
        }
        catch (JsonException damage)
        {
            throw new FormatException("A room's saved table is not readable.", damage);
        }
    }
}
