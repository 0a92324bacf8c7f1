using GameServer.Engine;
using GameServer.Journals;
using static GameServer.Tests.Journals.JournalSamples;

namespace GameServer.IntegrationTests.Journals;

/// <summary>While the journal cannot write, commits wait and reads go on; then the same batch goes through, once (JRN-7).</summary>
public sealed class SqliteStallTests : IAsyncLifetime
{
    private readonly JournalFolder _folder = new();
    private SqliteJournal _journal = null!;

    public Task InitializeAsync() => OpenAsync(maxMB: 4_096);

    public async Task DisposeAsync()
    {
        await _journal.DisposeAsync();
        _folder.Dispose();
    }

    [Fact, Trait("rule", "JRN-7")]
    public async Task A_locked_file_is_busy_and_then_takes_the_same_batch()
    {
        await _journal.WriteAsync(1, Opened("ROOM1", "e1", Event(1)));
        using (var other = _folder.Connect())
        {
            using var lockIt = other.CreateCommand();
            lockIt.CommandText = "BEGIN EXCLUSIVE";
            lockIt.ExecuteNonQuery();

            (await FailureAsync(2, More("ROOM1", Event(2)))).Should().Match<JournalException>(e => e.Fault == JournalFault.Busy && e.Message.Contains(_folder.Database));
            (await _journal.EntriesAsync("ROOM1")).Should().HaveCount(1, "reads go on");
        }

        await _journal.WriteAsync(2, More("ROOM1", Event(2)));

        (await _journal.EntriesAsync("ROOM1")).Should().HaveCount(2);
    }

    [Fact, Trait("rule", "FLT-6")]
    public async Task A_disk_that_hangs_does_not_hold_up_whoever_closes_the_journal()
    {
        await _journal.DisposeAsync();
        using var disk = new HangingDisk();
        _journal = _folder.NewJournal(disk);
        await _journal.OpenAsync();

        disk.Hang();
        var written = _journal.WriteAsync(1, Opened("ROOM1", "e1", Event(1))).AsTask();
        await disk.Hanging.WaitAsync(TimeSpan.FromSeconds(10));
        var closed = _journal.DisposeAsync().AsTask();
        closed.IsCompleted.Should().BeFalse("its caller decides how long to wait");
        disk.Dispose();

        await closed;
        await written;
    }

    // The writer asks for the time in the middle of a batch.
    private sealed class HangingDisk : TimeProvider, IDisposable
    {
        private readonly TaskCompletionSource _hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _heals = new();
        private volatile bool _hangs;

        public Task Hanging => _hanging.Task;

        public void Hang() => _hangs = true;

        public override DateTimeOffset GetUtcNow()
        {
            if (!_hangs) return base.GetUtcNow();
            _hanging.TrySetResult();
            _heals.Task.Wait(TimeSpan.FromSeconds(5));
            return base.GetUtcNow();
        }

        public void Dispose() => _heals.TrySetResult();
    }

    [Fact, Trait("rule", "JRN-7")]
    public async Task A_full_disk_takes_the_same_batch_once_there_is_space()
    {
        await _journal.WriteAsync(1, Opened("ROOM1", "e1", Event(1)));
        _folder.Machine.Free = 100 << 20;
        await OpenAsync(maxMB: 4_096);

        (await FailureAsync(2, More("ROOM1", Event(2)))).Should().Match<JournalException>(e => e.Fault == JournalFault.Full && e.Message.Contains("100 MB free"));
        (await _journal.EntriesAsync("ROOM1")).Should().HaveCount(1, "reads go on");
        _folder.Machine.Free = 300 << 20;
        await _journal.WriteAsync(2, More("ROOM1", Event(2)));

        (await _journal.EntriesAsync("ROOM1")).Should().HaveCount(2);
    }

    [Fact, Trait("rule", "JRN-7")]
    public async Task A_journal_at_its_size_limit_takes_the_same_batch_once_it_may_grow()
    {
        await OpenAsync(maxMB: 1);
        var last = await FillUpAsync();
        var refused = Big(last + 1);
        (await FailureAsync(last + 1, refused)).Should().Match<JournalException>(e => e.Fault == JournalFault.Full && e.IsUndone && e.Message.Contains("raise Disk:MaxMB and restart"), "it is still full");
        (await _journal.LoadAsync("ROOM1"))!.Head.Should().Be(last, "a refused batch leaves nothing");

        (await OpenAsync(maxMB: 4)).LastBatch.Should().Be(last);
        await _journal.WriteAsync(last + 1, refused);

        (await _journal.LoadAsync("ROOM1"))!.Head.Should().Be(last + 1);
    }

    [Fact, Trait("rule", "JRN-7")]
    public async Task A_full_journal_makes_room_from_what_is_forgotten()
    {
        await OpenAsync(maxMB: 1);
        await _journal.WriteAsync(1, Opened("ROOM1", "e1", Big(1).Events[0]), Opened("ROOM2", "e1", [.. Enumerable.Range(1, 20).Select(n => BigEvent(n))]));
        await _journal.WriteAsync(2, new RoomDeletion("ROOM2"));
        var last = await FillUpAsync(from: 3);

        await _journal.WriteAsync(last + 1, Big((await _journal.LoadAsync("ROOM1"))!.Head + 1));
    }

    [Fact, Trait("rule", "JRN-7")]
    public async Task A_full_journal_takes_deletions_in_place_of_what_it_refused_and_then_that()
    {
        await OpenAsync(maxMB: 1);
        await _journal.WriteAsync(1, Opened("ROOM2", "e1", [.. Enumerable.Range(1, 20).Select(n => BigEvent(n))]));
        var last = await FillUpAsync(from: 2);
        _folder.Machine.Free = 0;

        await _journal.WriteAsync(last + 1, new RoomDeletion("ROOM2"));
        await _journal.PruneAsync();
        _folder.Machine.Free = long.MaxValue;
        await _journal.WriteAsync(last + 2, Big((await _journal.LoadAsync("ROOM1"))!.Head + 1));

        (await _journal.LoadAsync("ROOM2")).Should().BeNull();
    }

    [Fact, Trait("rule", "JRN-7")]
    public async Task A_stalled_journal_is_the_same_after_a_kill()
    {
        await _journal.WriteAsync(1, Opened("ROOM1", "e1", Event(1)));
        _folder.Machine.Free = 0;
        await OpenAsync(maxMB: 4_096);
        await FailureAsync(2, More("ROOM1", Event(2)));
        _folder.Crash();
        _folder.Machine.Free = long.MaxValue;

        (await OpenAsync(maxMB: 4_096)).Should().Be(new JournalOpening(LastBatch: 1, Rooms: 1, EpochsRaised: null));
        await _journal.WriteAsync(2, More("ROOM1", Event(2)));
    }

    [Fact]
    public async Task A_second_server_on_the_same_data_is_refused_with_one_sentence()
    {
        await using var second = _folder.NewJournal();

        var opening = async () => await second.OpenAsync();

        (await opening.Should().ThrowAsync<JournalException>())
            .WithMessage($"Another server already runs on the data directory {_folder.Path}. Stop it, or give this one its own GameServer:DataDirectory.")
            .Which.Fault.Should().Be(JournalFault.Busy);
        await _journal.WriteAsync(1, Opened("ROOM1"));
    }

    [Fact]
    public async Task The_data_is_free_again_when_the_first_server_has_stopped()
    {
        await using var second = _folder.NewJournal();
        var refused = async () => await second.OpenAsync();
        await refused.Should().ThrowAsync<JournalException>();

        await _journal.DisposeAsync();

        (await second.OpenAsync()).LastBatch.Should().Be(0);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_refused_with_one_sentence()
    {
        var blocked = _folder.File("file");
        await File.WriteAllTextAsync(blocked, "in the way");
        await using var journal = _folder.NewJournal(with: options => options with { DataDirectory = Path.Combine(blocked, "data") });

        var opening = async () => await journal.OpenAsync();

        (await opening.Should().ThrowAsync<JournalException>()).WithMessage("The data directory *file/data cannot be written*GameServer:DataDirectory.");
    }

    [Fact]
    public async Task A_call_before_the_opening_is_a_bug_and_says_so()
    {
        await using var journal = _folder.NewJournal();

        var early = async () => await journal.WriteAsync(1, Opened("ROOM1"));

        (await early.Should().ThrowAsync<InvalidOperationException>()).WithMessage("*OpenAsync*");
    }

    private async Task<JournalOpening> OpenAsync(int maxMB)
    {
        if (_journal is not null) await _journal.DisposeAsync();
        _journal = _folder.NewJournal(with: options => options with { MaxMB = maxMB });
        return await _journal.OpenAsync();
    }

    private async Task<JournalException> FailureAsync(long number, params JournalEntry[] batch)
    {
        var writing = async () => await _journal.WriteAsync(number, batch);
        return (await writing.Should().ThrowAsync<JournalException>()).Which;
    }

    // Writes large events into ROOM1 until the journal is full; the number of the last batch that went through.
    private async Task<long> FillUpAsync(long from = 1)
    {
        for (var number = from; ; number++)
        {
            var head = (await _journal.LoadAsync("ROOM1"))?.Head ?? 0;
            try
            {
                await _journal.WriteAsync(number, head == 0 ? Opened("ROOM1", "e1", BigEvent(1)) : Big(head + 1));
            }
            catch (JournalException e) when (e.Fault == JournalFault.Full)
            {
                return number - 1;
            }

            number.Should().BeLessThan(200, "1 MB is soon full");
        }
    }

    private static RoomCommit Big(long seq) => More("ROOM1", BigEvent(seq));

    private static LogEvent BigEvent(long seq) => new(seq, new byte[20_000], null);
}
