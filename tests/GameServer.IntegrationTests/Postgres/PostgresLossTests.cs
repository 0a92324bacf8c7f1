using GameServer.Delivery;
using GameServer.Engine;
using GameServer.IntegrationTests.Faults;
using GameServer.IntegrationTests.Host;
using GameServer.IntegrationTests.Journals;
using GameServer.Journals;
using GameServer.LoadTool;
using GameServer.Tests.Journals;
using Npgsql;
using static GameServer.IntegrationTests.Postgres.Persistence;
using static GameServer.Tests.Journals.JournalSamples;

namespace GameServer.IntegrationTests.Postgres;

/// <summary>What the journal does when the database, or the way to it, is lost.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PostgresLossTests(SharedPostgres postgres)
{
    private readonly HeardLog _log = new();

    [Fact, Trait("rule", "JRN-7")]
    public async Task A_lost_connection_fails_the_batch_and_the_next_attempt_writes_it()
    {
        await using var way = new FaultProxy(postgres.Server.Port);
        await using var journal = Journal(postgres.Server.Connection(await postgres.Server.DatabaseAsync(), way.Port));
        await journal.OpenAsync();
        await journal.WriteAsync(1, Opened("ROOM1", "e1", Event(1)));

        way.Admission = Admission.Refuse;
        foreach (var link in way.Links) link.Reset();
        var writing = async () => await journal.WriteAsync(2, More("ROOM1", Event(2)));
        (await writing.Should().ThrowAsync<JournalException>()).Which.Fault.Should().Be(JournalFault.Io);
        way.Admission = Admission.Pass;
        await journal.WriteAsync(2, More("ROOM1", Event(2)));

        (await journal.EntriesAsync("ROOM1")).Should().HaveCount(2);
    }

    [Fact, Trait("rule", "JRN-7"), Trait("rule", "JRN-2")]
    public async Task A_batch_whose_answer_was_lost_is_not_written_twice()
    {
        var database = await postgres.Server.DatabaseAsync();
        await using var way = new FaultProxy(postgres.Server.Port);
        await using var journal = Journal(postgres.Server.Connection(database, way.Port));
        await journal.OpenAsync();
        await journal.WriteAsync(1, Opened("ROOM1", "e1", Event(1)));

        foreach (var link in way.Links) link.Down.Hold();
        var lost = journal.WriteAsync(2, More("ROOM1", Event(2))).AsTask();
        await postgres.Server.UntilAsync(database, "SELECT count(*) = 2 FROM gameserver.event");
        foreach (var link in way.Links) link.Reset();
        await FluentActions.Awaiting(() => lost).Should().ThrowAsync<JournalException>();
        await journal.WriteAsync(2, More("ROOM1", Event(2)));
        await journal.WriteAsync(3, More("ROOM1", Event(3)));

        (await journal.EntriesAsync("ROOM1")).Should().HaveCount(3);
    }

    // Found by a renewal that it had confirmed, or, where there was none, by the batches.
    [Theory, Trait("rule", "JRN-2"), Trait("rule", "JRN-3")]
    [InlineData(1)]
    [InlineData(600)]
    public async Task F7_A_database_that_was_put_back_gives_every_room_a_new_epoch_before_anything_is_written(int leaseSeconds)
    {
        await using var server = await PostgresServer.StartAsync();
        await using var journal = Journal(server.Connection(await server.DatabaseAsync()), leaseSeconds);
        await journal.OpenAsync();
        await journal.WriteAsync(1, Opened("ROOM1", "e1", Events(1, 103)), Opened("ROOM2", "e1", Event(1)), Player("ann"));
        await server.EndAsync("fast");
        await server.CopyAsync();
        await server.BeginAsync();
        await WriteAsync(journal, 2, More("ROOM1", Events(104, 105)));

        await server.EndAsync("fast");
        await server.PutBackAsync();
        await server.BeginAsync();
        var next = () => WriteAsync(journal, 3, More("ROOM1", Event(106)));
        (await next.Should().ThrowAsync<JournalException>()).Which.Fault.Should().Be(JournalFault.Fenced);
        var opening = await AgainAsync(() => journal.OpenAsync());

        opening.EpochsRaised.Should().Be("tail_loss");
        var room = await journal.LoadAsync("ROOM1");
        (room!.Head, room.EpochRaised).Should().Be((103, "tail_loss"));
        (await journal.LoadAsync("ROOM2"))!.Epoch.Should().NotBe("e1", "nobody knows what was lost of it");
        (await journal.LoadPlayerAsync("ann"))!.PersonalEpoch.Should().NotBe("p1");
        await journal.WriteAsync(opening.LastBatch + 1, new RoomCommit("ROOM1", room.Epoch) { Events = [Event(104)] });
        (await journal.EntriesAsync("ROOM1", "e1")).Should().BeEmpty();
        (await journal.EntriesAsync("ROOM1", room.Epoch)).Should().HaveCount(104);
        (await journal.LoadAsync("ROOM1"))!.Epoch.Should().Be(room.Epoch, "one loss is told once");
        _log.Lines.Should().ContainSingle(line => line.StartsWith("1508 "), "the operator is told");
    }

    [Fact, Trait("rule", "JRN-2"), Trait("rule", "JRN-3")]
    public async Task F7_A_database_that_was_put_back_gives_keys_again_and_nobody_uses_or_prunes_those_of_the_lost_time()
    {
        await using var server = await PostgresServer.StartAsync();
        var connection = server.Connection(await server.DatabaseAsync());
        await using var first = Journal(connection, leaseSeconds: 60);
        await using var second = Journal(connection, leaseSeconds: 60);
        await first.OpenAsync();
        await server.EndAsync("fast");
        await server.CopyAsync();
        await server.BeginAsync();
        await WriteAsync(first, 1, Opened("LOST1", "e1", Events(1, 600)) with { ForgetUpTo = 600 }); // under the first keys there are, and worth pruning

        await server.EndAsync("fast");
        await server.PutBackAsync();
        await server.BeginAsync();
        await FluentActions.Awaiting(() => WriteAsync(first, 2, More("LOST1", Event(601)))).Should().ThrowAsync<JournalException>();
        var opening = await AgainAsync(() => first.OpenAsync());
        var other = await AgainAsync(() => second.OpenAsync());
        await WriteAsync(second, other.LastBatch + 1, Opened("ROOM1", "e1", Events(1, 100)));
        await WriteAsync(second, other.LastBatch + 2, Opened("ROOM2", "e1", Events(1, 100)));
        await WriteAsync(first, opening.LastBatch + 1, Opened("ROOM3", "e1", Events(1, 100)));
        while (await first.PruneAsync()) { }

        foreach (var room in (string[])["ROOM1", "ROOM2", "ROOM3"]) (await second.EntriesAsync(room)).Should().HaveCount(100);
    }

    [Fact, Trait("rule", "JRN-4")]
    public async Task A_flipped_bit_costs_a_room_its_past_and_is_told()
    {
        var database = await postgres.Server.DatabaseAsync();
        await using var journal = Journal(postgres.Server.Connection(database));
        await journal.OpenAsync();
        await journal.WriteAsync(1, Opened("ROOM1", "e1", Events(1, 3)) with { Acks = [Ack("ann", 1)] }, Opened("ROOM2", "e1", Events(1, 3)));

        await postgres.Server.ExecuteAsync(database, "UPDATE gameserver.event SET entry = set_bit(entry, 9, 1 - get_bit(entry, 9)) WHERE log = (SELECT log FROM gameserver.room WHERE name = 'ROOM1') AND seq = 2");
        await postgres.Server.ExecuteAsync(database, "UPDATE gameserver.room_state SET data = 'other' WHERE room = (SELECT id FROM gameserver.room WHERE name = 'ROOM2')");
        var (first, second) = (await journal.LoadAsync("ROOM1"), await journal.LoadAsync("ROOM2"));

        (first!.First, first.Head, first.EpochRaised, first.State.Text()).Should().Be((4, 3, "corruption", "state"));
        first.Acks.Should().ContainSingle();
        (second!.Header.HasEnded, second.EpochRaised).Should().Be((true, "corruption"));
        _log.Lines.Should().HaveCount(2);
        await journal.WriteAsync(2, new RoomCommit("ROOM1", first.Epoch) { Events = [Event(4)] });
        (await journal.LoadAsync("ROOM1"))!.Epoch.Should().Be(first.Epoch);
    }

    [Fact, Trait("rule", "JRN-6")]
    public async Task A_server_whose_lease_another_took_over_writes_nothing_any_more()
    {
        var database = await postgres.Server.DatabaseAsync();
        await using var first = Journal(postgres.Server.Connection(database), leaseSeconds: 600);
        await first.OpenAsync();
        await first.WriteAsync(1, Opened("ROOM1", "e1", Event(1)));

        // As for one that was frozen: its lease runs out unseen, and it does not renew it meanwhile.
        await postgres.Server.ExecuteAsync(database, "UPDATE gameserver.node SET until = clock_timestamp() - interval '1 hour'");
        await using var second = Journal(postgres.Server.Connection(database));
        await second.OpenAsync();
        await second.WriteAsync(2, new RoomCommit("ROOM1", "e1") { Events = [Event(2)] });
        var late = async () => await first.WriteAsync(2, More("ROOM1", Event(2)));

        // Its connection was cut, and the first word on a new one is that the lease is over.
        for (var i = 0; i < 2; i++) await late.Should().ThrowAsync<JournalException>();
        (await late.Should().ThrowAsync<JournalException>()).Which.Fault.Should().Be(JournalFault.Fenced);
        (await second.EntriesAsync("ROOM1")).Should().HaveCount(2);
    }

    [Fact, Trait("rule", "JRN-2")]
    public async Task A_room_that_another_server_wrote_meanwhile_goes_on_after_what_that_one_wrote()
    {
        var connection = postgres.Server.Connection(await postgres.Server.DatabaseAsync());
        await using var first = Journal(connection, leaseSeconds: 60);
        await using var second = Journal(connection, leaseSeconds: 60);
        await first.OpenAsync();
        await second.OpenAsync();
        await first.WriteAsync(1, Opened("ROOM1", "e1", Event(1)));

        await second.LoadAsync("ROOM1");
        await second.WriteAsync(1, More("ROOM1", Event(2)));
        await first.LoadAsync("ROOM1");
        await first.WriteAsync(2, More("ROOM1", Event(3)));

        (await second.EntriesAsync("ROOM1")).Should().HaveCount(3);
    }

    [Fact, Trait("rule", "JRN-6")]
    public async Task What_is_found_late_of_a_lease_ends_no_newer_one()
    {
        await using var journal = Journal(postgres.Server.Connection(await postgres.Server.DatabaseAsync()), leaseSeconds: 600);
        await journal.OpenAsync();
        var first = journal.Lease.Fence;
        await journal.OpenAsync();
        var ended = 0;
        journal.Lease.Ended = () => ended++;

        journal.Lease.End(first, "it was not renewed in time").Fault.Should().Be(JournalFault.Fenced, "whoever wrote under it hears it");

        ended.Should().Be(0);
        await journal.WriteAsync(1, Opened("ROOM1", "e1", Event(1)));
    }

    [Fact, Trait("rule", "JRN-3")]
    public async Task A_lease_that_is_renewed_while_a_new_connection_is_checked_is_no_loss()
    {
        var connection = postgres.Server.Connection(await postgres.Server.DatabaseAsync());
        await using var journal = Journal(connection);
        await journal.OpenAsync();
        await using var opened = new NpgsqlConnection($"{connection};Search Path={PostgresSchema.Name}");
        await opened.OpenAsync();

        // Each renewal is confirmed while a check is under way, in every order.
        await Task.WhenAll(RenewAsync(), CheckAsync());

        journal.Lease.Fence.Should().BePositive("the database holds all that it has confirmed");

        async Task RenewAsync()
        {
            for (var i = 0; i < 500; i++) await journal.Lease.RenewAsync();
        }

        async Task CheckAsync()
        {
            for (var i = 0; i < 500; i++) await journal.Lease.BindAsync(opened, default);
        }
    }

    [Fact, Trait("rule", "JRN-6")]
    public async Task What_a_lease_writes_is_on_the_disk_when_it_is_confirmed_whatever_the_database_is_set_to()
    {
        var database = await postgres.Server.DatabaseAsync();
        await using (var before = Journal(postgres.Server.Connection(database))) await before.OpenAsync();
        await postgres.Server.ExecuteAsync(database, $"ALTER DATABASE {database} SET synchronous_commit = off");
        await postgres.Server.ExecuteAsync(database, """
            CREATE TABLE noted (what text, setting text);
            CREATE FUNCTION note() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN INSERT INTO public.noted VALUES (TG_TABLE_NAME, current_setting(''synchronous_commit'')); RETURN NULL; END';
            CREATE TRIGGER note AFTER UPDATE ON gameserver.cluster EXECUTE FUNCTION note();
            CREATE TRIGGER note AFTER UPDATE ON gameserver.node EXECUTE FUNCTION note();
            CREATE TRIGGER note AFTER INSERT ON gameserver.place EXECUTE FUNCTION note();
            CREATE TRIGGER note AFTER INSERT ON gameserver.event EXECUTE FUNCTION note();
            """);

        await using var journal = Journal(postgres.Server.Connection(database), leaseSeconds: 60);
        await journal.OpenAsync();
        await journal.Lease.RenewAsync();
        await journal.Lease.ClaimAsync("ROOM1", isNew: true, default);
        await journal.WriteAsync(1, Opened("ROOM1", "e1", Event(1)));

        await postgres.Server.UntilAsync(database, "SELECT array_agg(DISTINCT what || ' ' || setting ORDER BY what || ' ' || setting) = '{cluster on,event on,node on,place on}' FROM noted");
    }

    [Fact]
    public async Task Who_asks_for_a_renewal_while_one_is_under_way_gets_the_next()
    {
        await using var journal = Journal(postgres.Server.Connection(await postgres.Server.DatabaseAsync()), leaseSeconds: 60);
        await journal.OpenAsync();
        var (told, news) = (new List<string>(), "before");
        journal.Lease.News = () =>
        {
            told.Add(news);
            return new NodeNews(news, "", []);
        };

        var first = journal.Lease.RenewAsync();
        news = "after";
        await Task.WhenAll(first, journal.Lease.RenewAsync(), journal.Lease.RenewAsync());

        told.Should().Equal("before", "after");
    }

    [Fact, Trait("rule", "JRN-6"), Trait("rule", "FLT-4")]
    public async Task A_lease_lasts_from_before_its_renewal_was_asked_for()
    {
        var (database, time) = (await postgres.Server.DatabaseAsync(), new StoppedTime());
        await using var way = new FaultProxy(postgres.Server.Port);
        await using var journal = Journal(postgres.Server.Connection(database, way.Port), leaseSeconds: 60, time);
        await journal.OpenAsync();
        await journal.Lease.RenewAsync();

        foreach (var link in way.Links) link.Down.Hold();
        var renewal = journal.Lease.RenewAsync();
        await postgres.Server.UntilAsync(database, "SELECT beat = 2 FROM gameserver.node");
        time.Advance(TimeSpan.FromSeconds(59));
        foreach (var link in way.Links) link.Down.Release();
        await renewal;
        journal.Lease.IsLive.Should().BeTrue();
        time.Advance(TimeSpan.FromSeconds(1));

        journal.Lease.IsLive.Should().BeFalse("the database may have confirmed it before the answer began its way");
    }

    private PostgresJournal Journal(string connection, int leaseSeconds = 1, TimeProvider? time = null) =>
        new(new PostgresOptions(connection) { LeaseSeconds = leaseSeconds }, time ?? TimeProvider.System, new SecureChance(), _log);

    private static Task WriteAsync(IJournal journal, long number, params JournalEntry[] batch) => AgainAsync(() => journal.WriteAsync(number, batch));
}
