namespace GameServer.Tests.Simulation;

/// <summary>A simulation that finds nothing proves nothing: each of these bugs must be found.</summary>
[Collection(SimulationCollection.Name)]
public class PlantedBugTests(SimulationReport report)
{
    private const int FaultsPerSeed = 40, MostSeeds = 1_000;

    public static TheoryData<PlantedBug> Bugs => [.. Enum.GetValues<PlantedBug>().Where(bug => bug != PlantedBug.None)];

    [Theory, MemberData(nameof(Bugs))]
    public void A_bug_between_the_engine_and_its_world_is_found_within_1000_seeds(PlantedBug bug)
    {
        var found = Parallel.For(1, MostSeeds + 1, (seed, search) =>
        {
            if (new SimWorld(seed, bug).Run(FaultsPerSeed).Count > 0) search.Break();
        }).LowestBreakIteration;
        report.Planted(bug, found);

        found.Should().NotBeNull("{0} breaks a promise, and the oracle sees it", bug);
    }
}
