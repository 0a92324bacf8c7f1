using System.Globalization;
using System.Text.Json;

namespace GameServer.IntegrationTests.Fuzz;

/// <summary>One run of random inputs: its seed is said when it fails, and repeats it (FUZZ_SEED=...). What was done is written for the reliability table.</summary>
internal static class FuzzRun
{
    /// <summary>The seed of every run; beside it each run has a fresh one.</summary>
    public const int FixedSeed = 20_260_401;

    private static readonly SortedDictionary<string, long> Done = new(StringComparer.Ordinal) { ["unhandled"] = 0 };

    /// <summary>Half of a run has this seed always, the other half one that no run had before, or the one that is to be repeated.</summary>
    public static int FreshSeed { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("FUZZ_SEED"), CultureInfo.InvariantCulture, out var given) ? given : (int)(TimeProvider.System.GetTimestamp() & int.MaxValue);

    /// <summary>Runs <paramref name="input"/> so many times, half of them from each seed, or as often as time allows: that often.</summary>
    public static int Times(Reliability.Effort times, Action<Random, int> input)
    {
        var done = 0;
        foreach (var seed in new[] { FixedSeed, FreshSeed })
        {
            var random = new Random(seed);
            var began = TimeProvider.System.GetTimestamp();
            for (var i = 0; (times / 2).GoesOn(i, 2 * TimeProvider.System.GetElapsedTime(began)); i++, done++)
            {
                try
                {
                    input(random, i);
                }
                catch (Exception e)
                {
                    Note("unhandled", 1);
                    throw new InvalidOperationException($"Input {i} of seed {seed} failed; FUZZ_SEED={seed} repeats it.", e);
                }
            }
        }
        return done;
    }

    /// <summary>What was done, for whoever collects figures: <c>fuzz.json</c> in the folder that RELIABILITY_RESULTS names.</summary>
    public static void Note(string what, long count)
    {
        lock (Done)
        {
            Done[what] = Done.GetValueOrDefault(what) + count;
            if (Environment.GetEnvironmentVariable("RELIABILITY_RESULTS") is not { Length: > 0 } folder) return;
            Directory.CreateDirectory(folder);
            File.WriteAllText(Path.Combine(folder, "fuzz.json"), JsonSerializer.Serialize(Done) + "\n");
        }
    }
}
