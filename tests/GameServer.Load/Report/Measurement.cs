namespace GameServer.LoadTool;

/// <summary>What one run of one server found.</summary>
/// <param name="Scenario">Of which scenario.</param>
/// <param name="Load">How much load, as the table says it.</param>
/// <param name="Server">Name of the server.</param>
/// <param name="Figures">By name; see <see cref="Figure"/>.</param>
internal sealed record Measurement(string Scenario, string Load, string Server, IReadOnlyDictionary<string, double> Figures);

/// <summary>Several rounds of the same.</summary>
/// <param name="Scenario">Of which scenario.</param>
/// <param name="Load">How much load.</param>
/// <param name="Server">Name of the server.</param>
/// <param name="Figures">By name: the middle of all rounds, the least and the most.</param>
internal sealed record Summary(string Scenario, string Load, string Server, IReadOnlyDictionary<string, Spread> Figures)
{
    public static Summary Of(IReadOnlyList<Measurement> rounds) => new(
        rounds[0].Scenario, rounds[0].Load, rounds[0].Server,
        rounds[0].Figures.Keys.ToDictionary(name => name, name => Spread.Of([.. rounds.Select(round => round.Figures[name])])));
}

/// <summary>A figure over several rounds.</summary>
internal sealed record Spread(double Median, double Least, double Most)
{
    public static Spread Of(double[] values)
    {
        Array.Sort(values);
        var middle = values.Length / 2;
        var median = values.Length % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
        return new Spread(Math.Round(median, 3), Math.Round(values[0], 3), Math.Round(values[^1], 3));
    }
}

/// <summary>Names of figures, as results carry them.</summary>
internal static class Figure
{
    /// <summary>CPU of the server for one delivery; microseconds (which is seconds for a million).</summary>
    public const string Cpu = "cpu";

    /// <summary>CPU of the database for one delivery, where it is a server of its own; microseconds.</summary>
    public const string DatabaseCpu = "databaseCpu";

    /// <summary>Lateness in the middle, and what 99 of 100 stayed below; milliseconds.</summary>
    public const string P50 = "p50", P99 = "p99";

    /// <summary>Deliveries a second.</summary>
    public const string Rate = "rate";

    /// <summary>Bytes on the wire for one delivery, all other messages included.</summary>
    public const string Bytes = "bytes";

    /// <summary>Garbage the server made for one delivery; bytes.</summary>
    public const string Allocated = "allocated";

    /// <summary>Memory of the server at the end; MB.</summary>
    public const string Rss = "rss";

    /// <summary>Memory that one more connection takes; KB.</summary>
    public const string KbEach = "kbEach";

    /// <summary>From the redial of all until the last of them has everything; milliseconds.</summary>
    public const string LastMs = "lastMs";

    /// <summary>What a stopped reader adds to the others' p99; milliseconds.</summary>
    public const string Added = "added";

    /// <summary>Deliveries that never came, and that came again.</summary>
    public const string Lost = "lost", Doubled = "doubled";

    /// <summary>Share of its time in which the load client was busy; percent. Near 100 it is the client that was measured.</summary>
    public const string ClientBusy = "clientBusy";
}
