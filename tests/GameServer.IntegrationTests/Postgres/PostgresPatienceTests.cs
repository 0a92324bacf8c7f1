using GameServer.Delivery;
using GameServer.Engine;
using GameServer.IntegrationTests.Faults;
using GameServer.IntegrationTests.Journals;
using GameServer.Journals;

namespace GameServer.IntegrationTests.Postgres;

/// <summary>How long the journal waits for a database that says nothing any more.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresPatienceTests(SharedPostgres postgres)
{
    [Theory]
    [InlineData("", 3, 10)]
    [InlineData("Command Timeout=7", 3, 7)]
    [InlineData("CommandTimeout=0", 3, 0)]
    [InlineData("timeout=20", 20, 10)]
    [InlineData("Timeout=20;Command Timeout=40", 20, 40)]
    public void What_an_operator_says_of_patience_holds_and_the_rest_is_short(string said, int connectSeconds, int commandSeconds)
    {
        var settings = PostgresSources.Settings(new PostgresOptions($"Host=127.0.0.1;{said}"));

        (settings.Timeout, settings.CommandTimeout).Should().Be((connectSeconds, commandSeconds));
    }

    [Fact, Trait("rule", "FLT-7")]
    public async Task A_network_that_is_silently_lost_holds_up_claims_and_the_end_no_longer_than_a_lease_and_a_new_connection()
    {
        await using var way = new FaultProxy(postgres.Server.Port);
        var journal = new PostgresJournal(
            new PostgresOptions(postgres.Server.Connection(await postgres.Server.DatabaseAsync(), way.Port)) { LeaseSeconds = 2 }, TimeProvider.System, new SecureChance(), new HeardLog());
        await journal.OpenAsync();
        await journal.Lease.ClaimAsync("ROOM1", isNew: true, default);

        way.Admission = Admission.Hold;
        foreach (var link in way.Links) link.Down.Hold();
        var began = TimeProvider.System.GetTimestamp();
        await FluentActions.Awaiting(() => journal.Lease.ClaimAsync("ROOM2", isNew: true, default)).Should().ThrowAsync<JournalException>();
        var claimed = TimeProvider.System.GetElapsedTime(began);
        await journal.DisposeAsync();
        var ended = TimeProvider.System.GetElapsedTime(began) - claimed;

        // 2 s for an answer, 3 s for the request to cancel it, 3 s for a new connection; a renewal may be under way before each.
        claimed.Should().BeLessThan(TimeSpan.FromSeconds(14));
        ended.Should().BeLessThan(TimeSpan.FromSeconds(14));
    }
}
