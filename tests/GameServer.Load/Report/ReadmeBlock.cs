using System.Text;

namespace GameServer.LoadTool;

/// <summary>The README's part on speed: made from the results, so that it says what was measured and nothing else.</summary>
internal static class ReadmeBlock
{
    private const string Begin = "<!-- Written by tests/GameServer.Load. -->\n", End = "<!-- End of what it wrote. -->\n";

    private static readonly (string Scenario, string Load, string Figure, string Title)[] Rows =
    [
        ("events", "8,000/s", Figure.Cpu, "Rooms of 8, 8,000 deliveries/s: CPU for one, µs"),
        ("events", "32,000/s", Figure.Cpu, "32,000 deliveries/s: CPU for one, µs"),
        ("events", "32,000/s", Figure.P99, "and the delay that 99 of 100 stay below, ms"),
        ("events", "128,000/s", Figure.Cpu, "128,000 deliveries/s: CPU for one, µs"),
        ("events", "128,000/s", Figure.P99, "and the delay that 99 of 100 stay below, ms"),
        ("events", "saturation", Figure.Rate, "The most that one core delivers in a second"),
        ("frames", "8 entities", Figure.Cpu, "State of 8 entities, 20 times a second: CPU for one, µs"),
        ("frames", "8 entities", Figure.Bytes, "and its bytes"),
        ("idle", "2,000 clients", Figure.KbEach, "A client in a room that says nothing, KB"),
        ("slow-member", "1 of 8", Figure.Added, "One member stops reading: what that adds to the others' delay, ms"),
        ("resume", "100 x 50", Figure.LastMs, "100 clients come back at once, 50 events missed: the last has all after ms"),
        ("resume", "100 x 1,500", Figure.LastMs, "the same with 1,500 missed"),
        ("storm", "2,000 x 100", Figure.LastMs, "2,000 clients come back at once, 100 events missed: the last has all after ms"),
    ];

    private static readonly (string Scenario, string Load, string Figure, string Title)[] NodeRows =
    [
        ("nodes", "8,000/s", Figure.Cpu, "8,000 deliveries/s: CPU of the nodes for one, µs"),
        ("nodes", "8,000/s", Figure.DatabaseCpu, "and of the database, µs"),
        ("nodes", "16,000/s", Figure.Cpu, "16,000 deliveries/s (2,000 moves): CPU of the nodes for one, µs"),
        ("nodes", "16,000/s", Figure.DatabaseCpu, "and of the database, µs"),
        ("nodes", "saturation", Figure.Rate, "The most that is delivered in a second"),
    ];

    /// <summary>The block, markers included.</summary>
    public static string Of(Results results)
    {
        var text = new StringBuilder(Begin);
        Table(text, results, Rows, ServerKind.Compared, scenario => scenario != "nodes");
        if (results.Summaries.Any(s => s.Scenario == "nodes"))
        {
            text.Append("\nWhat PostgreSQL costs, and what it costs to come in by another node than the room's; nodes, database and load client share the cores:\n");
            Table(text, results, NodeRows, ServerKind.Nodes, scenario => scenario == "nodes");
        }
        var wrong = results.Summaries.Where(s => ServerKind.All.Single(kind => kind.Name == s.Server).IsOurs)
            .Sum(s => (s.Figures.GetValueOrDefault(Figure.Lost)?.Most ?? 0) + (s.Figures.GetValueOrDefault(Figure.Doubled)?.Most ?? 0));
        text.Append($"""

            ![CPU for one delivery at four loads](tests/GameServer.Load/events.svg)

            Deliveries of GameServer that were lost or came twice, of all that were counted: {Results.Show(wrong)}. Moves of GameServer are answered and
            durable, those of the others are sent and forgotten. {results.Machine}; {results.Date}; medians of {results.Rounds} interleaved rounds. Everything
            measured stands in [RESULTS.md](tests/GameServer.Load/RESULTS.md); to measure it again:

            ```sh
            {results.Command}
            ```


            """);
        return text.Append(End).ToString();
    }

    private static void Table(
        StringBuilder text, Results results, (string Scenario, string Load, string Figure, string Title)[] rows, IReadOnlyList<ServerKind> kinds, Func<string, bool> isOf)
    {
        var servers = kinds.Where(kind => results.Summaries.Any(s => s.Server == kind.Name && isOf(s.Scenario))).ToArray();
        text.Append($"\n| | {string.Join(" | ", servers.Select(s => s.Title))} |\n|---|{string.Concat(servers.Select(_ => "---:|"))}\n");
        foreach (var row in rows)
        {
            var cells = servers.Select(s => Results.Show(results.Median(row.Scenario, row.Load, s.Name, row.Figure))).ToArray();
            if (cells.Any(cell => cell.Length > 0)) text.Append($"| {row.Title} | {string.Join(" | ", cells)} |\n");
        }
    }

    /// <summary>Puts the block into a README that has its markers.</summary>
    public static void Write(string path, Results results)
    {
        var readme = File.ReadAllText(path);
        File.WriteAllText(path, readme.Replace(In(readme), Of(results), StringComparison.Ordinal));
    }

    /// <summary>The block as it stands in a README.</summary>
    public static string In(string readme) =>
        readme[readme.IndexOf(Begin, StringComparison.Ordinal)..(readme.IndexOf(End, StringComparison.Ordinal) + End.Length)];
}
