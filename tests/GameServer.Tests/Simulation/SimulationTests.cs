using System.Security.Cryptography;

namespace GameServer.Tests.Simulation;

/// <summary>
/// The real engine in simulated worlds, each drawn from a seed. SIM_SEED runs that one alone; SIM_SEEDS says how many run, and a tenth as
/// many fresh ones that no run before has seen.
/// </summary>
[Collection(SimulationCollection.Name)]
public class SimulationTests(SimulationReport report)
{
    private const int FaultsPerSeed = 40, SeedsInEveryRun = 1_000, FreshShare = 10, TwiceShare = 100, MostShown = 5;

    private static int Many => SimulationReport.Number("SIM_SEEDS") ?? SeedsInEveryRun;

    [Fact, Trait("rule", "FLT-1"), Trait("rule", "FLT-2"), Trait("rule", "DLV-1"), Trait("rule", "MOV-3"), Trait("rule", "JRN-1"), Trait("rule", "PRV-1")]
    public void Whatever_happens_to_links_disk_and_server_every_promise_holds()
    {
        var only = SimulationReport.Number("SIM_SEED");
        List<int> seeds = only is { } one ? [one]
            : [.. Enumerable.Range(1, Many), .. Enumerable.Range(0, Many / FreshShare).Select(_ => RandomNumberGenerator.GetInt32(1_000_000, int.MaxValue))];
        var failed = new SortedList<int, string>();

        Parallel.ForEach(seeds, (seed, run) =>
        {
            var world = new SimWorld(seed);
            var broken = world.Run(FaultsPerSeed);
            if (broken.Count == 0) return;
            lock (failed)
            {
                report.Violations += broken.Count;
                failed[seed] = $"{broken.Count} promises were broken. Again: SIM_SEED={seed} dotnet test tests/GameServer.Tests --filter SimulationTests\n{string.Join('\n', broken.Take(4))}";
                if (only is not null) failed[seed] += $"\nHistory: {Keep(world)}"; // a single seed is run to be looked at
                if (failed.Count == MostShown) run.Stop();
            }
        });
        if (only is null) (report.SeedsFixed, report.SeedsFresh, report.Faults) = (Many, seeds.Count - Many, seeds.Count * FaultsPerSeed);

        if (failed.Count > 0) Assert.Fail(string.Join("\n\n", failed.Values));
    }

    [Fact]
    public void The_same_seed_is_the_same_history() => Parallel.ForEach(Enumerable.Range(0, Many / TwiceShare), i =>
    {
        var seed = 1 + TwiceShare * i;
        var (one, other) = (new SimWorld(seed), new SimWorld(seed));
        one.Run(FaultsPerSeed);
        other.Run(FaultsPerSeed);

        one.Hash().Should().Be(other.Hash(), "seed {0} says everything that happens", seed);
    });

    private static string Keep(SimWorld world)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("simulation-").FullName, $"{world.Seed}.jsonl");
        File.WriteAllText(file, world.Text());
        return file;
    }
}
