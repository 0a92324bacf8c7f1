using System.Globalization;
using System.Security.Cryptography;

namespace GameServer.Tests.Simulation;

/// <summary>
/// The real engine in simulated worlds, each drawn from a seed. SIM_SEED runs that one alone; SIM_SEEDS says how many run.
/// </summary>
public class SimulationTests
{
    private const int FaultsPerSeed = 40, SeedsInEveryRun = 2_000, FreshShare = 5, MostShown = 5;

    [Fact, Trait("rule", "FLT-1"), Trait("rule", "FLT-2"), Trait("rule", "DLV-1"), Trait("rule", "MOV-3"), Trait("rule", "JRN-1"), Trait("rule", "PRV-1")]
    public void Whatever_happens_to_links_disk_and_server_every_promise_holds()
    {
        var failed = new List<string>();
        foreach (var seed in Seeds())
        {
            var world = new SimWorld(seed);
            var broken = world.Run(FaultsPerSeed);
            if (broken.Count == 0) continue;
            failed.Add($"{broken.Count} promises were broken. Again: SIM_SEED={seed} dotnet test tests/GameServer.Tests --filter SimulationTests\n{string.Join('\n', broken.Take(4))}");
            if (Keep(world) is { } file) failed[^1] += $"\nHistory: {file}";
            if (failed.Count == MostShown) break;
        }

        if (failed.Count > 0) Assert.Fail(string.Join("\n\n", failed));
    }

    [Fact]
    public void The_same_seed_is_the_same_history()
    {
        foreach (var seed in Seeds().Where((_, i) => i % 100 == 0))
        {
            var (one, other) = (new SimWorld(seed), new SimWorld(seed));
            one.Run(FaultsPerSeed);
            other.Run(FaultsPerSeed);

            one.Hash().Should().Be(other.Hash(), "seed {0} says everything that happens", seed);
        }
    }

    private static IEnumerable<int> Seeds()
    {
        if (Number("SIM_SEED") is { } only) return [only];
        var many = Number("SIM_SEEDS") ?? SeedsInEveryRun;
        return Enumerable.Range(1, many).Concat(Enumerable.Range(0, many / FreshShare).Select(_ => RandomNumberGenerator.GetInt32(1_000_000, int.MaxValue)));
    }

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;

    // A single seed is run to be looked at.
    private static string? Keep(SimWorld world)
    {
        if (Number("SIM_SEED") is null) return null;
        var file = Path.Combine(Directory.CreateTempSubdirectory("simulation-").FullName, $"{world.Seed}.jsonl");
        File.WriteAllText(file, world.Text());
        return file;
    }
}
