using System.Text;

namespace GameServer.Engine;

/// <summary>Writes what games are to their clients as types of TypeScript: one <c>GameOf</c> per game class.</summary>
public static class GameTypes
{
    private const string Head = """
        // Written by the server, for its games: dotnet run --project src/GameServer -- --types=../web/games/types.ts
        import type { GameOf } from '../sdk'

        """;

    /// <summary>The whole module. Equal for equal games, in whatever order they were added.</summary>
    /// <remarks>
    /// Events are all records nested in the class, since what a game emits is seen only when it does: one that is only a result or an
    /// option stands among them. The input is its nested record struct; of several, any of them.
    /// </remarks>
    public static string Of(GameCatalog games)
    {
        var text = new StringBuilder(Head);
        foreach (var game in games.Types.OrderBy(game => game.Id, StringComparer.Ordinal))
        {
            var isAlone = games.Types.Count(other => other.Class.Name == game.Class.Name) == 1;
            text.Append($"\n/** `{game.Id}` */\nexport type {game.Class.Name}{(isAlone ? "" : $"_{game.Id}")} = GameOf<{{\n");
            Write(text, "state", game.Properties.Where(p => p.Sight == Sight.Public).Select(p => Member(p.Name, TypeScript.Public.Of(p.Property))));
            Write(text, "mine", game.Properties.Where(p => p.HasMine).Select(p => Member(p.Name, TypeScript.Mine.Of(p.Property))));
            Write(text, "events", Events(game.Class));
            Write(text, "moves", game.MoveNames.Select(name => Move(game.Move(name)!)));
            text.Append($"  input: {Input(game.Class)}\n}}>\n");
        }
        return text.ToString();
    }

    // By name: the order in which a class that lies in several files is compiled is the file system's.
    private static void Write(StringBuilder text, string part, IEnumerable<string> members)
    {
        string[] lines = [.. members.Order(StringComparer.Ordinal)];
        text.Append(lines.Length == 0 ? $"  {part}: {{}}\n" : $"  {part}: {{\n{string.Concat(lines.Select(line => $"    {line}\n"))}  }}\n");
    }

    private static string Member(string name, string type) => $"{TypeScript.Name(name)}: {type}";

    private static IEnumerable<string> Events(Type game) => GameClassRules.EventsOf(game).Where(IsWhole)
        .GroupBy(record => GameJson.Name(record.Name)) // a base class may have one of the same name
        .Select(named => Member(named.Key, AnyOf(named.Select(TypeScript.Public.Of))));

    private static string Move(GameMove move)
    {
        var parameters = move.Method.GetParameters().Select(p => $"{TypeScript.ParameterName(p.Name!)}{(p.HasDefaultValue ? "?" : "")}: {TypeScript.Sent.Of(p)}");
        return $"{TypeScript.Name(move.Name)}({string.Join(", ", parameters)}): {TypeScript.Public.Of(move.Method.ReturnParameter)}";
    }

    private static string Input(Type game)
    {
        Type[] inputs = [.. GameClassRules.InputsOf(game).Where(IsWhole)];
        return inputs.Length == 0 ? "never" : AnyOf(inputs.Select(TypeScript.Sent.Of));
    }

    private static string AnyOf(IEnumerable<string> types) => string.Join(" | ", types.Distinct().Order(StringComparer.Ordinal));

    private static bool IsWhole(Type type) => !type.IsAbstract && !type.ContainsGenericParameters;
}
