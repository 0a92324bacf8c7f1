using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GameServer.Engine;

/// <summary>Who may see a property of a game.</summary>
internal enum Sight { Public, Private, Secret }

/// <summary>One public property of a game class: how it is written, shown and brought back. Made once a game class.</summary>
internal abstract class StateProperty
{
    protected StateProperty(PropertyInfo property)
    {
        Property = property;
        Name = GameJson.Name(property.Name);
        Key = JsonEncodedText.Encode(Name);
        Sight = Marks.IsSecret(property) ? Sight.Secret : Marks.IsPrivate(property) ? Sight.Private : Sight.Public;
        HasMine = Sight == Sight.Private || (Sight == Sight.Public && StateTypes.HasPrivate(property.PropertyType));
        HasMarksInside = Sight != Sight.Secret && StateTypes.HasMarks(property.PropertyType);
    }

    /// <summary>Its name in C#.</summary>
    public string Member => Property.Name;

    public PropertyInfo Property { get; }

    public string Name { get; }
    public JsonEncodedText Key { get; }
    public Sight Sight { get; }

    /// <summary>Whether seats see something of it beyond what all see.</summary>
    public bool HasMine { get; }

    /// <summary>Whether it follows from other properties: it has no setter.</summary>
    public abstract bool IsComputed { get; }

    /// <summary>Whether its views are more than cuttings from its snapshot.</summary>
    public bool HasMarksInside { get; }

    /// <summary>Where a <see cref="StateImage"/> keeps its views, if <see cref="HasMarksInside"/>.</summary>
    public int FirstView { get; set; }

    /// <summary>Writes the whole value.</summary>
    public abstract void Write(Game game, Utf8JsonWriter writer);

    /// <summary>Writes 1 + <paramref name="seats"/> values: what all see, then what each seat sees beyond it.</summary>
    public abstract void WriteViews(Game game, Utf8JsonWriter writer, int seats);

    /// <summary>The whole value's shape with what <paramref name="seat"/> may see of it.</summary>
    public abstract byte[] ForSeat(Game game, int seat);

    /// <summary>Brings back what <see cref="Write"/> or <see cref="ForSeat"/> wrote; of a property without a setter: nothing.</summary>
    public abstract void Read(Game game, ReadOnlySpan<byte> json);

    /// <exception cref="GameClassException">JSON cannot hold the property's type.</exception>
    public static StateProperty Make(Type game, PropertyInfo property)
    {
        try
        {
            return (StateProperty)Activator.CreateInstance(typeof(Of<,>).MakeGenericType(game, property.PropertyType), property)!;
        }
        catch (TargetInvocationException e)
        {
            throw new GameClassException($"{game.Name}.{property.Name}", $"cannot be written: {e.InnerException!.Message.TrimEnd('.')}", e.InnerException);
        }
    }

    private sealed class Of<TGame, TValue>(PropertyInfo property) : StateProperty(property) where TGame : Game
    {
        private readonly Func<TGame, TValue> _get = property.GetMethod!.CreateDelegate<Func<TGame, TValue>>();
        private readonly Action<TGame, TValue>? _set = property.SetMethod?.CreateDelegate<Action<TGame, TValue>>();
        private readonly JsonTypeInfo<TValue> _whole = (JsonTypeInfo<TValue>)GameJson.Whole.GetTypeInfo(typeof(TValue));
        private readonly SeatList? _list = Marks.IsPrivate(property) ? SeatList.Of(property.PropertyType) : null;

        public override bool IsComputed => _set is null;

        public override void Write(Game game, Utf8JsonWriter writer) => JsonSerializer.Serialize(writer, _get((TGame)game), _whole);

        public override void WriteViews(Game game, Utf8JsonWriter writer, int seats)
        {
            var value = _get((TGame)game);
            if (_list is null) JsonSerializer.Serialize(writer, value, GameJson.Public);
            else writer.WriteNullValue();
            for (var seat = 0; seat < seats; seat++)
            {
                Marks.Seat = seat;
                if (_list is null) JsonSerializer.Serialize(writer, value, GameJson.Mine);
                else writer.WriteRawValue(_list.Encoded(value, seat).Text.Span, skipInputValidation: true);
            }
        }

        public override byte[] ForSeat(Game game, int seat)
        {
            Marks.Seat = seat;
            var value = _get((TGame)game);
            return _list is null
                ? JsonSerializer.SerializeToUtf8Bytes(value, GameJson.Seat)
                : JsonSerializer.SerializeToUtf8Bytes(_list.Blanked(value, seat), _list.ListType, GameJson.Seat);
        }

        public override void Read(Game game, ReadOnlySpan<byte> json) =>
            _set?.Invoke((TGame)game, JsonSerializer.Deserialize(json, _whole)!);
    }
}
