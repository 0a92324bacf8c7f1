using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;

namespace GameServer.Reliability;

/// <summary>
/// What a harness counted, for <c>tests/reliability.json</c>: one small JSON file a part, in the folder that the environment's
/// RELIABILITY_RESULTS names; without it nothing is written. Also how much a harness is to do: RELIABILITY_KIND is <c>release</c> or
/// absent, and RELIABILITY_MINUTES ends each part of a release run early, though never before it has done what an ordinary one does;
/// it then reports how far it came. Any thread.
/// </summary>
public static class Figures
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, WriteIndented = true };
    private static readonly Lock Gate = new();
    private static readonly SortedDictionary<string, int> Violations = new(Enumerable.Range(1, 11).ToDictionary(i => $"I{i}", _ => 0), Comparer<string>.Create(ByNumber));
    private static readonly SortedSet<string> Controls = new(StringComparer.Ordinal);
    private static readonly ConcurrentDictionary<string, long> Told = new();
    private static (int Runs, long Lines) _judged;

    private static string? Folder => Environment.GetEnvironmentVariable("RELIABILITY_RESULTS");

    /// <summary>How much this run does: so much in every run, more before a release.</summary>
    public static int Count(int ci, int release) => Environment.GetEnvironmentVariable("RELIABILITY_KIND") == "release" ? release : ci;

    /// <summary>So much in every run, more before a release if the time lasts.</summary>
    public static Effort Effort(int ci, int release) => new(ci, Count(ci, release));

    /// <summary>How long one part may take; without a limit it does all it is to do.</summary>
    public static TimeSpan MostTime =>
        double.TryParse(Environment.GetEnvironmentVariable("RELIABILITY_MINUTES"), CultureInfo.InvariantCulture, out var minutes) ? TimeSpan.FromMinutes(minutes) : TimeSpan.MaxValue;

    /// <summary>Writes a part's file; a later one of the same name replaces it.</summary>
    public static void Write(string part, object figures)
    {
        if (Folder is not { Length: > 0 } folder) return;
        lock (Gate)
        {
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, $"{part}.json"), JsonSerializer.Serialize(figures, Json) + "\n");
        }
    }

    /// <summary>Says how far a part has come, at most every 10 s; a release run shows it on the terminal.</summary>
    public static void Progress(string part, long done, long of)
    {
        if (Folder is not { Length: > 0 } folder) return;
        var now = TimeProvider.System.GetTimestamp();
        var before = Told.GetOrAdd(part, now);
        if (TimeProvider.System.GetElapsedTime(before, now) < TimeSpan.FromSeconds(10) || !Told.TryUpdate(part, now, before)) return;
        lock (Gate)
        {
            Directory.CreateDirectory(folder);
            File.AppendAllText(Path.Combine(folder, "progress.log"), string.Create(CultureInfo.InvariantCulture, $"{part}: {done:N0} of {of:N0}\n"));
        }
    }

    /// <summary>The oracle has judged a run of a real server.</summary>
    public static void Judged(long lines, IReadOnlyList<Violation> violations)
    {
        lock (Gate)
        {
            _judged = (_judged.Runs + 1, _judged.Lines + lines);
            foreach (var violation in violations) Violations[violation.Invariant]++;
            Write("oracle", new { _judged.Runs, _judged.Lines, Violations });
        }
    }

    /// <summary>Plain groups have failed a fault, as they must.</summary>
    public static void ControlFailed(string fault)
    {
        lock (Gate)
        {
            Controls.Add(fault);
            Write("control", new { FaultsThatBreakIt = Controls.Count, Faults = Controls });
        }
    }

    /// <summary>The value below which so many of a hundred lie.</summary>
    public static double Percentile(IEnumerable<double> values, double percent)
    {
        var sorted = values.Order().ToList();
        return sorted.Count == 0 ? double.NaN : Math.Round(sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * percent / 100))], 1);
    }

    private static int ByNumber(string x, string y) => x.Length != y.Length ? x.Length.CompareTo(y.Length) : string.CompareOrdinal(x, y);
}
