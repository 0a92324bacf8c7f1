using System.Buffers;
using System.Text.Json;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>What viewers see: whole in a snapshot, and by patches from one state to the next.</summary>
public sealed partial class Table
{
    private Match.Shown _lastShown;
    private bool _isNewMatch;

    /// <summary>
    /// The snapshot's state <c>{ table, state, mine }</c> as one player may see it; null: as a stranger may.
    /// <c>table.members</c> holds those of whom the others were told, and the viewer; times are milliseconds left at this moment.
    /// </summary>
    public RawJson View(string? player)
    {
        var viewer = player is null ? null : _members.GetValueOrDefault(player);
        return Compose(writer =>
        {
            writer.WriteStartObject();
            writer.WritePropertyName("table"u8);
            WriteTable(writer, viewer);
            writer.WritePropertyName("state"u8);
            _match.WritePublic(writer);
            writer.WritePropertyName("mine"u8);
            _match.WriteMine(writer, viewer?.Overlay);
            writer.WriteEndObject();
        });
    }

    private void WriteTable(Utf8JsonWriter writer, MemberState? viewer)
    {
        writer.WriteStartObject();
        writer.WriteStartArray("members"u8);
        foreach (var member in _order)
        {
            if (!member.IsAnnounced && member != viewer) continue;
            writer.WriteStartObject();
            writer.WriteString("id"u8, member.Id);
            writer.WriteString("name"u8, member.Name);
            writer.WriteNumber("look"u8, member.Look);
            if (member.Seat is { } seat) writer.WriteNumber("seat"u8, seat);
            else writer.WriteNull("seat"u8);
            writer.WriteBoolean("bot"u8, member.IsBot);
            writer.WriteBoolean("away"u8, member.IsAway);
            writer.WriteBoolean("spectator"u8, HasSeats && member.Seat is null);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteString("captain"u8, _captain?.Id);
        writer.WriteString("phase"u8, Phase);
        writer.WriteNumber("match"u8, _matches);
        Write("options"u8, _options);
        Write("result"u8, _result);
        writer.WriteNumber("votes"u8, _votes.Count);
        if (StartsInMs is { } left) writer.WriteNumber("startsInMs"u8, left);
        else writer.WriteNull("startsInMs"u8);
        writer.WriteEndObject();

        void Write(ReadOnlySpan<byte> name, RawJson value)
        {
            writer.WritePropertyName(name);
            writer.WriteRawValue(value.Text.Span, skipInputValidation: true);
        }
    }

    // The last events of a step. The public patch goes to all; what is private to its player alone, never to bots, which look for themselves.
    private void PublishPatches()
    {
        PublishStart();
        var (last, next) = (_lastShown, _match.Look());
        if (_isNewMatch && !_type.Attribute.Patches) Patch(Patches.WholePublic(_match), null);
        else if (_type.Attribute.Patches && Patches.Public(_match, last, next) is { } changes) Patch(changes, null);

        // Of hundreds of spectators of an open game none has a private part.
        foreach (var member in _type.HasPrivate || _tableChanged ? _order : [])
        {
            if (member.IsBot) continue;
            var overlay = OverlayOf(member);
            if (!member.IsNew)
            {
                if (overlay != member.Overlay) Patch(Patches.WholeMine(_match, overlay), member);
                else if (overlay is { } seat && (_type.Attribute.Patches || _isNewMatch) && Patches.Mine(_match, last, next, seat) is { } mine) Patch(mine, member);
            }
            (member.Overlay, member.IsNew) = (overlay, false);
        }
        (_lastShown, _isNewMatch) = (next, false);

        void Patch(RawJson data, MemberState? to) =>
            _published.Add(new Published(TableEvents.Patch, data, null, to is null ? null : Audience.Only(to.Id)));
    }

    /// <summary>Publishes what time is left, for clients whose countdowns no longer hold; nothing where nothing runs.</summary>
    internal Step TellTimes()
    {
        if (_match.Timers.Count == 0 && _startsAt is null) return Step.Nothing;
        _published.Add(new Published(TableEvents.Patch, Patches.Times(_match, StartsInMs)));
        return Finish();
    }

    // Of a start that no event has told of, or that did not come.
    private void PublishStart()
    {
        if (_startsAt == _shownStart) return;
        _shownStart = _startsAt;
        if (_order.Exists(member => member is { IsBot: false, IsNew: false })) _published.Add(new Published(TableEvents.Patch, Patches.Start(StartsInMs)));
    }

    private long? StartsInMs => _startsAt is { } at ? Math.Max(0, (long)Math.Ceiling((at - _time.Now).TotalMilliseconds)) : null;

    // At once, not at the step's end: what follows is about this game.
    private void PublishNewGame()
    {
        _published.Add(new Published(TableEvents.Patch, Patches.NewGame(_match, Chat, _options)));
        foreach (var member in _order) member.Overlay = null;
        _lastShown = _match.Look();
    }

    // Before a match nothing is private yet; after it nobody gets to see what was another's.
    private int? OverlayOf(MemberState member)
    {
        if (!_type.HasPrivate || member.Seat is not { } seat || seat >= _match.Seats) return null;
        return _phase switch
        {
            TablePhase.Lobby => null,
            TablePhase.Playing => seat,
            TablePhase.Ended => member.Overlay == seat ? seat : null,
        };
    }

    private static RawJson Compose(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = GameJson.Whole.Encoder, SkipValidation = true });
        write(writer);
        writer.Flush();
        return new RawJson(buffer.WrittenMemory);
    }
}
