using System.Globalization;
using System.Text;

namespace GameServer.LoadTool;

/// <summary>CPU for one delivery at each load, as bars; a picture that needs neither script nor style of a page.</summary>
internal static class Chart
{
    private const int Width = 760, Height = 330, Left = 56, Top = 56, Bottom = 50;

    private static readonly (ServerKind Server, string Colour)[] Bars =
    [
        (ServerKind.Ours, "#2563eb"), (ServerKind.OursSqlite, "#60a5fa"), (ServerKind.Groups, "#f97316"), (ServerKind.SocketIo, "#a3a3a3"), (ServerKind.Bare, "#525252"),
    ];

    public static string Of(Results results)
    {
        string[] loads = [.. results.Summaries.Where(s => s.Scenario == "events" && s.Load.EndsWith("/s", StringComparison.Ordinal) && s.Server == ServerKind.Groups.Name).Select(s => s.Load)];
        var most = loads.SelectMany(load => Bars.Select(bar => results.Median("events", load, bar.Server.Name, Figure.Cpu) ?? 0)).DefaultIfEmpty(1).Max();
        var svg = new StringBuilder();
        svg.Append(Text($"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="system-ui, sans-serif" font-size="12">"""));
        svg.Append(Text($"""<rect width="{Width}" height="{Height}" rx="8" fill="#fff"/>"""));
        svg.Append("""<text x="16" y="24" font-size="14" font-weight="600" fill="#171717">CPU for one delivery, µs (less is better)</text>""");
        Legend(svg);
        var (plot, group) = (Height - Top - Bottom, (Width - Left - 16.0) / Math.Max(1, loads.Length));
        var width = (group - 24) / Bars.Length;
        for (var i = 0; i < loads.Length; i++)
        {
            var x = Left + i * group + 12;
            foreach (var (server, colour) in Bars)
            {
                if (results.Median("events", loads[i], server.Name, Figure.Cpu) is { } cpu)
                {
                    var tall = plot * cpu / most;
                    svg.Append(Text($"""<rect x="{x:0.#}" y="{Height - Bottom - tall:0.#}" width="{width - 3:0.#}" height="{tall:0.#}" fill="{colour}"/>"""));
                    svg.Append(Text($"""<text x="{x + width / 2 - 1.5:0.#}" y="{Height - Bottom - tall - 4:0.#}" text-anchor="middle" font-size="10" fill="#171717">{cpu:0.#}</text>"""));
                }
                x += width;
            }
            svg.Append(Text($"""<text x="{Left + (i + 0.5) * group:0.#}" y="{Height - Bottom + 20}" text-anchor="middle" fill="#171717">{loads[i]}</text>"""));
        }
        svg.Append(Text($"""<text x="{Left + (Width - Left) / 2}" y="{Height - 10}" text-anchor="middle" fill="#525252">deliveries in all, rooms of 8</text></svg>"""));
        return svg.Append('\n').ToString();
    }

    private static void Legend(StringBuilder svg)
    {
        var x = 16;
        foreach (var (server, colour) in Bars)
        {
            svg.Append(Text($"""<rect x="{x}" y="34" width="10" height="10" fill="{colour}"/><text x="{x + 14}" y="43" font-size="11" fill="#171717">{server.Title}</text>"""));
            x += 28 + server.Title.Length * 6;
        }
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
