using System.Text.Json;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>Saving and bringing back. What bots plan and when somebody last waved is not worth keeping.</summary>
public sealed partial class Table
{
    /// <summary>Members, seats, votes, phase: what <see cref="GameCatalog.Restore"/> takes back. UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> SaveTable() => Compose(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("game"u8, Game);
        writer.WriteBoolean("quick"u8, _isQuick);
        writer.WriteNumber("now"u8, _time.Now.Ticks);
        writer.WriteBase64String("seed"u8, _rolls.Seed);
        writer.WriteNumber("rolls"u8, _rolls.Count);
        writer.WriteString("phase"u8, Phase);
        writer.WriteNumber("match"u8, _matches);
        writer.WritePropertyName("options"u8);
        writer.WriteRawValue(_options.Text.Span, skipInputValidation: true);
        writer.WriteString("captain"u8, _captain?.Id);
        if (_startsAt is { } at) writer.WriteNumber("startsAt"u8, at.Ticks);
        writer.WriteStartArray("votes"u8);
        foreach (var vote in _votes) writer.WriteStringValue(vote);
        writer.WriteEndArray();
        writer.WriteStartArray("kicked"u8);
        foreach (var kicked in _kicked) writer.WriteStringValue(kicked);
        writer.WriteEndArray();
        writer.WriteStartArray("members"u8);
        foreach (var member in _order) WriteMember(writer, member);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }).Utf8;

    /// <summary>The game's state, timers, chance: what <see cref="GameCatalog.Restore"/> takes back. UTF-8 JSON.</summary>
    public ReadOnlyMemory<byte> SaveState() => Compose(_match.Save).Utf8;

    internal static Table Restore(GameCatalog catalog, ReadOnlyMemory<byte> table, ReadOnlyMemory<byte> state)
    {
        try
        {
            using var savedTable = JsonDocument.Parse(table);
            using var savedState = JsonDocument.Parse(state);
            var saved = savedTable.RootElement;
            var id = saved.GetProperty("game").GetString();
            var type = catalog.Find(id!) ?? throw new FormatException($"The table plays \"{id}\", which this server does not have.");
            return new Table(catalog, type, saved, savedState.RootElement);
        }
        catch (Exception e) when (e is not FormatException) // Damage, or the game's own constructor.
        {
            throw new FormatException($"The bytes are no saved table: {e.Message}", e);
        }
    }

    private Table(GameCatalog catalog, GameType type, JsonElement saved, JsonElement state)
        : this(catalog, type, saved.GetProperty("quick").GetBoolean(), new Rolls(saved.GetProperty("seed").GetBytesFromBase64(), saved.GetProperty("rolls").GetUInt64()))
    {
        _time.Now = TimeSpan.FromTicks(saved.GetProperty("now").GetInt64());
        _matches = saved.GetProperty("match").GetInt32();
        _options = Copy(saved.GetProperty("options"));
        _phase = saved.GetProperty("phase").GetString() switch
        {
            "lobby" => TablePhase.Lobby,
            "playing" => TablePhase.Playing,
            "ended" => TablePhase.Ended,
            var other => throw new FormatException($"There is no phase \"{other}\"."),
        };
        if (saved.TryGetProperty("startsAt", out var at)) _startsAt = _shownStart = TimeSpan.FromTicks(at.GetInt64());
        _votes.UnionWith(saved.GetProperty("votes").EnumerateArray().Select(vote => vote.GetString()!));
        _kicked.AddRange(saved.GetProperty("kicked").EnumerateArray().Select(kicked => kicked.GetString()!));
        _match = Match.Restore(type, state, _time, seat => _seats.ElementAtOrDefault(seat)?.Id);
        _match.PilotOf = PilotOf;
        if (_phase == TablePhase.Ended) _result = _match.Result;
        foreach (var member in saved.GetProperty("members").EnumerateArray()) ReadMember(member);
        _captain = saved.GetProperty("captain").GetString() is { } captain ? _members[captain] : null;
        _lastShown = _match.Look();
        PlanBots();
    }

    private static void WriteMember(Utf8JsonWriter writer, MemberState member)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, member.Id);
        writer.WriteString("name"u8, member.Name);
        writer.WriteNumber("look"u8, member.Look);
        if (member.IsBot) writer.WriteBoolean("bot"u8, true);
        if (member.Seat is { } seat) writer.WriteNumber("seat"u8, seat);
        if (member.Overlay is { } overlay) writer.WriteNumber("overlay"u8, overlay);
        if (member.IsAnnounced) writer.WriteBoolean("announced"u8, true);
        if (member.IsAway) writer.WriteBoolean("away"u8, true);
        writer.WriteEndObject();
    }

    private void ReadMember(JsonElement saved)
    {
        var member = new MemberState(saved.GetProperty("id").GetString()!, saved.GetProperty("name").GetString()!, saved.GetProperty("look").GetInt32(), Flag("bot"))
        {
            Seat = Number("seat"),
            Overlay = Number("overlay"),
            IsAnnounced = Flag("announced"),
            IsAway = Flag("away"),
        };
        _order.Add(member);
        _members.Add(member.Id, member);
        if (member.Seat is { } seat) _seats[seat] = member;

        bool Flag(string name) => saved.TryGetProperty(name, out _);
        int? Number(string name) => saved.TryGetProperty(name, out var number) ? number.GetInt32() : null;
    }

    private static RawJson Copy(JsonElement value) => new(JsonSerializer.SerializeToUtf8Bytes(value, GameJson.Whole));
}
