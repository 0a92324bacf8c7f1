namespace GameServer.LoadTool;

/// <summary>Summaries as a table of text.</summary>
internal static class Table
{
    public static void Write(TextWriter to, IReadOnlyList<Summary> summaries)
    {
        foreach (var scenario in summaries.GroupBy(s => s.Scenario))
        {
            var figures = scenario.SelectMany(s => s.Figures.Keys).Distinct().ToArray();
            to.WriteLine($"\n{scenario.Key,-12} {"",-12} {string.Concat(figures.Select(f => $"{f,20}"))}");
            foreach (var row in scenario.OrderBy(s => s.Load.Length).ThenBy(s => s.Load, StringComparer.Ordinal))
            {
                to.WriteLine($"{row.Load,-12} {row.Server,-12} {string.Concat(figures.Select(f => row.Figures.TryGetValue(f, out var s) ? $"{s.Median,8:0.##} ({s.Least:0.#}-{s.Most:0.#})".PadLeft(20) : new string(' ', 20)))}");
            }
        }
    }
}
