using System.Buffers;
using System.Text.Json;

namespace GameServer.Engine;

/// <summary>
/// A game's properties at one moment: one JSON object with the place of each value in it, and beside it the views that are no cuttings of it.
/// Immutable, so that "unchanged" is the same image and an undo needs no copy.
/// </summary>
internal sealed class StateImage
{
    /// <summary>Of a game without state, and what every first image is compared with.</summary>
    public static StateImage Empty { get; } = new("{}"u8.ToArray(), []);

    // One step at a time on a thread: buffers are the thread's, not the room's.
    [ThreadStatic] private static ArrayBufferWriter<byte>? t_buffer;
    [ThreadStatic] private static Utf8JsonWriter? t_writer;
    [ThreadStatic] private static List<(int Start, int End)>? t_places;

    private readonly byte[] _bytes;
    private readonly (int Start, int End)[] _places;

    private StateImage(byte[] bytes, (int, int)[] places, int length = 0)
    {
        _bytes = bytes;
        _places = places;
        Json = bytes.AsMemory(0, length == 0 ? bytes.Length : length);
    }

    /// <summary>All properties as one JSON object.</summary>
    public ReadOnlyMemory<byte> Json { get; }

    /// <summary>A property's whole value.</summary>
    public ReadOnlyMemory<byte> Value(int property) => At(property);

    /// <summary>A property as all see it.</summary>
    public ReadOnlyMemory<byte> Public(StateProperty property, int index) =>
        property.HasMarksInside ? At(property.FirstView) : At(index);

    /// <summary>What a seat sees of a property beyond what all see: <c>null</c> where there is nothing.</summary>
    public ReadOnlyMemory<byte> Mine(StateProperty property, int index, int seat) =>
        property.HasMarksInside ? At(property.FirstView + 1 + seat)
        : property.Sight == Sight.Private ? JsonArrays.Element(At(index), seat)
        : JsonArrays.Null;

    /// <summary>An image of the game now; <paramref name="last"/> itself if nothing differs from it.</summary>
    public static StateImage Take(GameType type, Game game, StateImage last)
    {
        if (type.Properties.Length == 0) return Empty;
        var buffer = t_buffer ??= new ArrayBufferWriter<byte>(1024);
        var writer = t_writer ??= new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = GameJson.Whole.Encoder, SkipValidation = true });
        var places = t_places ??= [];
        buffer.ResetWrittenCount();
        writer.Reset(buffer);
        places.Clear();

        writer.WriteStartObject();
        foreach (var property in type.Properties)
        {
            writer.WritePropertyName(property.Key);
            var start = Position(writer);
            property.Write(game, writer);
            places.Add((start, Position(writer)));
        }
        writer.WriteEndObject();
        var length = Position(writer);
        if (type.HasMarksInside) WriteViews(type, game, writer, places);
        writer.Flush();

        return buffer.WrittenSpan.SequenceEqual(last._bytes) && places.Count == last._places.Length
            ? last
            : new StateImage(buffer.WrittenSpan.ToArray(), [.. places], length);
    }

    private static void WriteViews(GameType type, Game game, Utf8JsonWriter writer, List<(int, int)> places)
    {
        foreach (var property in type.Properties.Where(p => p.HasMarksInside))
        {
            writer.WriteStartArray();
            var array = Position(writer) - 1;
            property.WriteViews(game, writer, type.Seats);
            writer.WriteEndArray();
            writer.Flush();
            foreach (var (start, end) in JsonArrays.Elements(t_buffer!.WrittenSpan[array..])) places.Add((array + start, array + end));
        }
    }

    private static int Position(Utf8JsonWriter writer) => (int)(writer.BytesCommitted + writer.BytesPending);

    private ReadOnlyMemory<byte> At(int place) => _bytes.AsMemory(_places[place].Start, _places[place].End - _places[place].Start);
}
