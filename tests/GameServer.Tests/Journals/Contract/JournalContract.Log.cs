using GameServer.Engine;
using static GameServer.Tests.Journals.JournalSamples;

namespace GameServer.Tests.Journals;

public abstract partial class JournalContract
{
    [Fact]
    public async Task Events_come_back_in_order_and_byte_for_byte()
    {
        await Journal.WriteAsync(1, Opened("ROOM1", "e1", Events(1, 3)));
        await Journal.WriteAsync(2, More("ROOM1", Events(4, 5)));

        var read = await Journal.EntriesAsync("ROOM1");

        read.Should().Equal(Events(1, 5).Select(e => $"{e.Seq} {e.Entry.Text()}"));
    }

    [Fact]
    public async Task A_read_starts_at_the_number_asked_for_and_stops_at_its_count()
    {
        await Journal.WriteAsync(1, Opened("ROOM1", "e1", Events(1, 10)));

        var read = await Journal.ReadAsync("ROOM1", "e1", first: 4, maxEvents: 3, maxBytes: int.MaxValue);

        read.Select(e => e.Seq).Should().Equal(4, 5, 6);
    }

    [Fact]
    public async Task A_read_ends_with_the_event_that_passes_its_bytes()
    {
        await Journal.WriteAsync(1, Opened("ROOM1", "e1", Events(1, 9)));

        var read = await Journal.ReadAsync("ROOM1", "e1", first: 1, maxEvents: 100, maxBytes: 2 * Event(1).Size);

        read.Select(e => e.Seq).Should().Equal(1, 2, 3);
    }

    [Fact]
    public async Task A_read_beyond_the_head_is_empty()
    {
        await Journal.WriteAsync(1, Opened("ROOM1", "e1", Events(1, 3)));

        (await Journal.EntriesAsync("ROOM1", first: 4)).Should().BeEmpty();
    }

    [Fact, Trait("rule", "JRN-2")]
    public async Task A_read_under_another_epoch_is_empty()
    {
        await Journal.WriteAsync(1, Opened("ROOM1", "e1", Events(1, 3)));

        (await Journal.EntriesAsync("ROOM1", epoch: "e2")).Should().BeEmpty();
    }

    [Fact]
    public async Task Rooms_keep_their_events_apart()
    {
        await Journal.WriteAsync(1, Opened("ROOM1", "e1", Events(1, 3)), Opened("ROOM2", "e1", Events(1, 2)));

        (await Journal.EntriesAsync("ROOM2")).Should().HaveCount(2);
    }

    [Fact]
    public async Task Forgotten_events_cannot_be_read_any_more()
    {
        await Journal.WriteAsync(1, Opened("ROOM1", "e1", Events(1, 10)));

        await Journal.WriteAsync(2, new RoomCommit("ROOM1", "e1") { ForgetUpTo = 4 });

        var room = await LoadAsync("ROOM1");
        (room.First, room.Head, room.Sizes.Count).Should().Be((5, 10, 6));
        (await Journal.EntriesAsync("ROOM1", first: 4)).Should().BeEmpty("number 4 is not there any more");
        (await Journal.EntriesAsync("ROOM1", first: 5)).Should().HaveCount(6);
    }

    [Fact]
    public async Task A_room_may_forget_everything_and_go_on_with_the_next_number()
    {
        await Journal.WriteAsync(1, Opened("ROOM1", "e1", Events(1, 10)));
        await Journal.WriteAsync(2, new RoomCommit("ROOM1", "e1") { ForgetUpTo = 10 });

        var empty = await LoadAsync("ROOM1");
        await Journal.WriteAsync(3, More("ROOM1", Event(11)));

        (empty.First, empty.Head).Should().Be((11, 10));
        (await Journal.EntriesAsync("ROOM1", first: 11)).Should().ContainSingle();
    }

    [Fact]
    public async Task Forgetting_never_goes_back()
    {
        await Journal.WriteAsync(1, Opened("ROOM1", "e1", Events(1, 10)));
        await Journal.WriteAsync(2, new RoomCommit("ROOM1", "e1") { ForgetUpTo = 6 });

        await Journal.WriteAsync(3, new RoomCommit("ROOM1", "e1") { ForgetUpTo = 3 });

        (await LoadAsync("ROOM1")).First.Should().Be(7);
    }

    [Fact, Trait("rule", "PRV-1")]
    public async Task An_audience_is_kept_with_its_event()
    {
        await Journal.WriteAsync(1, Opened("ROOM1", "e1",
            Event(1), Event(2, Audience.Only("ann", "bob")), Event(3), Event(4, Audience.Except("cat")), Event(5, Audience.Only())));

        var room = await LoadAsync("ROOM1");
        var read = await Journal.ReadAsync("ROOM1", "e1", 1, 100, int.MaxValue);

        room.Private.Select(e => $"{e.Seq}{e.Audience}").Should().Equal("2+ann,bob", "4-cat", "5+");
        read.Select(e => e.Audience?.ToString()).Should().Equal(null, "+ann,bob", null, "-cat", "+");
    }

    [Fact]
    public async Task A_loaded_room_knows_the_size_of_each_event()
    {
        LogEvent[] events = [new(1, Utf8("{}"), null), new(2, Utf8(new string('x', 5_000)), null), Event(3)];
        await Journal.WriteAsync(1, Opened("ROOM1", "e1", events));

        (await LoadAsync("ROOM1")).Sizes.Should().Equal(events.Select(e => e.Size));
    }

    [Fact, Trait("rule", "JRN-2")]
    public async Task A_commit_under_a_new_epoch_goes_on_with_the_numbers()
    {
        await Journal.WriteAsync(1, Opened("ROOM1", "e1", Events(1, 5)));

        await Journal.WriteAsync(2, new RoomCommit("ROOM1", "e2") { ForgetUpTo = 5, Events = [Event(6)] });

        var room = await LoadAsync("ROOM1");
        (room.Epoch, room.First, room.Head).Should().Be(("e2", 6, 6));
        (await Journal.EntriesAsync("ROOM1", "e1")).Should().BeEmpty("nobody stands in the old epoch any more");
        (await Journal.EntriesAsync("ROOM1", "e2", first: 6)).Should().ContainSingle();
    }

    [Fact]
    public async Task Pruning_takes_only_what_is_forgotten()
    {
        await Journal.WriteAsync(1, Opened("ROOM1", "e1", Events(1, 1_500)), Opened("ROOM2", "e1", Events(1, 700)));
        await Journal.WriteAsync(2, new RoomCommit("ROOM1", "e1") { ForgetUpTo = 1_400 }, new RoomDeletion("ROOM2"));

        while (await Journal.PruneAsync())
        {
        }

        (await Journal.EntriesAsync("ROOM1", first: 1_401)).Should().HaveCount(100);
        (await LoadAsync("ROOM1")).Sizes.Should().HaveCount(100);
    }

    [Fact]
    public async Task Reads_go_on_beside_writes()
    {
        await Journal.WriteAsync(1, Opened("ROOM1", "e1", Event(1)));
        using var over = new CancellationTokenSource();

        var reader = ReadUntilAsync(over.Token);
        for (var number = 2; number <= 64; number++) await Journal.WriteAsync(number, More("ROOM1", Event(number)));
        await over.CancelAsync();

        await reader.WaitAsync(TimeSpan.FromSeconds(20));
        (await LoadAsync("ROOM1")).Head.Should().Be(64, "64 group commits follow each other");

        async Task ReadUntilAsync(CancellationToken end)
        {
            await Task.Yield();
            while (!end.IsCancellationRequested)
            {
                var durable = (await LoadAsync("ROOM1")).Head;
                (await Journal.ReadAsync("ROOM1", "e1", 1, 100, int.MaxValue, CancellationToken.None)).Select(e => e.Seq).Take((int)durable)
                    .Should().Equal(Enumerable.Range(1, (int)durable).Select(seq => (long)seq));
            }
        }
    }
}
