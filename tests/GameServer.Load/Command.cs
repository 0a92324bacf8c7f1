using System.Globalization;

namespace GameServer.LoadTool;

/// <summary>The tool's command line.</summary>
internal static class Command
{
    private const string Usage = """
        Measures this server beside others on this machine: two cores are needed, and Linux; Node.js for Socket.IO, PostgreSQL for nodes.

          dotnet run -c Release --project tests/GameServer.Load -- [scenario...] [options]

        Scenarios: events, nodes, frames, idle, resume, storm, slow-member. None named: all.
          --rounds N       interleaved rounds, of which the middle is told (5)
          --seconds N      measured in each run of events and frames (2)
          --servers A,B    of ours, ours-messagepack, ours-sqlite, groups, socketio, bare; of nodes: ours-sqlite, ours-postgres, ours-forwarded
          --loads "A;B"    some loads of a scenario alone, as its lines name them
          --cold           without warming a server up first: for runs that only count
          --write          results into RESULTS.json, RESULTS.md, events.svg and the README; those of scenarios that were
                           not named stay; with --rounds 0 all is made again from RESULTS.json
        """;

    public static int Run(string[] args)
    {
        if (!OperatingSystem.IsLinux() || args.Contains("--help"))
        {
            Console.WriteLine(Usage);
            return OperatingSystem.IsLinux() ? 0 : 2;
        }
        var write = args.Contains("--write");
        var isCold = args.Contains("--cold");
        args = [.. args.Where(arg => arg is not ("--write" or "--cold"))];
        string[] names = [.. args.Where((arg, i) => !arg.StartsWith("--", StringComparison.Ordinal) && (i == 0 || !args[i - 1].StartsWith("--", StringComparison.Ordinal)))];
        var all = Scenario.All(TimeSpan.FromSeconds(double.Parse(Option(args, "--seconds", "2"), CultureInfo.InvariantCulture)));
        if (names.FirstOrDefault(name => all.All(scenario => scenario.Name != name)) is { } unknown)
        {
            Console.Error.WriteLine($"There is no scenario \"{unknown}\".\n{Usage}");
            return 2;
        }
        var servers = Option(args, "--servers", string.Join(',', ServerKind.All)).Split(',').ToHashSet();
        var loads = Option(args, "--loads", "").Split(';', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        var rounds = int.Parse(Option(args, "--rounds", "5"), CultureInfo.InvariantCulture);
        if (rounds == 0 && write)
        {
            Results.Read(SourceFolder()).Write(SourceFolder());
            return 0;
        }
        using var loop = new Loop();
        var runner = new Rounds(loop, rounds, servers, isCold, Console.Out);
        var summaries = all.Where(scenario => names.Length == 0 || names.Contains(scenario.Name)).SelectMany(scenario => runner.Run(scenario, loads)).ToList();
        Table.Write(Console.Out, summaries);
        if (write)
        {
            var results = Results.Of($"dotnet run -c Release --project tests/GameServer.Load -- {string.Join(' ', [.. args.Select(arg => arg.AsSpan().ContainsAny(" ;") ? $"\"{arg}\"" : arg), "--write"])}", rounds, summaries);
            (names.Length == 0 ? results : results.After(Results.Read(SourceFolder()))).Write(SourceFolder());
        }
        return summaries.Exists(s => s.Server.StartsWith("ours", StringComparison.Ordinal) && (IsWrong(s, Figure.Lost) || IsWrong(s, Figure.Doubled))) ? 1 : 0;
    }

    private static bool IsWrong(Summary summary, string figure) => summary.Figures.GetValueOrDefault(figure)?.Most > 0;

    private static string Option(string[] args, string name, string otherwise) =>
        Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : otherwise;

    private static string SourceFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "GameServer.Load.csproj"))) return folder.FullName;
        }
        throw new InvalidOperationException("The source of this tool was not found above its program.");
    }
}
