using GameServer.Delivery;
using GameServer.Engine;
using GameServer.IntegrationTests.Journals;
using GameServer.Journals;
using GameServer.Tests.Journals;
using Npgsql;
using static GameServer.Tests.Journals.JournalSamples;

namespace GameServer.IntegrationTests.Postgres;

/// <summary>Several servers at one database, and what each of them does to the others.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresSharedTests(SharedPostgres postgres)
{
    [Fact, Trait("rule", "FLT-7")]
    public async Task Who_ends_a_dead_servers_lease_and_who_takes_a_new_one_do_not_wait_for_each_other()
    {
        var database = await postgres.Server.DatabaseAsync();
        await using var dead = Journal(database);
        await using var second = Journal(database);
        await using var third = Journal(database);
        await dead.OpenAsync();
        await second.OpenAsync();
        await dead.Lease.ClaimAsync("ROOM1", isNew: true, default);
        await postgres.Server.ExecuteAsync(database, $"UPDATE gameserver.node SET until = clock_timestamp() - interval '1 hour' WHERE fence = {dead.Lease.Fence}");

        // What the dead one wrote last is locked: the second stops in the middle of ending its lease, and then the third comes.
        await using var holder = new NpgsqlConnection(postgres.Server.Connection(database));
        await holder.OpenAsync();
        await using var hold = await holder.BeginTransactionAsync();
        await holder.ExecuteAsync($"SELECT FROM gameserver.batch WHERE fence = {dead.Lease.Fence} FOR UPDATE", default);
        var claim = second.Lease.ClaimAsync("ROOM1", isNew: true, default);
        await UntilWaitAsync(database, 1);
        var opening = third.OpenAsync().AsTask();
        await UntilWaitAsync(database, 2);
        await hold.RollbackAsync();

        (await claim).IsTakenOver.Should().BeTrue();
        await opening;
        third.Lease.Fence.Should().BePositive();
    }

    [Fact]
    public async Task A_deleted_room_leaves_nothing_behind_of_what_another_server_wrote_in_it()
    {
        var database = await postgres.Server.DatabaseAsync();
        await using var first = Journal(database);
        await using var second = Journal(database);
        await first.OpenAsync();
        await second.OpenAsync();
        await first.WriteAsync(1, Opened("ROOM1", "e1", Event(1)));
        await second.LoadAsync("ROOM1");
        await second.WriteAsync(1, More("ROOM1", Events(2, 3)));

        await first.WriteAsync(2, new RoomDeletion("ROOM1"));
        while (await first.PruneAsync()) { }

        await postgres.Server.UntilAsync(database, "SELECT NOT EXISTS (SELECT FROM gameserver.room) AND NOT EXISTS (SELECT FROM gameserver.grave)");
        await postgres.Server.ExecuteAsync(database, "DO $$ BEGIN ASSERT NOT EXISTS (SELECT FROM gameserver.event), 'events of a deleted room are left'; END $$");
    }

    [Fact, Trait("rule", "JRN-7")]
    public async Task A_room_that_two_servers_write_is_left_out_by_the_later_one_whose_other_rooms_go_on()
    {
        var database = await postgres.Server.DatabaseAsync();
        await using var first = Journal(database);
        await using var second = Journal(database);
        await first.OpenAsync();
        await second.OpenAsync();
        await first.WriteAsync(1, Opened("ROOM1", "e1", Event(1)), Opened("ROOM2", "e1", Event(1)));
        await second.LoadAsync("ROOM1");
        await second.WriteAsync(1, More("ROOM1", Event(2)));

        // It finds out only when it writes, and the next attempt says whose fault it was.
        var both = () => first.WriteAsync(2, More("ROOM1", Event(2)), More("ROOM2", Event(2))).AsTask();
        (await both.Should().ThrowAsync<JournalException>()).Which.Fault.Should().Be(JournalFault.Io);
        (await both.Should().ThrowAsync<JournalGapException>()).Which.Room.Should().Be("ROOM1");
        await first.WriteAsync(2, More("ROOM2", Event(2)));

        (await second.EntriesAsync("ROOM2")).Should().HaveCount(2);
    }

    private Task UntilWaitAsync(string database, int connections) => postgres.Server.UntilAsync(database,
        $"SELECT count(*) = {connections} FROM pg_stat_activity WHERE datname = '{database}' AND wait_event_type = 'Lock'");

    private PostgresJournal Journal(string database) =>
        new(new PostgresOptions(postgres.Server.Connection(database)) { LeaseSeconds = 600 }, TimeProvider.System, new SecureChance(), new HeardLog());
}
