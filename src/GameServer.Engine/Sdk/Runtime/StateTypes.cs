using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace GameServer.Engine;

/// <summary>What the types of a game's properties consist of, down to the values that JSON knows.</summary>
internal static class StateTypes
{
    private const BindingFlags Instance = BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    // Written from the top down, read as if from the bottom up.
    private static readonly HashSet<Type> Reversing = [typeof(Stack<>), typeof(ConcurrentStack<>), typeof(ConcurrentBag<>), typeof(ImmutableStack<>), typeof(IImmutableStack<>)];

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
            if (ProblemOf(found) is { } problem) throw new GameClassException(usedBy, problem);
            CheckOwnCollection(found);
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

    /// <summary>The enums inside values of this type, at any depth.</summary>
    public static IEnumerable<Type> EnumsOf(Type type) => Reached(type).Where(found => found.IsEnum);

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

    private static string? ProblemOf(Type type)
    {
        var name = type.Name.Split('`')[0];
        if (type == typeof(object)) return "holds a value of type object, which a snapshot cannot bring back: give it a type of its own";
        if (type is { IsValueType: true, IsPrimitive: false, IsEnum: false } && !IsGameMade(type) && type.GetFields(BindingFlags.Instance | BindingFlags.Public).Length > 0)
            return $"holds a {name}, whose fields a snapshot does not write: use a record of your own";
        if (type.IsVariableBoundArray) return "holds an array of two or more dimensions, which a snapshot cannot bring back: use an array of arrays";
        if (type.IsGenericType && Reversing.Contains(type.GetGenericTypeDefinition())) return $"holds a value of type {name}, which comes back in another order: use a List";
        var isLost = $"holds a value of type {name}, which a snapshot cannot bring back: use a list, an array or a record of your own";
        if (typeof(Delegate).IsAssignableFrom(type) || typeof(MemberInfo).IsAssignableFrom(type)) return isLost;
        if (IsGameMade(type)) return null;
        try
        {
            var json = GameJson.Whole.GetTypeInfo(type);
            if (json.KeyType is { } key && (key.HasElementType || GameJson.Whole.GetTypeInfo(key).Kind != JsonTypeInfoKind.None))
                return $"holds a {name} with keys of type {key.Name}, which a snapshot cannot write: use text, a number or an enum";
            // Without a converter the system's own types are read by their setters, and most have none.
            var isRead = json.Kind == JsonTypeInfoKind.Object ? ReadsAsObject(type) : json.ElementType != typeof(object) || type.IsGenericType || type.IsArray;
            return isRead || !IsOfSystem(type) ? null : isLost;
        }
        catch (Exception e) when (e is NotSupportedException or InvalidOperationException or ArgumentException)
        {
            return isLost;
        }
    }

    private static bool ReadsAsObject(Type type) =>
        typeof(ITuple).IsAssignableFrom(type) || Nullable.GetUnderlyingType(type) is not null
        || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(KeyValuePair<,>));

    // A collection of the game's own is written as its elements.
    private static void CheckOwnCollection(Type type)
    {
        if (type.IsInterface || !typeof(IEnumerable).IsAssignableFrom(type) || type.IsDefined(typeof(JsonConverterAttribute))) return;
        List<FieldInfo> fields = [];
        for (; !IsOfSystem(type); type = type.BaseType!) fields.AddRange(type.GetFields(Instance));
        if (type != typeof(object) && fields is [var field, ..])
            throw new GameClassException($"{field.DeclaringType!.Name}.{AutoProperty(field)?.Name ?? field.Name}", "lies in a collection, of which a snapshot keeps the elements alone: make a record of it and the list");
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
            foreach (var element in ElementsOf(next)) open.Push(element);
            if (!IsGameMade(next)) continue;
            foreach (var property in next.GetProperties(BindingFlags.Instance | BindingFlags.Public)) open.Push(property.PropertyType);
        }
        return reached;
    }

    // What a collection of the game's own holds: its type need not name it.
    private static IEnumerable<Type> ElementsOf(Type type) => IsOfSystem(type) ? []
        : type.GetInterfaces().Where(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IEnumerable<>)).Select(face => face.GetGenericArguments()[0]);

    /// <summary>Whether it is one of .NET's own types.</summary>
    public static bool IsOfSystem(Type type) => (type.Namespace ?? "").StartsWith("System", StringComparison.Ordinal);

    // Collections, the system's own types and those with a converter have insides that are none of a game's business.
    private static bool IsGameMade(Type type) =>
        type is { IsPrimitive: false, HasElementType: false }
        && !IsOfSystem(type) && !type.IsDefined(typeof(JsonConverterAttribute)) && !typeof(IEnumerable).IsAssignableFrom(type);
}
