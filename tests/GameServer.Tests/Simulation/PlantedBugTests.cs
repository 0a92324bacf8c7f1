using System.Collections.Concurrent;
using GameServer.Reliability;

namespace GameServer.Tests.Simulation;

/// <summary>A simulation that finds nothing proves nothing: each of these bugs must be found.</summary>
[Collection(SimulationCollection.Name)]
public class PlantedBugTests
{
    private const int FaultsPerSeed = 40, MostSeeds = 1_000;

    // The first seed that found each.
    private static readonly ConcurrentDictionary<PlantedBug, long> s_found = new();

    public static TheoryData<PlantedBug> Bugs => [.. Enum.GetValues<PlantedBug>().Where(bug => bug != PlantedBug.None)];

    [Theory, MemberData(nameof(Bugs))]
    public void A_bug_between_the_engine_and_its_world_is_found_within_1000_seeds(PlantedBug bug)
    {
        var found = Parallel.For(1, MostSeeds + 1, (seed, search) =>
        {
            if (new SimWorld(seed, bug).Run(FaultsPerSeed).Count > 0) search.Break();
        }).LowestBreakIteration;

        found.Should().NotBeNull("{0} breaks a promise, and the oracle sees it", bug);
        s_found[bug] = found!.Value;
        Figures.Write("planted", new { Found = s_found.Count, Of = Enum.GetValues<PlantedBug>().Length - 1, WorstSeed = s_found.Values.Max() });
    }
}
