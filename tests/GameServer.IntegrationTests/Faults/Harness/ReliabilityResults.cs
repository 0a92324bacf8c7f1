using System.Text.Json;

namespace GameServer.IntegrationTests.Faults;

/// <summary>
/// What a run has proved, in numbers: one file a subject in the folder that RELIABILITY_RESULTS names; without it nothing is written.
/// A count stands there only after the run was judged.
/// </summary>
internal static class ReliabilityResults
{
    private static readonly Lock Gate = new();
    private static readonly JsonSerializerOptions Json = new() { WriteIndented = true };

    /// <summary>Adds to a count of a subject's file.</summary>
    public static void Count(string subject, string what, int count)
    {
        if (Environment.GetEnvironmentVariable("RELIABILITY_RESULTS") is not { Length: > 0 } folder) return;
        lock (Gate)
        {
            var file = Path.Combine(Directory.CreateDirectory(folder).FullName, $"{subject}.json");
            var counts = File.Exists(file) ? JsonSerializer.Deserialize<SortedDictionary<string, int>>(File.ReadAllText(file))! : [];
            counts[what] = counts.GetValueOrDefault(what) + count;
            File.WriteAllText(file, JsonSerializer.Serialize(counts, Json));
        }
    }
}
