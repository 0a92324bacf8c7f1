using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace GameServer.LoadTool;

/// <summary>What a whole run of the tool found, as it is kept in RESULTS.json.</summary>
/// <param name="Machine">Where.</param>
/// <param name="Date">When, UTC.</param>
/// <param name="Command">How to do it again.</param>
/// <param name="Rounds">Interleaved rounds of which the middle is told.</param>
/// <param name="Summaries">One for each scenario, load and server.</param>
internal sealed record Results(string Machine, string Date, string Command, int Rounds, IReadOnlyList<Summary> Summaries)
{
    public const string FileName = "RESULTS.json";

    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true, PropertyNamingPolicy = JsonNamingPolicy.CamelCase };

    /// <summary>Reads what <see cref="Write"/> wrote; <paramref name="folder"/> is that of this tool's source.</summary>
    public static Results Read(string folder) => JsonSerializer.Deserialize<Results>(File.ReadAllText(Path.Combine(folder, FileName)), Json)!;

    /// <summary>Results of now and here.</summary>
    public static Results Of(string command, int rounds, IReadOnlyList<Summary> summaries)
    {
        var cpu = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1].Trim() ?? "unknown";
        var machine = $"{Environment.ProcessorCount} cores of {cpu}, Linux {Environment.OSVersion.Version.ToString(2)}, {RuntimeInformation.FrameworkDescription}";
        return new(machine, TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), command, rounds, summaries);
    }

    /// <summary>These, and of scenarios that they did not measure the older ones; those must be of this machine and day, and medians of as many rounds.</summary>
    public Results After(Results older)
    {
        if ((older.Machine, older.Date, older.Rounds) != (Machine, Date, Rounds))
            throw new InvalidOperationException($"The results that are kept are medians of {older.Rounds} rounds of {older.Date} on {older.Machine}: measure everything anew.");
        var measured = Summaries.Select(s => s.Scenario).ToHashSet();
        return older with { Summaries = [.. older.Summaries.Where(s => !measured.Contains(s.Scenario)), .. Summaries] };
    }

    /// <summary>Writes RESULTS.json, RESULTS.md and the chart beside this tool's source, and the block of the README.</summary>
    public void Write(string folder)
    {
        File.WriteAllText(Path.Combine(folder, FileName), JsonSerializer.Serialize(this, Json) + "\n");
        File.WriteAllText(Path.Combine(folder, "RESULTS.md"), FullTable.Of(this));
        File.WriteAllText(Path.Combine(folder, "events.svg"), Chart.Of(this));
        ReadmeBlock.Write(Path.Combine(folder, "..", "..", "README.md"), this);
    }

    /// <summary>A figure's middle; null where it was not measured.</summary>
    public double? Median(string scenario, string load, string server, string figure) =>
        Summaries.FirstOrDefault(s => s.Scenario == scenario && s.Load == load && s.Server == server)?.Figures.GetValueOrDefault(figure)?.Median;

    /// <summary>A number as people read it: three digits that count.</summary>
    public static string Show(double? value) => value switch
    {
        null => "",
        >= 1000 => value.Value.ToString("N0", CultureInfo.InvariantCulture),
        >= 100 => value.Value.ToString("0", CultureInfo.InvariantCulture),
        >= 10 => value.Value.ToString("0.#", CultureInfo.InvariantCulture),
        _ => value.Value.ToString("0.##", CultureInfo.InvariantCulture),
    };
}
