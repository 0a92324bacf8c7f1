using System.Text.Json;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>Reads a list by seat (<c>E[]</c> or <c>List&lt;E&gt;</c>) without knowing its element.</summary>
internal abstract class SeatList
{
    public abstract Type ListType { get; }

    /// <summary>A seat's element as its holder may see it; empty where the list does not reach.</summary>
    public abstract RawJson Encoded(object? list, int seat);

    /// <summary>A copy of the same length with default elements (null, where they are lists) for all other seats: who reads one fails, instead of finding nothing.</summary>
    public abstract object? Blanked(object? list, int seat);

    /// <summary>The reader for a list type; null: the type is no list by seat.</summary>
    public static SeatList? Of(Type type)
    {
        var element = ElementOf(type);
        return element is null ? null : (SeatList)Activator.CreateInstance(typeof(ListOf<>).MakeGenericType(element), type)!;
    }

    /// <summary>What one seat has of such a list; null: the type is no list by seat.</summary>
    public static Type? ElementOf(Type type) => type.IsSZArray ? type.GetElementType()
        : type.IsGenericType && type.GetGenericTypeDefinition() == typeof(List<>) ? type.GetGenericArguments()[0]
        : null;

    private sealed class ListOf<TElement>(Type listType) : SeatList
    {
        public override Type ListType => listType;

        public override RawJson Encoded(object? list, int seat) =>
            list is IReadOnlyList<TElement> elements && seat < elements.Count
                ? new RawJson(JsonSerializer.SerializeToUtf8Bytes(elements[seat], GameJson.Public))
                : default;

        public override object? Blanked(object? list, int seat)
        {
            if (list is not IReadOnlyList<TElement> elements) return null;
            var blank = new TElement[elements.Count];
            if (seat < blank.Length) blank[seat] = elements[seat];
            return listType.IsSZArray ? blank : new List<TElement>(blank);
        }
    }
}
