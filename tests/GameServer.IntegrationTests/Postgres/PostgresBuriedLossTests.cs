using GameServer.Delivery;
using GameServer.Engine;
using GameServer.IntegrationTests.Faults;
using GameServer.IntegrationTests.Host;
using GameServer.IntegrationTests.Journals;
using GameServer.Journals;
using GameServer.LoadTool;
using GameServer.Tests.Journals;
using static GameServer.IntegrationTests.Postgres.Persistence;
using static GameServer.Tests.Journals.JournalSamples;

namespace GameServer.IntegrationTests.Postgres;

/// <summary>A database that lost commits, and a server that went on with the rooms of the one that knows of it.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresBuriedLossTests(SharedPostgres postgres)
{
    [Fact, Trait("rule", "JRN-2"), Trait("rule", "JRN-3")]
    public async Task F7_A_server_whose_lease_another_ended_still_finds_that_the_database_was_put_back()
    {
        await using var server = await PostgresServer.StartAsync();
        var database = await server.DatabaseAsync();
        await using var first = Journal(server.Connection(database));
        await using var second = Journal(server.Connection(database));
        await first.OpenAsync();
        var number = (await second.OpenAsync()).LastBatch;
        await first.Lease.ClaimAsync("ROOM1", isNew: true, default);
        await first.WriteAsync(1, Opened("ROOM1", "e1", Event(1)));
        await server.EndAsync("fast");
        await server.CopyAsync();
        await server.BeginAsync();
        await AgainAsync(() => first.WriteAsync(2, More("ROOM1", Event(2))));

        await server.EndAsync("fast");
        await server.PutBackAsync();
        await server.BeginAsync();
        await PassAsync(server, database, first);
        // It has seen nothing of the loss: its own renewals are all there.
        (await AgainAsync(() => second.Lease.ClaimAsync("ROOM1", isNew: false, default))).IsTakenOver.Should().BeTrue();
        (await AgainAsync(() => second.LoadAsync("ROOM1").AsTask()))!.Head.Should().Be(1);
        await AgainAsync(() => second.WriteAsync(number + 1, More("ROOM1", Event(2))));
        var next = () => AgainAsync(() => first.WriteAsync(3, More("ROOM1", Event(3))));
        (await next.Should().ThrowAsync<JournalException>()).Which.Fault.Should().Be(JournalFault.Fenced);
        var opening = await AgainAsync(() => first.OpenAsync().AsTask());

        opening.EpochsRaised.Should().Be("tail_loss");
        (await first.LoadAsync("ROOM1"))!.Epoch.Should().NotBe("e1", "two events have borne the number 2 in it");
        var last = () => AgainAsync(() => second.WriteAsync(number + 2, More("ROOM1", Event(3))));
        (await last.Should().ThrowAsync<JournalException>()).Which.Fault.Should().Be(JournalFault.Fenced, "nobody goes on in the old epoch");
    }

    [Fact, Trait("rule", "JRN-2"), Trait("rule", "JRN-3"), Trait("rule", "FLT-7")]
    public async Task F7_Who_finds_the_database_again_leaves_the_others_one_lease_to_find_it_too()
    {
        var (time, database) = (new StoppedTime(), await postgres.Server.DatabaseAsync());
        await using var way = new FaultProxy(postgres.Server.Port);
        await using var first = Journal(postgres.Server.Connection(database));
        await using var second = Journal(postgres.Server.Connection(database, way.Port), time);
        await first.OpenAsync();
        await second.OpenAsync();
        await first.Lease.ClaimAsync("ROOM1", isNew: true, default);
        await second.Lease.ClaimAsync("ROOM2", isNew: true, default);

        foreach (var link in way.Links) link.Reset();
        await PassAsync(postgres.Server, database, first);
        var early = await AgainAsync(() => second.Lease.ClaimAsync("ROOM1", isNew: true, default));
        time.Advance(TimeSpan.FromSeconds(600));
        var late = await second.Lease.ClaimAsync("ROOM1", isNew: true, default);

        (early.IsMine, early.Owner?.Fence).Should().Be((false, first.Lease.Fence));
        late.IsTakenOver.Should().BeTrue();
    }

    [Fact, Trait("rule", "JRN-5")]
    public async Task What_is_kept_of_leases_that_ended_does_not_pile_up_and_whoever_comes_back_later_still_raises_nothing()
    {
        var database = await postgres.Server.DatabaseAsync();
        await using var first = Journal(postgres.Server.Connection(database));
        await using var second = Journal(postgres.Server.Connection(database));
        await using var third = Journal(postgres.Server.Connection(database));
        await first.OpenAsync();
        await first.WriteAsync(1, Opened("ROOM1", "e1", Event(1)));
        await PassAsync(postgres.Server, database, first);
        await second.OpenAsync();
        await postgres.Server.UntilAsync(database, "SELECT array_agg(number) = '{1}' FROM gameserver.batch WHERE fence < 0");

        await postgres.Server.ExecuteAsync(database, "UPDATE gameserver.cluster SET fence = fence + 1000");
        await third.OpenAsync();
        var next = () => AgainAsync(() => first.WriteAsync(2, More("ROOM1", Event(2))));
        (await next.Should().ThrowAsync<JournalException>()).Which.Fault.Should().Be(JournalFault.Fenced);

        await postgres.Server.UntilAsync(database, "SELECT count(*) = 2 FROM gameserver.batch");
        (await first.OpenAsync()).EpochsRaised.Should().BeNull("nothing was lost");
    }

    // Its lease has run out, and it does not know.
    private static Task PassAsync(PostgresServer server, string database, PostgresJournal of) => server.ExecuteAsync(database,
        $"UPDATE gameserver.node SET until = clock_timestamp() - interval '1 hour' WHERE fence = {of.Lease.Fence}");

    private static PostgresJournal Journal(string connection, TimeProvider? time = null) =>
        new(new PostgresOptions(connection) { LeaseSeconds = 600 }, time ?? TimeProvider.System, new SecureChance(), new HeardLog());
}
