using GameServer.Engine;
using GameServer.Journals;
using Microsoft.Data.Sqlite;
using static GameServer.Tests.Journals.JournalSamples;

namespace GameServer.IntegrationTests.Journals;

/// <summary>When history was lost, every epoch is raised before anybody reads; when it was not, none is.</summary>
public sealed class SqliteEpochTests : IDisposable
{
    private readonly JournalFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact, Trait("rule", "JRN-5")]
    public async Task A_kill_9_raises_nothing_and_loses_nothing()
    {
        await using (var journal = await FilledAsync(batches: 5)) _folder.Crash();

        await using var after = _folder.NewJournal();
        var opening = await after.OpenAsync();

        opening.Should().Be(new JournalOpening(LastBatch: 5, Rooms: 2, EpochsRaised: null));
        (await after.EntriesAsync("ROOM1")).Should().HaveCount(5);
    }

    [Fact, Trait("rule", "JRN-1")]
    public async Task What_a_kill_9_left_in_the_systems_memory_is_on_the_disk_before_anybody_reads_it()
    {
        await using (var journal = await FilledAsync(batches: 5)) _folder.Crash();

        await using var after = _folder.NewJournal();
        await after.OpenAsync();

        // A checkpoint begins with an fsync of the write-ahead log; that it ran shows in the database file by itself.
        File.WriteAllBytes(_folder.File("alone.db"), ReadShared(_folder.Database));
        using var alone = new SqliteConnection($"Data Source={_folder.File("alone.db")};Pooling=False");
        alone.Open();
        using var count = alone.CreateCommand();
        count.CommandText = "SELECT count(*) FROM event";
        count.ExecuteScalar().Should().Be(5L);
    }

    [Fact, Trait("rule", "JRN-3")]
    public async Task A_database_that_ends_below_the_mark_raises_every_epoch()
    {
        await using (var journal = await FilledAsync(batches: 3))
        {
            KeepDatabase();
            await journal.WriteAsync(4, More("ROOM1", Event(4)));
            await journal.WriteAsync(5, More("ROOM1", Event(5)));
        }

        RestoreDatabase();

        await using var after = _folder.NewJournal();
        var opening = await after.OpenAsync();

        opening.EpochsRaised.Should().Be("tail_loss");
        opening.LastBatch.Should().BeGreaterThan(5, "no number that somebody may have seen is used again");
        var epochs = new[] { (await after.LoadAsync("ROOM1"))!.Epoch, (await after.LoadAsync("ROOM2"))!.Epoch, (await after.LoadPlayerAsync("ann"))!.PersonalEpoch };
        epochs.Should().OnlyHaveUniqueItems().And.OnlyContain(epoch => epoch.Length == 16);
        (await after.LoadAsync("ROOM1"))!.Head.Should().Be(3);
        _folder.Log.Lines.Should().ContainSingle(line => line.StartsWith("1502 Error", StringComparison.Ordinal) && line.Contains("tail_loss"));
    }

    [Fact, Trait("rule", "JRN-5")]
    public async Task Raised_epochs_are_raised_once()
    {
        await using (var journal = await FilledAsync(batches: 3))
        {
        }

        File.Delete(_folder.Mark);
        string raised;
        await using (var first = _folder.NewJournal())
        {
            (await first.OpenAsync()).EpochsRaised.Should().Be("tail_loss");
            raised = (await first.LoadAsync("ROOM1"))!.Epoch;
            _folder.Crash();
        }

        await using var second = _folder.NewJournal();

        (await second.OpenAsync()).EpochsRaised.Should().BeNull();
        (await second.LoadAsync("ROOM1"))!.Epoch.Should().Be(raised);
    }

    [Fact, Trait("rule", "JRN-2")]
    public async Task After_tail_loss_a_lost_number_returns_under_another_epoch()
    {
        await using (var journal = await FilledAsync(batches: 3))
        {
            KeepDatabase();
            await journal.WriteAsync(4, More("ROOM1", Event(4)));
        }

        RestoreDatabase();
        await using var after = _folder.NewJournal();
        var opening = await after.OpenAsync();
        var epoch = (await after.LoadAsync("ROOM1"))!.Epoch;
        await after.WriteAsync(opening.LastBatch + 1, new RoomCommit("ROOM1", epoch) { Events = [new LogEvent(4, Utf8("another"), null)] });

        (await after.EntriesAsync("ROOM1", "e1", first: 4)).Should().BeEmpty();
        (await after.EntriesAsync("ROOM1", epoch, first: 4)).Should().Equal("4 another");
    }

    [Fact, Trait("rule", "JRN-3")]
    public async Task A_personal_room_and_its_player_get_the_same_epoch()
    {
        await using (var journal = await FilledAsync(batches: 1))
        {
            await journal.WriteAsync(2, Opened("ann", "p1", Event(1)));
        }

        File.Delete(_folder.Mark);
        await using var after = _folder.NewJournal();
        await after.OpenAsync();

        (await after.LoadAsync("ann"))!.Epoch.Should().Be((await after.LoadPlayerAsync("ann"))!.PersonalEpoch).And.NotBe("p1");
    }

    [Theory, Trait("rule", "JRN-3")]
    [InlineData("missing")]
    [InlineData("empty")]
    [InlineData("garbage")]
    [InlineData("another journal's")]
    public async Task Without_a_readable_mark_beside_a_journal_every_epoch_is_raised(string mark)
    {
        await using (var journal = await FilledAsync(batches: 3))
        {
        }

        using var other = new JournalFolder();
        await using (var journal = other.NewJournal()) await journal.OpenAsync();
        File.WriteAllBytes(_folder.Mark, mark switch
        {
            "garbage" => [.. Enumerable.Repeat((byte)0xA5, 8_192)],
            "another journal's" => File.ReadAllBytes(other.Mark),
            _ => [],
        });
        if (mark == "missing") File.Delete(_folder.Mark);

        await using var after = _folder.NewJournal();

        (await after.OpenAsync()).EpochsRaised.Should().Be("tail_loss");
    }

    [Fact, Trait("rule", "JRN-3")]
    public async Task A_mark_that_is_behind_is_harmless()
    {
        byte[] behind;
        await using (var journal = await FilledAsync(batches: 2))
        {
            behind = File.ReadAllBytes(_folder.Mark);
            for (var number = 3; number <= 6; number++) await journal.WriteAsync(number, More("ROOM1", Event(number)));
        }

        File.WriteAllBytes(_folder.Mark, behind);
        await using var after = _folder.NewJournal();

        (await after.OpenAsync()).Should().Be(new JournalOpening(LastBatch: 6, Rooms: 2, EpochsRaised: null));
    }

    [Fact, Trait("rule", "JRN-3")]
    public async Task A_torn_write_of_the_mark_leaves_the_slot_before_it()
    {
        await using (var journal = await FilledAsync(batches: 6))
        {
        }

        // Batch 6 is in the even slot.
        using (var mark = File.OpenWrite(_folder.Mark)) mark.Write([1, 2, 3]);
        await using var after = _folder.NewJournal();

        (await after.OpenAsync()).EpochsRaised.Should().BeNull();
    }

    [Fact, Trait("rule", "JRN-3")]
    public async Task Another_history_of_the_same_length_raises_every_epoch()
    {
        await using (var journal = await FilledAsync(batches: 2))
        {
            KeepDatabase();
            await journal.WriteAsync(3, More("ROOM1", Event(3)));
        }

        var seen = File.ReadAllBytes(_folder.Mark);
        RestoreDatabase();
        File.Delete(_folder.Mark);
        await using (var journal = _folder.NewJournal()) await journal.OpenAsync(); // raises, as batch 3: a history of the same length
        File.WriteAllBytes(_folder.Mark, seen);

        await using var after = _folder.NewJournal();

        (await after.OpenAsync()).EpochsRaised.Should().Be("tail_loss");
    }

    [Fact, Trait("rule", "JRN-3")]
    public async Task A_write_ahead_log_cut_short_raises_every_epoch()
    {
        await using (var journal = await FilledAsync(batches: 20)) _folder.Crash();
        using (var log = File.OpenWrite(_folder.Database + "-wal")) log.SetLength(log.Length / 2);

        await using var after = _folder.NewJournal();
        var opening = await after.OpenAsync();

        opening.EpochsRaised.Should().Be("tail_loss");
        (await after.LoadAsync("ROOM1"))!.Head.Should().BeInRange(1, 19);
    }

    [Fact, Trait("rule", "JRN-3")]
    public async Task One_flipped_bit_in_the_write_ahead_log_raises_every_epoch()
    {
        await using (var journal = await FilledAsync(batches: 20)) _folder.Crash();
        FlipBit(_folder.Database + "-wal", new FileInfo(_folder.Database + "-wal").Length / 2);

        await using var after = _folder.NewJournal();

        (await after.OpenAsync()).EpochsRaised.Should().Be("tail_loss");
    }

    [Fact, Trait("rule", "JRN-3")]
    public async Task A_lost_database_beside_its_mark_is_told()
    {
        await using (var journal = await FilledAsync(batches: 3))
        {
        }

        File.Delete(_folder.Database);
        await using var after = _folder.NewJournal();
        var opening = await after.OpenAsync();

        opening.Should().Match<JournalOpening>(o => o.EpochsRaised == "tail_loss" && o.Rooms == 0 && o.LastBatch == 4);
        await after.WriteAsync(5, Opened("ROOM9"));
    }

    [Theory, Trait("rule", "JRN-5")]
    [InlineData(Durability.Normal, true, true, "unclean_boot")]
    [InlineData(Durability.Normal, true, false, null)]
    [InlineData(Durability.Normal, false, true, null)]
    [InlineData(Durability.Full, true, true, null)]
    public async Task Only_a_changed_boot_after_an_unclean_stop_under_normal_raises_epochs(Durability durability, bool isKilled, bool isRebooted, string? reason)
    {
        await using (var journal = _folder.NewJournal(with: options => options with { Durability = durability }))
        {
            await journal.OpenAsync();
            await journal.WriteAsync(1, Opened("ROOM1", "e1", Event(1)));
            if (isKilled) _folder.Crash();
        }

        if (isRebooted) _folder.Machine.Boot = "boot-2";
        await using var after = _folder.NewJournal();

        (await after.OpenAsync()).EpochsRaised.Should().Be(reason);
    }

    [Fact, Trait("rule", "JRN-3")]
    public async Task The_mark_says_a_batch_before_its_write_completes()
    {
        await using var journal = await FilledAsync(batches: 1);
        for (var number = 2; number <= 5; number++)
        {
            await journal.WriteAsync(number, More("ROOM1", Event(number)));

            var newest = Math.Max(BatchInSlot(0), BatchInSlot(1));
            newest.Should().Be(number);
        }

        long BatchInSlot(int slot) => BitConverter.ToInt64(ReadShared(_folder.Mark), slot * 4_096 + 16);
    }

    private async Task<SqliteJournal> FilledAsync(int batches)
    {
        var journal = _folder.NewJournal();
        await journal.OpenAsync();
        await journal.WriteAsync(1, Opened("ROOM1", "e1", Event(1)), Opened("ROOM2"), Player("ann"));
        for (var number = 2; number <= batches; number++) await journal.WriteAsync(number, More("ROOM1", Event(number)));
        return journal;
    }

    // The database with its write-ahead log as a backup would have taken them, without the mark.
    private void KeepDatabase()
    {
        foreach (var part in (string[])["", "-wal"]) File.WriteAllBytes(_folder.File("kept" + part), ReadShared(_folder.Database + part));
    }

    private void RestoreDatabase()
    {
        foreach (var part in (string[])["", "-wal"]) File.Copy(_folder.File("kept" + part), _folder.Database + part, overwrite: true);
    }

    private static byte[] ReadShared(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }

    private static void FlipBit(string path, long offset)
    {
        using var file = File.Open(path, FileMode.Open);
        file.Position = offset;
        var value = file.ReadByte();
        file.Position = offset;
        file.WriteByte((byte)(value ^ 4));
    }
}
