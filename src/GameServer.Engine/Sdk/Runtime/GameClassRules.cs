using System.Reflection;
using System.Runtime.CompilerServices;

namespace GameServer.Engine;

/// <summary>What a class must keep to be a game: everything it changes can be saved, undone and brought back.</summary>
internal static class GameClassRules
{
    private const int MostSeats = 64;
    private const int MostTicks = 60;
    private const int LongestPause = 600;
    private const BindingFlags Declared = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;

    private static readonly HashSet<string> RuntimeNames = ["turn", "deadlines"];

    /// <summary>The properties that are a game's state.</summary>
    public static IEnumerable<PropertyInfo> StateOf(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance).Where(property => property.GetIndexParameters().Length == 0);

    /// <summary>The methods that are its moves.</summary>
    public static IEnumerable<MethodInfo> MovesOf(Type type) => type.GetMethods(BindingFlags.Public | BindingFlags.Instance).Where(IsMove);

    /// <summary>The records that it may emit under names of their own.</summary>
    public static IEnumerable<Type> EventsOf(Type type) => Nested(type).Where(IsRecordClass);

    /// <summary>The record structs as which it may read its inputs.</summary>
    public static IEnumerable<Type> InputsOf(Type type) => Nested(type).Where(IsRecordStruct);

    /// <summary>Refuses a class that breaks a rule.</summary>
    /// <exception cref="GameClassException">Names the member.</exception>
    public static GameAttribute Check(Type type)
    {
        if (type.GetCustomAttribute<GameAttribute>() is not { } game) throw new GameClassException(type.Name, "has no [Game(\"name\")]");
        if (!type.IsSubclassOf(typeof(Game)) || type.IsAbstract || type.IsGenericType || type.GetConstructor([]) is null)
            throw new GameClassException(type.Name, "must be a class derived from Game with a public constructor without parameters");
        CheckAttribute(type, game);
        foreach (var level in Levels(type))
        {
            foreach (var field in level.GetFields(Declared)) CheckField(type, field, game);
            foreach (var method in level.GetMethods(Declared).Where(IsMove)) CheckMove(type, method);
        }
        foreach (var record in EventsOf(type)) CheckEvent(record);
        foreach (var property in StateOf(type)) CheckProperty(type, property);
        return game;
    }

    /// <summary>Whether the class has fields that are not its state.</summary>
    public static bool HasVolatile(Type type) =>
        Levels(type).SelectMany(level => level.GetFields(Declared)).Any(field => !field.IsStatic && StateTypes.AutoProperty(field) is not { GetMethod.IsPublic: true });

    private static void CheckAttribute(Type type, GameAttribute game)
    {
        if (game.Id.Length is 0 or > 32 || !char.IsAsciiLetterLower(game.Id[0]) || !game.Id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c)))
            throw new GameClassException(type.Name, $"is named \"{game.Id}\": expected a lower-case letter and up to 31 lower-case letters or digits");
        Within(nameof(game.Seats), game.Seats, 0, MostSeats);
        Within(nameof(game.MinSeats), game.MinSeats, 0, game.Seats);
        Within(nameof(game.PauseSeconds), game.PauseSeconds, 1, LongestPause);
        Within(nameof(game.TickRate), game.TickRate, 0, MostTicks);
        Within(nameof(game.FrameRate), game.FrameRate, 0, game.TickRate);
        Within(nameof(game.Version), game.Version, 1, int.MaxValue);
        if (game.DropIn && game.Seats == 0) throw new GameClassException(type.Name, "has DropIn and no seats to drop into");
        if (game.Bot is { } bot && (!bot.IsSubclassOf(typeof(Bot<>).MakeGenericType(type)) || bot.IsAbstract || bot.GetConstructor([]) is null))
            throw new GameClassException(bot.Name, $"is no bot of {type.Name}: derive it from Bot<{type.Name}>, with a public constructor without parameters");

        void Within(string name, int value, int least, int most)
        {
            if (value < least || value > most) throw new GameClassException(type.Name, $"has {name} = {value}: expected {least} to {most}");
        }
    }

    private static void CheckField(Type type, FieldInfo field, GameAttribute game)
    {
        if (field.IsLiteral) return;
        var property = StateTypes.AutoProperty(field);
        var name = $"{type.Name}.{property?.Name ?? field.Name}";
        if (field.IsStatic)
        {
            // The compiler keeps its cached delegates in statics of nested classes, never of the class itself.
            if (!field.IsInitOnly) throw new GameClassException(name, "is a static that changes: rooms would share it, and no snapshot holds it");
            return;
        }
        if (field.IsPublic) throw new GameClassException(name, "is a public field: make it a property");
        var isState = property is { GetMethod.IsPublic: true };
        if (isState && property!.SetMethod is null) throw new GameClassException(name, "can be read and not set: a snapshot could not bring it back. Give it a set");
        if (!isState && game.TickRate == 0)
            throw new GameClassException(name, "is volatile (neither saved nor undone), which only a game with a TickRate may have: make it a public property, [Secret] if need be");
    }

    private static void CheckMove(Type type, MethodInfo method)
    {
        var name = $"{type.Name}.{method.Name}";
        if (!method.IsPublic || method.IsStatic || method.IsGenericMethod) throw new GameClassException(name, "is a [Move] and must be public, of the instance, not generic");
        if (method.IsDefined(typeof(AsyncStateMachineAttribute)) || typeof(IAsyncResult).IsAssignableFrom(method.ReturnType) || method.ReturnType.Name.StartsWith("ValueTask", StringComparison.Ordinal))
            throw new GameClassException(name, "is an async [Move], which could not be undone or restored: use After for later");
        if (method.GetParameters().Any(p => p.ParameterType.IsByRef)) throw new GameClassException(name, "is a [Move] with a ref, in or out parameter: players send values");
        var namesakes = Levels(type).SelectMany(level => level.GetMethods(Declared)).Where(other => IsMove(other) && GameJson.Name(other.Name) == GameJson.Name(method.Name));
        if (namesakes.Select(other => other.GetBaseDefinition()).Distinct().Count() > 1)
            throw new GameClassException(name, "is an overloaded [Move]: the wire has one name for it");
        if (TableMoves.IsReserved(GameJson.Name(method.Name))) throw new GameClassException(name, "is a [Move] that every table has: give it another name");
    }

    private static void CheckEvent(Type record)
    {
        if (TableEvents.IsReserved(GameJson.Name(record.Name)))
            throw new GameClassException($"{record.DeclaringType!.Name}.{record.Name}", "is an event that every table has: give it another name");
    }

    private static void CheckProperty(Type type, PropertyInfo property)
    {
        var name = $"{type.Name}.{property.Name}";
        if (property.GetMethod is not { IsPublic: true }) throw new GameClassException(name, "is a public property that cannot be read: the state is what can be seen of it");
        if (RuntimeNames.Contains(GameJson.Name(property.Name))) throw new GameClassException(name, "is a name that the runtime has in every view: give it another");
        if (Marks.IsPrivate(property) && SeatList.Of(property.PropertyType) is null) throw GameClassException.NotBySeat(name);
        StateTypes.Check(property.PropertyType, name);
    }

    private static IEnumerable<Type> Levels(Type type)
    {
        for (var level = type; level is not null && level != typeof(Game); level = level.BaseType) yield return level;
    }

    private static IEnumerable<Type> Nested(Type type) => Levels(type).SelectMany(level => level.GetNestedTypes(Declared));

    private static bool IsMove(MethodInfo method) => method.IsDefined(typeof(MoveAttribute), inherit: true);

    private static bool IsRecordClass(Type type) => type.IsClass && type.GetMethod("<Clone>$") is not null;

    // Nothing but the method that the compiler writes for ToString tells it from another struct.
    private static bool IsRecordStruct(Type type) => type.IsValueType
        && type.GetMethod("PrintMembers", BindingFlags.NonPublic | BindingFlags.Instance) is { } made && made.IsDefined(typeof(CompilerGeneratedAttribute));
}
