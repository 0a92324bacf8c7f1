using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using GameServer.Reliability;

namespace GameServer.Tests.Simulation;

/// <summary>
/// The real engine in simulated worlds, each drawn from a seed. SIM_SEED runs that one alone; SIM_SEEDS says how many run, and a tenth as
/// many fresh ones that no run before has seen.
/// </summary>
[Collection(SimulationCollection.Name)]
public class SimulationTests
{
    private const int FaultsPerSeed = 40, SeedsInEveryRun = 1_000, FreshShare = 10, TwiceShare = 100, MostShown = 5, LastFixed = 1_000_000;

    // What tests/run.sh asks of an ordinary run.
    private const int OrdinarySeeds = 20_000;

    private static int Many => Number("SIM_SEEDS") ?? SeedsInEveryRun;

    private static Effort Fixed => new(Math.Min(OrdinarySeeds, Many), Many);

    [Fact, Trait("rule", "FLT-1"), Trait("rule", "FLT-2"), Trait("rule", "DLV-1"), Trait("rule", "MOV-3"), Trait("rule", "JRN-1"), Trait("rule", "PRV-1")]
    public void Whatever_happens_to_links_disk_and_server_every_promise_holds()
    {
        var only = Number("SIM_SEED");
        List<int> seeds = only is { } one ? [one] : [.. Enumerable.Range(1, Many).SelectMany(seed => seed % FreshShare == 0 ? [seed, Fresh()] : (int[])[seed])];
        var done = new ConcurrentBag<int>();
        var failed = new SortedList<int, string>();
        var violations = Enumerable.Range(1, 11).ToDictionary(i => $"I{i}", _ => 0);
        var effort = new Effort(Fixed.Least + Fixed.Least / FreshShare, seeds.Count);
        var began = TimeProvider.System.GetTimestamp();

        Parallel.ForEach(seeds, (seed, run) =>
        {
            var world = new SimWorld(seed);
            var broken = world.Run(FaultsPerSeed);
            done.Add(seed);
            Figures.Progress("simulation", done.Count, seeds.Count);
            if (!effort.GoesOn(done.Count, TimeProvider.System.GetElapsedTime(began))) run.Stop();
            if (broken.Count == 0) return;
            lock (failed)
            {
                foreach (var sentence in broken)
                {
                    if (violations.ContainsKey(sentence.Split(':')[0])) violations[sentence.Split(':')[0]]++;
                }
                failed[seed] = $"{broken.Count} promises were broken. Again: SIM_SEED={seed} dotnet test tests/GameServer.Tests --filter SimulationTests\n{string.Join('\n', broken.Take(4))}";
                if (only is not null) failed[seed] += $"\nHistory: {Keep(world)}"; // a single seed is run to be looked at
                if (failed.Count == MostShown) run.Stop();
            }
        });
        var fresh = done.Count(seed => seed > LastFixed);
        if (only is null) Figures.Write("simulation", new { SeedsFixed = done.Count - fresh, SeedsFresh = fresh, Faults = done.Count * FaultsPerSeed, Violations = violations });

        if (failed.Count > 0) Assert.Fail(string.Join("\n\n", failed.Values));
    }

    // 501281: a message was under way when the epoch that it is of was given up.
    [Theory, InlineData(501_281)]
    public void A_seed_that_failed_once_holds(int seed) => new SimWorld(seed).Run(FaultsPerSeed).Should().BeEmpty();

    [Fact]
    public void The_same_seed_is_the_same_history()
    {
        var (effort, done) = (Fixed / TwiceShare, 0);
        var began = TimeProvider.System.GetTimestamp();
        Parallel.ForEach(Enumerable.Range(0, Math.Max(1, effort.Most)), (i, run) =>
        {
            var seed = 1 + TwiceShare * i;
            var (one, other) = (new SimWorld(seed), new SimWorld(seed));
            one.Run(FaultsPerSeed);
            other.Run(FaultsPerSeed);

            one.Hash().Should().Be(other.Hash(), "seed {0} says everything that happens", seed);
            if (!effort.GoesOn(Interlocked.Increment(ref done), TimeProvider.System.GetElapsedTime(began))) run.Stop();
        });
    }

    private static int Fresh() => RandomNumberGenerator.GetInt32(LastFixed + 1, int.MaxValue);

    private static int? Number(string variable) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string Keep(SimWorld world)
    {
        var file = Path.Combine(Directory.CreateTempSubdirectory("simulation-").FullName, $"{world.Seed}.jsonl");
        File.WriteAllText(file, world.Text());
        return file;
    }
}

/// <summary>Each of its tests keeps all cores busy by itself.</summary>
[CollectionDefinition(Name)]
public sealed class SimulationCollection
{
    public const string Name = "simulation";
}
