using System.Collections;
using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;

namespace GameServer.Engine;

/// <summary>What the types of a game's properties consist of, down to the values that JSON knows.</summary>
internal static class StateTypes
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    private static readonly ConcurrentDictionary<Type, (bool Marks, bool Private)> Found = new();

    /// <summary>Whether something marked lies inside values of this type, at any depth.</summary>
    public static bool HasMarks(Type type) => Found.GetOrAdd(type, Find).Marks;

    /// <summary>Whether something [Private] does.</summary>
    public static bool HasPrivate(Type type) => Found.GetOrAdd(type, Find).Private;

    /// <summary>Refuses types whose values would not come back from a snapshot as they went in.</summary>
    /// <exception cref="GameClassException">Names the member.</exception>
    public static void Check(Type type, string usedBy)
    {
        foreach (var found in Reached(type))
        {
            if (found == typeof(object)) throw new GameClassException(usedBy, "holds a value of type object, which a snapshot cannot bring back: give it a type of its own");
            if (found is { IsValueType: true, IsPrimitive: false, IsEnum: false } && !IsGameMade(found) && found.GetFields(BindingFlags.Instance | BindingFlags.Public).Length > 0)
                throw new GameClassException(usedBy, $"holds a {found.Name}, whose fields a snapshot does not write: use a record of your own");
            if (found.IsEnum || !IsGameMade(found)) continue;
            if ((found.IsInterface || found.IsAbstract) && !found.IsDefined(typeof(JsonPolymorphicAttribute)))
                throw new GameClassException(usedBy, $"holds a {found.Name}, which a snapshot cannot bring back: it is not known which class to make");
            for (var level = found; level is not null && IsGameMade(level); level = level.BaseType)
            {
                foreach (var field in level.GetFields(Instance)) CheckField(level, field);
            }
            foreach (var property in found.GetProperties(BindingFlags.Instance | BindingFlags.Public).Where(Marks.IsPrivate))
            {
                if (SeatList.Of(property.PropertyType) is null) throw GameClassException.NotBySeat($"{found.Name}.{property.Name}");
            }
        }
    }

    /// <summary>The auto-property behind a compiler-made field; null: a field written by hand.</summary>
    public static PropertyInfo? AutoProperty(FieldInfo field) =>
        field.IsDefined(typeof(CompilerGeneratedAttribute)) && field.Name.StartsWith('<') && field.Name.IndexOf('>', StringComparison.Ordinal) is > 0 and var end
            ? field.DeclaringType!.GetProperty(field.Name[1..end], Instance | BindingFlags.Static)
            : null;

    private static (bool, bool) Find(Type type)
    {
        var properties = Reached(type).SelectMany(found => found.GetProperties(BindingFlags.Instance | BindingFlags.Public)).ToList();
        var hasPrivate = properties.Exists(Marks.IsPrivate);
        return (hasPrivate || properties.Exists(Marks.IsSecret), hasPrivate);
    }

    private static void CheckField(Type owner, FieldInfo field)
    {
        var name = $"{owner.Name}.{AutoProperty(field)?.Name ?? field.Name}";
        if (AutoProperty(field) is not { GetMethod.IsPublic: true } property)
            throw new GameClassException(name, "is not public and lies inside the state: a snapshot would lose it. Make it a public property");
        if (property.IsDefined(typeof(JsonIgnoreAttribute)))
            throw new GameClassException(name, "is [JsonIgnore]: a snapshot would lose it. Mark it [Secret] if nobody may see it");
        if (property.SetMethod is not { IsPublic: true } && !IsGivenToConstructor(owner, property))
            throw new GameClassException(name, "can be read and not set: a snapshot could not bring it back. Give it a public set or init");
    }

    private static bool IsGivenToConstructor(Type owner, PropertyInfo property) =>
        owner.GetConstructors().Any(made => made.GetParameters().Any(p => string.Equals(p.Name, property.Name, StringComparison.OrdinalIgnoreCase)));

    private static HashSet<Type> Reached(Type type)
    {
        var reached = new HashSet<Type>();
        var open = new Stack<Type>([type]);
        while (open.TryPop(out var next))
        {
            if (!reached.Add(next)) continue;
            if (next.HasElementType) open.Push(next.GetElementType()!);
            foreach (var part in next.GetGenericArguments()) open.Push(part);
            if (!IsGameMade(next)) continue;
            foreach (var property in next.GetProperties(BindingFlags.Instance | BindingFlags.Public)) open.Push(property.PropertyType);
        }
        return reached;
    }

    // Collections, the system's own types and those with a converter have insides that are none of a game's business.
    private static bool IsGameMade(Type type) =>
        type is { IsPrimitive: false, HasElementType: false }
        && !(type.Namespace ?? "").StartsWith("System", StringComparison.Ordinal)
        && !type.IsDefined(typeof(JsonConverterAttribute)) && !typeof(IEnumerable).IsAssignableFrom(type);
}
