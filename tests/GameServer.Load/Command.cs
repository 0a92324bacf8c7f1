using System.Globalization;

namespace GameServer.Load;

/// <summary>The tool's command line.</summary>
internal static class Command
{
    private const string Usage = """
        Measures this server beside others on this machine. Linux only.

          dotnet run -c Release --project tests/GameServer.Load -- [scenario...] [options]

        Scenarios: events. None named: all.
          --rounds N        interleaved rounds (5)
          --seconds N       measured in each run (3)
          --servers A,B     of: ours, ours-sqlite, groups, socketio, bare
          --loads A;B       some loads of a scenario alone, as its output names them
        """;

    public static int Run(string[] args)
    {
        if (!OperatingSystem.IsLinux() || args.Contains("--help"))
        {
            Console.WriteLine(Usage);
            return OperatingSystem.IsLinux() ? 0 : 2;
        }
        string[] names = [.. args.Where((arg, i) => !arg.StartsWith("--", StringComparison.Ordinal) && (i == 0 || !args[i - 1].StartsWith("--", StringComparison.Ordinal)))];
        var time = TimeSpan.FromSeconds(double.Parse(Option(args, "--seconds", "3"), CultureInfo.InvariantCulture));
        Scenario[] all = [new Events(time)];
        if (names.FirstOrDefault(name => all.All(scenario => scenario.Name != name)) is { } unknown)
        {
            Console.Error.WriteLine($"There is no scenario \"{unknown}\".\n{Usage}");
            return 2;
        }
        var servers = Option(args, "--servers", string.Join(',', ServerKind.All)).Split(',').ToHashSet();
        var loads = Option(args, "--loads", "").Split(';', StringSplitOptions.RemoveEmptyEntries).ToHashSet();
        Cores.PinThis(Cores.Client);
        using var loop = new Loop();
        var rounds = new Rounds(loop, int.Parse(Option(args, "--rounds", "5"), CultureInfo.InvariantCulture), servers, Console.Out);
        var summaries = all.Where(scenario => names.Length == 0 || names.Contains(scenario.Name)).SelectMany(scenario => rounds.Run(scenario, loads)).ToList();
        Table.Write(Console.Out, summaries);
        return 0;
    }

    private static string Option(string[] args, string name, string otherwise) =>
        Array.IndexOf(args, name) is var at and >= 0 && at + 1 < args.Length ? args[at + 1] : otherwise;
}
