using GameServer.IntegrationTests.Faults;
using GameServer.Reliability;
using Xunit.Abstractions;

namespace GameServer.IntegrationTests.Postgres;

/// <summary>A deploy of all nodes; how soon everybody is back is part of it.</summary>
[Collection(FaultCollection.Name)]
public sealed class ClusterRestartTests(ITestOutputHelper output)
{
    private static readonly Effort Restarts = Figures.Effort(1, 5);

    [Fact, Trait("rule", "FLT-6"), Trait("cost", "heavy")]
    public Task A_rolling_restart_of_all_nodes_with_300_players_is_noticed_by_nobody() =>
        ClusterRun.OfAsync(output, nameof(A_rolling_restart_of_all_nodes_with_300_players_is_noticed_by_nobody), "rollingRestarts", Restarts, async (world, _) =>
        {
            foreach (var node in world.Nodes) (await world.RestartAsync(node)).Should().Be(0, "an orderly stop is no failure");
        }, isAlone: true, rooms: 30, members: 10, leaseSeconds: 5); // nobody's lease runs out here, unless three servers and 300 clients starve on two cores
}
