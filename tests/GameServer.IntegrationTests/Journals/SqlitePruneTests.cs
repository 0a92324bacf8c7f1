using GameServer.Engine;
using GameServer.Journals;
using static GameServer.Tests.Journals.JournalSamples;

namespace GameServer.IntegrationTests.Journals;

/// <summary>What is forgotten leaves the disk in chunks, later.</summary>
public sealed class SqlitePruneTests : IAsyncLifetime
{
    private readonly JournalFolder _folder = new();
    private SqliteJournal _journal = null!;

    public async Task InitializeAsync()
    {
        _journal = _folder.NewJournal();
        await _journal.OpenAsync();
    }

    public async Task DisposeAsync()
    {
        await _journal.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Forgotten_events_go_500_at_a_time()
    {
        await _journal.WriteAsync(1, Opened("ROOM1", "e1", Events(1, 1_300)));
        await _journal.WriteAsync(2, new RoomCommit("ROOM1", "e1") { ForgetUpTo = 1_200 });

        (await _journal.PruneAsync()).Should().BeTrue();
        EventRows().Should().Be(800);
        (await _journal.PruneAsync()).Should().BeFalse("200 are less than a chunk");
        EventRows().Should().Be(300);
    }

    [Fact]
    public async Task A_chunk_is_gathered_from_many_rooms()
    {
        await _journal.WriteAsync(1, [.. Enumerable.Range(0, 60).Select(room => Opened($"ROOM{room}", "e1", Events(1, 10)) with { ForgetUpTo = 9 })]);

        await _journal.PruneAsync();

        EventRows().Should().Be(100, "60 rooms forgot 540 events, and 500 of them are a chunk");
    }

    [Fact]
    public async Task Less_than_a_chunk_waits_so_that_a_log_at_its_bound_costs_no_transactions()
    {
        await _journal.WriteAsync(1, Opened("ROOM1", "e1", Events(1, 100)) with { ForgetUpTo = 90 });

        (await _journal.PruneAsync()).Should().BeFalse();

        EventRows().Should().Be(100);
    }

    [Fact]
    public async Task A_deleted_room_goes_whole_with_its_acks()
    {
        await _journal.WriteAsync(1, Opened("ROOM1", "e1", Events(1, 700)) with { Acks = [.. Enumerable.Range(1, 40).SelectMany(p => Enumerable.Range(1, 16).Select(n => Ack($"p{p}", n)))] });
        await _journal.WriteAsync(2, new RoomDeletion("ROOM1"));

        var calls = 1;
        while (await _journal.PruneAsync()) calls++;

        calls.Should().BeInRange(2, 4, "1,340 rows at 500 a call");
        (EventRows(), _folder.Number("SELECT count(*) FROM ack"), _folder.Number("SELECT count(*) FROM grave")).Should().Be((0, 0, 0));
    }

    [Fact]
    public async Task Pruning_goes_on_after_a_restart()
    {
        await _journal.WriteAsync(1, Opened("ROOM1", "e1", Events(1, 800)), Opened("ROOM2", "e1", Events(1, 600)));
        await _journal.WriteAsync(2, new RoomDeletion("ROOM1"), new RoomCommit("ROOM2", "e1") { ForgetUpTo = 599 });
        await _journal.PruneAsync();
        await _journal.DisposeAsync();
        await InitializeAsync();

        while (await _journal.PruneAsync())
        {
        }

        EventRows().Should().BeLessThan(501);
        (await _journal.EntriesAsync("ROOM2", first: 600)).Should().ContainSingle();
        (await _journal.LoadAsync("ROOM2"))!.EpochRaised.Should().BeNull();
    }

    [Fact]
    public async Task Space_left_unused_is_given_back_to_the_disk()
    {
        await _journal.WriteAsync(1, Opened("ROOM1", "e1", [.. Enumerable.Range(1, 400).Select(seq => new LogEvent(seq, new byte[40_000], null))]));
        await _journal.WriteAsync(2, new RoomDeletion("ROOM1"));
        var before = _folder.Number("PRAGMA page_count");

        while (await _journal.PruneAsync())
        {
        }

        _folder.Number("PRAGMA page_count").Should().BeLessThan(before / 2);
    }

    [Fact]
    public async Task The_database_does_not_grow_while_a_log_stays_at_its_bound()
    {
        const int bound = 200;
        await _journal.WriteAsync(1, Opened("ROOM1", "e1", Events(1, bound)));
        long grown = 0;
        for (var number = 2; number <= 400; number++)
        {
            var first = bound + ((number - 2) * 20) + 1;
            await _journal.WriteAsync(number, new RoomCommit("ROOM1", "e1") { Events = Events(first, first + 19), ForgetUpTo = first + 19 - bound });
            while (await _journal.PruneAsync())
            {
            }

            if (number == 100) grown = _folder.Number("PRAGMA page_count");
        }

        _folder.Number("PRAGMA page_count").Should().BeLessThanOrEqualTo(grown + 10);
    }

    private long EventRows() => _folder.Number("SELECT count(*) FROM event");
}
