namespace GameServer.Tests.Simulation;

/// <summary>A simulation that finds nothing proves nothing: each of these bugs must be found.</summary>
public class PlantedBugTests
{
    private const int FaultsPerSeed = 40, MostSeeds = 1_000;

    public static TheoryData<PlantedBug> Bugs => [.. Enum.GetValues<PlantedBug>().Where(bug => bug != PlantedBug.None)];

    [Theory, MemberData(nameof(Bugs))]
    public void A_bug_between_the_engine_and_its_world_is_found_within_1000_seeds(PlantedBug bug)
    {
        var found = Enumerable.Range(1, MostSeeds).Select(seed => (Seed: seed, Broken: new SimWorld(seed, bug).Run(FaultsPerSeed))).FirstOrDefault(run => run.Broken.Count > 0);

        found.Broken.Should().NotBeNull("{0} breaks a promise, and the oracle sees it", bug);
    }
}
