using GameServer.Engine;
using static GameServer.Tests.Journals.JournalSamples;

namespace GameServer.Tests.Journals;

public abstract partial class JournalContract
{
    [Fact]
    public async Task An_empty_journal_holds_nothing_and_expects_batch_1()
    {
        var opening = await RestartAsync();

        opening.Should().Be(new JournalOpening(LastBatch: 0, Rooms: 0, EpochsRaised: null));
        (await Journal.LoadAsync("ROOM1")).Should().BeNull();
    }

    [Fact, Trait("rule", "JRN-5")]
    public async Task A_clean_restart_keeps_batches_rooms_and_epochs()
    {
        await Journal.WriteAsync(1, Opened("ROOM1", "e1", Events(1, 3)), Opened("ROOM2"));
        await Journal.WriteAsync(2, More("ROOM1", Event(4)));

        var opening = await RestartAsync();

        opening.Should().Be(new JournalOpening(LastBatch: 2, Rooms: 2, EpochsRaised: null));
        (await LoadAsync("ROOM1")).Should().Match<RoomRecord>(room => room.Epoch == "e1" && room.Head == 4 && room.EpochRaised == null);
        (await Journal.EntriesAsync("ROOM1")).Should().HaveCount(4);
    }

    [Fact, Trait("rule", "MOV-4")]
    public async Task A_commit_is_one_event_state_and_ack_together()
    {
        await Journal.WriteAsync(1, new RoomCommit("ROOM1", "e1")
        {
            Header = new RoomHeader("tictactoe", IsPrivate: true, HasEnded: false),
            Events = [Event(1)],
            Table = Utf8("who sits where"),
            State = Utf8("x in the middle"),
            Acks = [Ack("ann", 1)],
            Members = [new MembershipChange("ann", IsMember: true, Seat: 0)],
        });

        var room = await LoadAsync("ROOM1");

        room.Header.Should().Be(new RoomHeader("tictactoe", IsPrivate: true, HasEnded: false));
        (room.First, room.Head).Should().Be((1, 1));
        (room.Table.Text(), room.State.Text()).Should().Be(("who sits where", "x in the middle"));
        room.Acks.Should().ContainSingle().Which.Answer.Text().Should().Be("""{"n":1,"ok":true}""");
        (await Journal.RoomsOfAsync("ann")).Should().Equal(new PlayerRoom("ROOM1", "tictactoe", 0));
    }

    [Fact]
    public async Task What_a_commit_leaves_out_stays_as_it_was()
    {
        await Journal.WriteAsync(1, Opened("ROOM1"));

        await Journal.WriteAsync(2, new RoomCommit("ROOM1", "e1") { State = Utf8("newer") });

        var room = await LoadAsync("ROOM1");
        (room.Header, room.Table.Text(), room.State.Text()).Should().Be((Relay, "table", "newer"));
    }

    [Fact]
    public async Task Commits_of_one_batch_apply_in_their_order()
    {
        await Journal.WriteAsync(1,
            Opened("ROOM1", "e1", Event(1)),
            More("ROOM1", Event(2)),
            new RoomCommit("ROOM1", "e1") { State = Utf8("second") },
            new RoomCommit("ROOM1", "e1") { State = Utf8("third") });

        var room = await LoadAsync("ROOM1");
        (room.Head, room.State.Text()).Should().Be((2, "third"));
    }

    [Fact, Trait("rule", "JRN-7")]
    public async Task A_batch_given_again_under_its_number_changes_nothing()
    {
        await Journal.WriteAsync(1, Opened("ROOM1", "e1", Events(1, 2)));
        await Journal.WriteAsync(2, More("ROOM1", Event(3)));

        await Journal.WriteAsync(2, More("ROOM1", Event(3)));

        (await Journal.EntriesAsync("ROOM1")).Should().HaveCount(3);
        (await RestartAsync()).LastBatch.Should().Be(2);
    }

    [Fact]
    public async Task A_batch_that_is_neither_next_nor_last_is_refused()
    {
        await Journal.WriteAsync(1, Opened("ROOM1"));

        var skipping = async () => await Journal.WriteAsync(3, Opened("ROOM2"));

        (await skipping.Should().ThrowAsync<JournalGapException>()).WithMessage("*batch 1*expected 2*given 3*");
        (await Journal.LoadAsync("ROOM2")).Should().BeNull();
    }

    [Fact, Trait("rule", "JRN-2")]
    public async Task A_batch_with_a_gap_in_a_rooms_events_is_refused_whole()
    {
        await Journal.WriteAsync(1, Opened("ROOM1", "e1", Events(1, 2)));

        var skipping = async () => await Journal.WriteAsync(2, Opened("ROOM2"), More("ROOM1", Event(4)));

        (await skipping.Should().ThrowAsync<JournalGapException>()).WithMessage("Room ROOM1*expected event 3*given 4*");
        (await Journal.LoadAsync("ROOM2")).Should().BeNull("a batch is applied whole or not at all");
        await Journal.WriteAsync(2, More("ROOM1", Event(3)));
    }

    [Fact]
    public async Task The_first_commit_of_a_room_must_say_what_it_is()
    {
        var headless = async () => await Journal.WriteAsync(1, More("ROOM1", Event(1)));

        (await headless.Should().ThrowAsync<JournalGapException>()).WithMessage("Room ROOM1*header*");
    }

    [Fact]
    public async Task A_deleted_room_is_gone_with_everything_and_its_name_is_free()
    {
        await Journal.WriteAsync(1, Opened("ROOM1", "e1", Events(1, 20)) with
        {
            Acks = [Ack("ann", 1)],
            Members = [new MembershipChange("ann", IsMember: true, Seat: null)],
        });

        await Journal.WriteAsync(2, new RoomDeletion("ROOM1"));

        (await Journal.LoadAsync("ROOM1")).Should().BeNull();
        (await Journal.EntriesAsync("ROOM1")).Should().BeEmpty();
        (await Journal.RoomsOfAsync("ann")).Should().BeEmpty();

        await Journal.WriteAsync(3, Opened("ROOM1", "e2", Event(1)));

        var again = await LoadAsync("ROOM1");
        (again.Epoch, again.First, again.Head, again.Acks.Count).Should().Be(("e2", 1, 1, 0));
        (await Journal.EntriesAsync("ROOM1", "e2")).Should().ContainSingle();
    }

    [Fact]
    public async Task A_room_may_be_deleted_and_begun_again_in_one_batch()
    {
        await Journal.WriteAsync(1, Opened("ROOM1", "e1", Events(1, 5)));

        await Journal.WriteAsync(2, new RoomDeletion("ROOM1"), Opened("ROOM1", "e2", Event(1)));

        (await LoadAsync("ROOM1")).Head.Should().Be(1);
    }

    [Fact]
    public async Task Deleting_what_is_not_there_is_no_error()
    {
        await Journal.WriteAsync(1, new RoomDeletion("ROOM1"), new PlayerDeletion("ann"));

        (await RestartAsync()).LastBatch.Should().Be(1);
    }
}
