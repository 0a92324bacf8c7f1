using System.Buffers;
using System.Text.Json;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>
/// The data of <c>patch</c> events. <c>changes</c> lists what differs, shallow: <c>[name, value]</c>, or <c>[name, index, value]</c>
/// for an element of an array that kept its length or grew (index = length appends). <c>deadlines</c>, where timers changed, replaces
/// those of the state: milliseconds left at the event's time, as <c>startsInMs</c> does until the next match (null: none begins by
/// itself). Both are told again when the room's clock stood still meanwhile. <c>mine: true</c>: of the viewer's private part; its
/// <c>changes: null</c> takes that away. With <c>game</c> another game lies on the table: the lobby, its options and the whole state, nothing private.
/// </summary>
internal static class Patches
{
    /// <summary>From one look of the public part to the next; null: the same.</summary>
    public static RawJson? Public(Match match, Match.Shown last, Match.Shown next)
    {
        var newDeadlines = match.Type.HasTimers && !ReferenceEquals(last.Timers, next.Timers) && !(last.Timers.Count == 0 && next.Timers.Count == 0);
        if (ReferenceEquals(last.Image, next.Image) && last.Turn == next.Turn && !newDeadlines) return null;
        var count = 0;
        var patch = Write(isMine: false, writer =>
        {
            for (var i = 0; i < match.Type.Properties.Length; i++)
            {
                var property = match.Type.Properties[i];
                if (property.Sight == Sight.Public) count += Difference(writer, property.Key, last.Image.Public(property, i).Span, next.Image.Public(property, i).Span);
            }
            if (last.Turn == next.Turn || match.Type.Seats == 0) return;
            Change(writer, Turn, next.Turn);
            count++;
        }, newDeadlines ? match : null);
        return count > 0 || newDeadlines ? patch : null;
    }

    /// <summary>From one look of a seat's private part to the next; null: the same.</summary>
    public static RawJson? Mine(Match match, Match.Shown last, Match.Shown next, int seat)
    {
        if (ReferenceEquals(last.Image, next.Image)) return null;
        var count = 0;
        var patch = Write(isMine: true, writer =>
        {
            for (var i = 0; i < match.Type.Properties.Length; i++)
            {
                var property = match.Type.Properties[i];
                if (property.HasMine) count += Difference(writer, property.Key, last.Image.Mine(property, i, seat).Span, next.Image.Mine(property, i, seat).Span);
            }
        });
        return count > 0 ? patch : null;
    }

    /// <summary>A seat's private part for who just got the seat; taken away from who lost it (null).</summary>
    public static RawJson WholeMine(Match match, int? seat) => seat is null
        ? new RawJson("""{"changes":null,"mine":true}"""u8.ToArray())
        : Write(isMine: true, writer =>
        {
            for (var i = 0; i < match.Type.Properties.Length; i++)
            {
                var property = match.Type.Properties[i];
                if (property.HasMine) Change(writer, property.Key, match.Image.Mine(property, i, seat.Value).Span);
            }
        });

    /// <summary>The public part as it is, for clients that go on by the game's own events.</summary>
    public static RawJson WholePublic(Match match) => Write(isMine: false, writer => WriteWhole(writer, match), match.Type.HasTimers ? match : null);

    /// <summary>The time that is left, and nothing else: of the timers, and until the next match.</summary>
    public static RawJson Times(Match match, long? startsInMs) => Write(isMine: false, static _ => { }, match.Timers.Count > 0 ? match : null, writer =>
    {
        if (startsInMs is { } left) writer.WriteNumber("startsInMs"u8, left);
    });

    /// <summary>When the next match starts by itself, and nothing else; null: it does not.</summary>
    public static RawJson Start(long? startsInMs) => Write(isMine: false, static _ => { }, more: writer =>
    {
        if (startsInMs is { } left) writer.WriteNumber("startsInMs"u8, left);
        else writer.WriteNull("startsInMs"u8);
    });

    /// <summary>Another game.</summary>
    public static RawJson NewGame(Match match, bool chat, RawJson options) => Write(isMine: false, writer => WriteWhole(writer, match), match.Type.HasTimers ? match : null, writer =>
    {
        writer.WriteString("game"u8, match.Type.Id);
        writer.WriteBoolean("chat"u8, chat);
        writer.WritePropertyName("options"u8);
        writer.WriteRawValue(options.Text.Span, skipInputValidation: true);
    });

    private static readonly JsonEncodedText Turn = JsonEncodedText.Encode("turn");

    private static void WriteWhole(Utf8JsonWriter writer, Match match)
    {
        for (var i = 0; i < match.Type.Properties.Length; i++)
        {
            var property = match.Type.Properties[i];
            if (property.Sight == Sight.Public) Change(writer, property.Key, match.Image.Public(property, i).Span);
        }
        if (match.Type.Seats > 0) Change(writer, Turn, match.Turn);
    }

    private static RawJson Write(bool isMine, Action<Utf8JsonWriter> changes, Match? deadlines = null, Action<Utf8JsonWriter>? more = null)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using var writer = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = GameJson.Whole.Encoder, SkipValidation = true });
        writer.WriteStartObject();
        writer.WriteStartArray("changes"u8);
        changes(writer);
        writer.WriteEndArray();
        if (isMine) writer.WriteBoolean("mine"u8, true);
        deadlines?.WriteDeadlines(writer);
        more?.Invoke(writer);
        writer.WriteEndObject();
        writer.Flush();
        return new RawJson(buffer.WrittenMemory);
    }

    // Answers how many changes it wrote.
    private static int Difference(Utf8JsonWriter writer, JsonEncodedText name, ReadOnlySpan<byte> last, ReadOnlySpan<byte> next)
    {
        if (last.SequenceEqual(next)) return 0;
        if (last is not [(byte)'[', ..] || next is not [(byte)'[', ..] || !DifferBySome(last, next, out var places, out var changed))
        {
            Change(writer, name, next);
            return 1;
        }
        foreach (var i in changed) Change(writer, name, next[places[i].Start..places[i].End], i);
        return changed.Count;
    }

    // Whether single elements say it shorter than the whole: the array did not shrink, and at most about half of it differs.
    private static bool DifferBySome(ReadOnlySpan<byte> last, ReadOnlySpan<byte> next, out List<(int Start, int End)> places, out List<int> changed)
    {
        changed = [];
        var before = JsonArrays.Elements(last);
        places = JsonArrays.Elements(next);
        if (places.Count < before.Count) return false;
        for (var i = 0; i < places.Count; i++)
        {
            var isSame = i < before.Count && last[before[i].Start..before[i].End].SequenceEqual(next[places[i].Start..places[i].End]);
            if (!isSame) changed.Add(i);
        }
        return changed.Count <= (places.Count + 1) / 2;
    }

    private static void Change(Utf8JsonWriter writer, JsonEncodedText name, ReadOnlySpan<byte> value, int? index = null)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(name);
        if (index is not null) writer.WriteNumberValue(index.Value);
        writer.WriteRawValue(value, skipInputValidation: true);
        writer.WriteEndArray();
    }

    private static void Change(Utf8JsonWriter writer, JsonEncodedText name, int value)
    {
        writer.WriteStartArray();
        writer.WriteStringValue(name);
        writer.WriteNumberValue(value);
        writer.WriteEndArray();
    }
}
