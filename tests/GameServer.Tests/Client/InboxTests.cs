using GameServer.Client;
using GameServer.Protocol;

namespace GameServer.Tests.Client;

public class InboxTests
{
    private const string Epoch = "e1";

    [Fact, Trait("rule", "DLV-1")]
    public void Exactly_the_next_number_is_taken_and_what_was_there_before_is_not()
    {
        var inbox = At(7);

        inbox.Events(Epoch, 7, Events(7)).Should().Be(Arrival.Ignored);
        inbox.Events(Epoch, 6, Events(6, 7, 8, 9)).Should().Be(Arrival.Taken);

        Numbers(inbox).Should().Equal(8, 9);
    }

    [Fact, Trait("rule", "DLV-1")]
    public void A_missing_number_stops_the_room_until_a_snapshot_comes()
    {
        var inbox = At(7);

        inbox.Events(Epoch, 9, Events(9)).Should().Be(Arrival.Gap);
        inbox.Events(Epoch, 8, Events(8)).Should().Be(Arrival.Ignored, "what comes before the snapshot is part of it");
        inbox.Snapshot(Epoch, 10, default, SnapshotReasons.Desync).Should().Be(Arrival.Taken);
        inbox.Events(Epoch, 11, Events(11)).Should().Be(Arrival.Taken);

        Numbers(inbox).Should().Equal(10, 11);
    }

    [Fact, Trait("rule", "DLV-1")]
    public void A_hidden_range_moves_the_cursor_and_one_that_begins_in_the_past_counts_its_new_part()
    {
        var inbox = At(3);

        inbox.Events(Epoch, 4, [Hidden(6), Event(7)]).Should().Be(Arrival.Taken);
        inbox.Events(Epoch, 5, [Hidden(9), Event(10)]).Should().Be(Arrival.Taken);

        Numbers(inbox).Should().Equal(7, 10);
        inbox.Cursor.Should().Be(new Cursor(Epoch, 10));
    }

    [Fact, Trait("rule", "DLV-6")]
    public void The_cursor_has_moved_when_an_item_is_handed_out_and_not_before()
    {
        var inbox = At(7);
        inbox.Events(Epoch, 8, Events(8, 9));
        inbox.Cursor!.Seq.Should().Be(7);

        inbox.TryTake(out _);

        inbox.Cursor!.Seq.Should().Be(8);
    }

    [Fact, Trait("rule", "DLV-6")]
    public void What_a_connection_delivered_and_nobody_took_is_forgotten_with_it()
    {
        var inbox = At(7);
        inbox.Events(Epoch, 8, Events(8, 9));
        inbox.TryTake(out _);

        inbox.Detach();

        inbox.TryTake(out _).Should().BeFalse();
        inbox.Cursor.Should().Be(new Cursor(Epoch, 8), "the next connection resumes behind what was taken");
        inbox.Events(Epoch, 9, Events(9)).Should().Be(Arrival.Ignored, "nobody is attached");
    }

    [Fact, Trait("rule", "SNP-1")]
    public void A_snapshot_sets_the_cursor_to_its_number_and_the_next_one_follows()
    {
        var inbox = At(7);

        inbox.Snapshot(Epoch, 20, RawJson.From("state"), SnapshotReasons.Trimmed).Should().Be(Arrival.Taken);
        inbox.Events(Epoch, 21, Events(21)).Should().Be(Arrival.Taken);

        inbox.TryTake(out var item);
        item.Should().Be(new RoomItem.Snapshot(Epoch, 20, SnapshotReasons.Trimmed, RawJson.From("state")));
        inbox.Cursor.Should().Be(new Cursor(Epoch, 20));
    }

    [Fact]
    public void A_pushed_snapshot_that_lies_behind_is_a_late_one_unless_it_corrects_the_cursor()
    {
        var inbox = At(7);

        inbox.Snapshot(Epoch, 5, default, SnapshotReasons.Trimmed).Should().Be(Arrival.Ignored);
        inbox.Snapshot(Epoch, 5, default, SnapshotReasons.Ahead).Should().Be(Arrival.Taken);
    }

    [Fact]
    public void An_answer_that_resumes_another_history_than_the_cursors_is_a_gap() =>
        At(7).Attach(new Joined { Epoch = "e2", Resume = "replay" }).Should().Be(Arrival.Gap);

    [Fact]
    public void An_answer_may_announce_a_snapshot_that_comes_as_a_message()
    {
        var inbox = new Inbox();

        inbox.Attach(new Joined { Epoch = Epoch, Resume = "snapshot" }).Should().Be(Arrival.Ignored);
        inbox.Events(Epoch, 3, Events(3)).Should().Be(Arrival.Ignored, "it is part of the snapshot to come");
        inbox.Snapshot(Epoch, 3, default, SnapshotReasons.New);

        Numbers(inbox).Should().Equal(3);
    }

    [Fact, Trait("rule", "FRM-2")]
    public void A_frame_is_handed_out_after_the_event_it_is_based_on_and_only_the_newest()
    {
        var inbox = At(7);
        inbox.Frame(new RoomItem.Frame(1, 8, default));
        inbox.TryTake(out _).Should().BeFalse("event 8 is not there");

        inbox.Events(Epoch, 8, Events(8));
        inbox.Frame(new RoomItem.Frame(2, 8, default));
        inbox.Frame(new RoomItem.Frame(3, 8, default));

        Drain(inbox).Should().Equal(new RoomItem.Event(Epoch, 8, "e", 0, null, RawJson.From(8)), new RoomItem.Frame(3, 8, default));
    }

    [Fact]
    public void The_last_item_comes_after_what_arrived_before_it()
    {
        var inbox = At(7);
        inbox.Events(Epoch, 8, Events(8));
        inbox.Left("ended", null);

        inbox.Events(Epoch, 9, Events(9)).Should().Be(Arrival.Ignored);

        Drain(inbox)[1].Should().Be(new RoomItem.Left("ended", null));
    }

    [Fact]
    public void Bytes_that_wait_are_counted_until_they_are_taken()
    {
        var inbox = At(7);
        inbox.Events(Epoch, 8, [Event(8), Hidden(10)]);
        inbox.PendingBytes.Should().BePositive();

        Drain(inbox);

        inbox.PendingBytes.Should().Be(0);
    }

    private static Inbox At(long seq)
    {
        var inbox = new Inbox();
        inbox.Attach(new Joined { Epoch = Epoch, Resume = "snapshot", Snapshot = new SnapshotBody(seq, default, SnapshotReasons.New) });
        inbox.TryTake(out _);
        return inbox;
    }

    private static Entry[] Events(params long[] numbers) => [.. numbers.Select(Event)];

    private static Entry Event(long seq) => new() { Type = "e", At = 0, Data = RawJson.From(seq) };

    private static Entry Hidden(long upTo) => new() { Hidden = upTo };

    private static List<RoomItem> Drain(Inbox inbox)
    {
        List<RoomItem> items = [];
        while (inbox.TryTake(out var item)) items.Add(item);
        return items;
    }

    private static IEnumerable<long> Numbers(Inbox inbox) => Drain(inbox).Where(item => item is not RoomItem.Hidden).Select(item => item switch
    {
        RoomItem.Event e => e.Seq,
        RoomItem.Snapshot s => s.Seq,
        _ => -1,
    });
}
