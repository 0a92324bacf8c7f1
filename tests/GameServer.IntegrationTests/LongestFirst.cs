using Xunit.Abstractions;

[assembly: TestCollectionOrderer("GameServer.IntegrationTests.LongestFirst", "GameServer.IntegrationTests")]

namespace GameServer.IntegrationTests;

/// <summary>What takes minutes begins first, so that the parallel part does not end with one test on one of two cores.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Long =
    [
        nameof(Faults.F4_KillTests), nameof(Faults.ChaosTests), nameof(Faults.F18_DrainTests), nameof(Postgres.ClusterFaultTests),
        nameof(Faults.F4_CrashPointTests), nameof(Faults.SoakTests), nameof(Fuzz.ParserFuzzTests),
    ];

    /// <inheritdoc/>
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(collection => Array.FindIndex(Long, name => collection.DisplayName.EndsWith(name, StringComparison.Ordinal)) is >= 0 and var place ? place : Long.Length);
}
