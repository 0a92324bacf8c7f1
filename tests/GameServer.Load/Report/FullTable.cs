using System.Text;

namespace GameServer.LoadTool;

/// <summary>RESULTS.md: everything that was measured, with its spread and its ratio to plain groups.</summary>
internal static class FullTable
{
    private static readonly (string Figure, string Title)[] Columns =
    [
        (Figure.Cpu, "CPU, µs per delivery"), (Figure.DatabaseCpu, "and the database's, µs"), (Figure.Rate, "deliveries/s"), (Figure.P50, "p50, ms"), (Figure.P99, "p99, ms"), (Figure.Bytes, "bytes per delivery"),
        (Figure.Allocated, "garbage, B per delivery"), (Figure.KbEach, "KB each"), (Figure.LastMs, "last has all, ms"), (Figure.Added, "added p99, ms"),
        (Figure.Lost, "lost"), (Figure.Doubled, "twice"), (Figure.Rss, "RSS, MB"), (Figure.ClientBusy, "load client busy, %"),
    ];

    public static string Of(Results results)
    {
        var text = new StringBuilder($"""
            # What the load tool measured

            {results.Machine}; {results.Date}; medians of {results.Rounds} interleaved rounds, least and most in parentheses; written by `{results.Command}`.
            The server has one core, the load client the other (*storm*, *nodes*: they share both). *x groups* compares the first figure with plain groups.

            """);
        foreach (var scenario in results.Summaries.GroupBy(s => s.Scenario))
        {
            var columns = Columns.Where(column => scenario.Any(s => s.Figures.ContainsKey(column.Figure))).ToArray();
            text.Append($"\n## {scenario.Key}\n\n| load | server | {string.Join(" | ", columns.Select(c => c.Title))} | x groups |\n|---|---|{string.Concat(columns.Select(_ => "---:|"))}---:|\n");
            foreach (var row in scenario)
            {
                var groups = results.Median(row.Scenario, row.Load, ServerKind.Groups.Name, columns[0].Figure);
                var ratio = groups > 0 ? Results.Show(row.Figures[columns[0].Figure].Median / groups) : "";
                text.Append($"| {row.Load} | {row.Server} | {string.Join(" | ", columns.Select(c => Cell(row, c.Figure)))} | {ratio} |\n");
            }
        }
        return text.ToString();
    }

    private static string Cell(Summary row, string figure) =>
        row.Figures.TryGetValue(figure, out var s) ? s.Least == s.Most ? Results.Show(s.Median) : $"{Results.Show(s.Median)} ({Results.Show(s.Least)}-{Results.Show(s.Most)})" : "";
}
