namespace GameServer.IntegrationTests.Postgres;

/// <summary>What is confirmed is on the database's disk, whatever is said of the file that a server alone would have.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresDurabilityTests(SharedPostgres postgres)
{
    [Fact]
    public async Task Nobody_is_warned_of_a_durability_that_does_not_hold_for_it()
    {
        var connection = postgres.Server.Connection(await postgres.Server.DatabaseAsync());

        await using var server = await RunningServer.StartAsync(("Journal", "postgres"), ("Postgres:Connection", connection), ("Durability", "normal"));

        server.Log.Lines.Should().Contain(line => line.Id == 1002).And.NotContain(line => line.Id == 1008);
    }
}
