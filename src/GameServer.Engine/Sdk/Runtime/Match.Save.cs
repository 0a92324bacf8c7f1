using System.Text.Json;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>The snapshot: everything that is not volatile, and the game it belongs to.</summary>
internal sealed partial class Match
{
    /// <summary>Writes the match as of the last completed step, as one JSON object.</summary>
    public void Save(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("game"u8, Type.Id);
        writer.WriteNumber("version"u8, Type.Attribute.Version);
        writer.WriteNumber("now"u8, Now.Ticks);
        writer.WriteNumber("ticks"u8, Time.Ticks);
        writer.WriteNumber("seats"u8, Seats);
        writer.WriteBase64String("seed"u8, _rolls.Seed);
        writer.WriteNumber("rolls"u8, _kept.Rolls);
        writer.WriteNumber("turn"u8, _kept.Turn);
        writer.WriteStartObject("timers"u8);
        foreach (var timer in _kept.Timers) writer.WriteNumber(timer.Name, timer.Due.Ticks);
        writer.WriteEndObject();
        if (_kept.IsOver)
        {
            writer.WritePropertyName("result"u8);
            writer.WriteRawValue(_kept.Result.Text.Span, skipInputValidation: true);
        }
        writer.WritePropertyName("state"u8);
        writer.WriteRawValue(Image.Json.Span, skipInputValidation: true);
        writer.WriteEndObject();
    }

    /// <summary>Brings a match back, and its time with it if that is later.</summary>
    /// <exception cref="FormatException">The element is no match of this game, or of another version of it.</exception>
    public static Match Restore(GameType type, JsonElement saved, RoomTime time, Func<int, string?> holderOf)
    {
        try
        {
            if (saved.GetProperty("game").GetString() != type.Id) throw new FormatException($"The state is of the game \"{saved.GetProperty("game")}\", the table plays \"{type.Id}\".");
            if (saved.GetProperty("version").GetInt32() is var version && version != type.Attribute.Version)
                throw new FormatException($"The state is of version {version} of \"{type.Id}\", this server has version {type.Attribute.Version}.");
            var now = TimeSpan.FromTicks(saved.GetProperty("now").GetInt64());
            if (now > time.Now) time.Now = now;
            time.Ticks = Math.Max(time.Ticks, saved.GetProperty("ticks").GetInt64());

            var rolls = new Rolls(saved.GetProperty("seed").GetBytesFromBase64(), saved.GetProperty("rolls").GetUInt64());
            var match = new Match(type, saved.GetProperty("seats").GetInt32(), rolls, time, holderOf);
            var isOver = saved.TryGetProperty("result", out var result);
            match._part = match._kept = new RuntimePart(
                saved.GetProperty("turn").GetInt32(),
                [.. saved.GetProperty("timers").EnumerateObject().Select(timer => new GameTimer(timer.Name, TimeSpan.FromTicks(timer.Value.GetInt64())))],
                rolls.Count,
                isOver,
                isOver ? new RawJson(JsonSerializer.SerializeToUtf8Bytes(result, GameJson.Whole)) : default);
            foreach (var property in type.Properties) property.Read(match.Game, JsonSerializer.SerializeToUtf8Bytes(saved.GetProperty("state").GetProperty(property.Name), GameJson.Whole));
            match.Image = StateImage.Take(type, match.Game, StateImage.Empty);
            return match;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException or ArgumentException or OverflowException or NotSupportedException)
        {
            throw new FormatException($"The state is no saved match of \"{type.Id}\": {e.Message}", e);
        }
    }
}
