using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Rooms;

public sealed class DeliveryTests
{
    [Fact, Trait("rule", "DLV-1"), Trait("rule", "DLV-2")]
    public void Everybody_in_a_room_gets_every_event_once_and_in_order()
    {
        var server = new TestNode();
        var ann = server.Player("ann");
        var room = ann.Create().Room!;
        var bob = server.Player("bob");
        var head = bob.Join(room).Head!.Value;

        for (var n = 1; n <= 5; n++) ann.Send(room, n, "emit", "tick", n).Ok.Should().BeTrue();

        var expected = Enumerable.Range(1, 5).Select(i => (head + i, "tick"));
        bob.Events(room).Should().Equal(expected);
        ann.Events(room).Skip(1).Should().Equal(expected, "the first is bob's joined");
    }

    [Fact, Trait("rule", "JRN-1"), Trait("rule", "MOV-2")]
    public void Nobody_sees_an_event_or_an_ack_before_it_is_durable()
    {
        var server = new TestNode();
        var ann = server.Player("ann");
        var room = ann.Create().Room!;
        server.Journal.Shut();

        var ack = ann.Start(room, 1, "emit", "tick", 1);

        ack.IsCompleted.Should().BeFalse();
        ann.Events(room).Should().BeEmpty();

        server.Journal.Open();
        server.Scheduler.RunAll();

        ack.Result.Ok.Should().BeTrue();
        ann.Events(room).Should().Equal((ack.Result.Seq!.Value, "tick"));
    }

    [Fact, Trait("rule", "CON-1"), Trait("rule", "DLV-2"), Trait("rule", "DLV-5")]
    public void Who_comes_back_with_a_cursor_gets_exactly_what_was_missed()
    {
        var server = new TestNode();
        var ann = server.Player("ann");
        var room = ann.Create().Room!;
        var bob = server.Player("bob");
        var joined = bob.Join(room);
        bob.Drop();
        for (var n = 1; n <= 3; n++) ann.Send(room, n, "emit", "tick", n);

        var back = bob.Hello(join: new JoinRequest(room, new Cursor(joined.Epoch!, joined.Head!.Value))).Joined![0];

        back.Should().Match<Joined>(j => j.Ok && j.Resume == "replay" && j.Missed == 3 && j.Snapshot == null);
        bob.Events(room).Select(e => e.Seq).Should().Equal(joined.Head!.Value + 1, joined.Head.Value + 2, joined.Head.Value + 3);

        bob.Drop();
        var again = bob.Hello(join: new JoinRequest(room, new Cursor(joined.Epoch!, back.Head!.Value))).Joined![0];
        again.Should().Match<Joined>(j => j.Resume == "replay" && j.Missed == 0, "at the head that is an empty replay, always");
        bob.Events(room).Should().BeEmpty();
    }

    [Theory, Trait("rule", "SNP-2"), Trait("rule", "PRV-3"), Trait("rule", "JRN-5")]
    [InlineData(null, 0, "new")]
    [InlineData("another", 2, "epoch")]
    [InlineData("same", 9_999, "ahead")]
    [InlineData("same", 0, "new")]
    public void A_cursor_that_cannot_be_replayed_gets_a_snapshot_that_says_why(string? epoch, long seq, string reason)
    {
        var server = new TestNode();
        var ann = server.Player("ann");
        var room = ann.Create().Room!;
        ann.Send(room, 1, "emit", "tick");
        var bob = server.Player("bob");
        var joined = bob.Join(room);
        bob.Drop();

        var back = bob.Hello(join: new JoinRequest(room, epoch is null ? null : new Cursor(epoch == "same" ? joined.Epoch! : epoch, seq))).Joined![0];

        back.Resume.Should().Be("snapshot");
        back.Snapshot!.Reason.Should().Be(reason);
        back.Snapshot.Seq.Should().Be(back.Head!.Value);
        back.Missed.Should().Be(0);
        ann.Send(room, 2, "emit", "tock");
        bob.Events(room).Should().Equal((back.Head.Value + 1, "tock"));
    }

    [Fact, Trait("rule", "PRV-3")]
    public void A_malformed_cursor_is_refused_in_its_place_and_nothing_else_is()
    {
        var server = new TestNode();
        var ann = server.Player("ann");
        var room = ann.Create().Room!;
        ann.Drop();

        var welcome = ann.Hello(personal: Cursor.Malformed, join: [new JoinRequest(room, Cursor.Malformed), new JoinRequest(room)]);

        welcome.Ok.Should().BeTrue();
        welcome.Personal!.Reason.Should().Be("bad_request");
        welcome.Joined!.Select(j => j.Reason).Should().Equal("bad_request", null);
    }

    [Fact, Trait("rule", "DLV-4"), Trait("rule", "SNP-1")]
    public void A_reader_behind_the_logs_bound_gets_the_state_and_goes_on_from_there()
    {
        var server = new TestNode(options => options.Room.LogEvents = 16);
        var ann = server.Player("ann");
        var room = ann.Create().Room!;
        var bob = server.Player("bob");
        var joined = bob.Join(room);
        bob.Drop();
        for (var n = 1; n <= 40; n++) ann.Send(room, n, "emit", "tick", n);

        var back = bob.Hello(join: new JoinRequest(room, new Cursor(joined.Epoch!, joined.Head!.Value))).Joined![0];

        back.Snapshot!.Reason.Should().Be("trimmed");
        ann.Send(room, 41, "emit", "tock");
        bob.Events(room).Should().Equal((back.Head!.Value + 1, "tock"));
    }

    [Fact, Trait("rule", "DLV-2")]
    public void What_is_no_longer_in_memory_is_read_from_the_journal()
    {
        var server = new TestNode(options => (options.Room.HotEvents, options.Delivery.SeenEvents) = (4, 1_000));
        var ann = server.Player("ann");
        var room = ann.Create().Room!;
        var bob = server.Player("bob");
        var joined = bob.Join(room);
        bob.Drop();
        for (var n = 1; n <= 40; n++) ann.Send(room, n, "emit", "tick", n);
        server.Journal.Reads.Should().Be(0);

        var back = bob.Hello(join: new JoinRequest(room, new Cursor(joined.Epoch!, joined.Head!.Value))).Joined![0];

        back.Missed.Should().Be(40);
        bob.Events(room).Select(e => e.Seq).Should().Equal(Enumerable.Range(1, 40).Select(i => joined.Head!.Value + i));
        server.Journal.Reads.Should().BePositive();
    }

    [Fact, Trait("rule", "CON-2"), Trait("rule", "SNP-1")]
    public void What_was_being_read_from_the_journal_is_not_written_once_the_room_was_joined_anew()
    {
        var server = new TestNode(options => options.Room.HotEvents = 4);
        var ann = server.Player("ann");
        var room = ann.Create().Room!;
        var bob = server.Player("bob");
        var joined = bob.Join(room);
        bob.Drop();
        for (var n = 1; n <= 40; n++) ann.Send(room, n, "emit", "tick", n);
        server.Journal.ShutReads();
        bob.Hello(join: new JoinRequest(room, new Cursor(joined.Epoch!, joined.Head!.Value)));
        server.Journal.Reads.Should().BePositive();

        var anew = bob.Join(room);
        server.Journal.OpenReads();
        server.Scheduler.RunAll();
        ann.Send(room, 41, "emit", "tock");

        anew.Snapshot!.Seq.Should().Be(joined.Head.Value + 40);
        bob.Events(room).Should().Equal((anew.Snapshot.Seq + 1, "tock"));
    }

    [Fact, Trait("rule", "DLV-3"), Trait("rule", "JRN-7")]
    public void A_room_whose_events_cannot_be_read_holds_no_other_room_of_the_connection_up()
    {
        var server = new TestNode(options => options.Room.HotEvents = 4);
        var ann = server.Player("ann");
        var (unreadable, other) = (ann.Create().Room!, ann.Create().Room!);
        var bob = server.Player("bob");
        var joined = bob.Join(unreadable);
        bob.Drop();
        for (var n = 1; n <= 40; n++) ann.Send(unreadable, n, "emit", "tick", n);
        server.Journal.UnreadableRoom = unreadable;
        bob.Hello(join: [new JoinRequest(unreadable, new Cursor(joined.Epoch!, joined.Head!.Value)), new JoinRequest(other)]);

        var seq = ann.Send(other, 1, "emit", "tock").Seq!.Value;

        bob.Events(other).Should().Equal((seq, "tock"));
        bob.Events(unreadable).Should().BeEmpty();
        server.Journal.UnreadableRoom = null;
        server.Pass(0.2);
        bob.Events(unreadable).Should().HaveCount(40, "it was asked again");
    }

    [Fact, Trait("rule", "DLV-3")]
    public void A_client_that_acknowledges_nothing_is_written_a_window_and_no_more()
    {
        var server = new TestNode(options => options.Limits.MovesPerSecond = options.Limits.MovesBurst = 100_000);
        var ann = server.Player("ann");
        var room = ann.Create().Room!;
        var bob = server.Player("bob");
        var joined = bob.Join(room);
        for (var n = 1; n <= 500; n++)
        {
            ann.Send(room, n, "emit", "tick", n);
            ann.Seen(room, joined.Head!.Value + n);
        }

        bob.Events(room).Should().HaveCount(256, "that is the window in events");
        ann.Events(room).Should().HaveCount(501, "the others are not held up");

        bob.Seen(room, joined.Head!.Value + 200);
        bob.Seen(room, joined.Head!.Value + 400);

        bob.Events(room).Select(e => e.Seq).Should().Equal(Enumerable.Range(1, 500).Select(i => joined.Head!.Value + i));
    }

    [Fact, Trait("rule", "DLV-3")]
    public void A_connection_whose_write_hangs_delays_nobody_and_is_cut_after_ten_seconds()
    {
        var server = new TestNode();
        var ann = server.Player("ann");
        var room = ann.Create().Room!;
        var bob = server.Player("bob");
        var head = bob.Join(room).Head!.Value;
        bob.Connection.Hang();

        for (var n = 1; n <= 3; n++) ann.Send(room, n, "emit", "tick", n);

        ann.Events(room).Should().HaveCount(4);
        bob.Events(room).Should().Equal([(head + 1, "tick")], "one write is in flight, the others wait in the log");
        for (var i = 0; i < 11; i++)
        {
            bob.Session.Invoking(s => server.Node.Heard(s)).Should().NotThrow();
            server.Node.Heard(ann.Session);
            server.Pass(1);
        }
        bob.Connection.Last!.Reason.Should().Be("slow");
        ann.Connection.Last.Should().BeNull();
    }

    [Fact, Trait("rule", "DLV-1")]
    public void A_connection_that_catches_up_gets_few_large_messages()
    {
        var server = new TestNode(options => options.Limits.MovesPerSecond = options.Limits.MovesBurst = 100_000);
        var ann = server.Player("ann");
        var room = ann.Create().Room!;
        var bob = server.Player("bob");
        var joined = bob.Join(room);
        bob.Drop();
        for (var n = 1; n <= 200; n++)
        {
            ann.Send(room, n, "emit", "tick", n);
            ann.Seen(room, joined.Head!.Value + n);
        }

        bob.Hello(join: new JoinRequest(room, new Cursor(joined.Epoch!, joined.Head!.Value)));

        bob.Events(room).Should().HaveCount(200);
        bob.Connection.Written.OfType<EventBatch>().Should().HaveCountLessThan(5);
    }

    [Fact, Trait("rule", "DLV-1")]
    public void One_turns_events_are_the_same_message_for_all()
    {
        var server = new TestNode();
        var ann = server.Player("ann");
        var room = ann.Create().Room!;
        var bob = server.Player("bob");
        bob.Join(room);

        ann.Send(room, 1, "emit", "tick");

        bob.Connection.Written.OfType<EventBatch>().Last().Should().BeSameAs(ann.Connection.Written.OfType<EventBatch>().Last());
    }

    [Fact, Trait("rule", "SNP-1"), Trait("rule", "SNP-3")]
    public void A_client_out_of_step_asks_for_the_state_twice_in_thirty_seconds()
    {
        var server = new TestNode();
        var ann = server.Player("ann");
        var room = ann.Create().Room!;
        var seq = ann.Send(room, 1, "emit", "tick").Seq;

        ann.Snapshot(room).Ok.Should().BeTrue();
        ann.Snapshot(room).Ok.Should().BeTrue();
        ann.Snapshot(room).Reason.Should().Be("rate_limited");
        ann.Connection.Written.OfType<SnapshotMessage>().Should().HaveCount(2)
            .And.OnlyContain(message => message.Body.Seq == seq && message.Body.Reason == "desync");

        for (var i = 0; i < 31; i++)
        {
            server.Node.Heard(ann.Session);
            server.Pass(1);
        }
        ann.Snapshot(room).Ok.Should().BeTrue();
    }

    [Fact, Trait("rule", "SNP-3")]
    public void Leaving_the_room_and_joining_it_anew_brings_no_more_states()
    {
        var server = new TestNode();
        var room = server.Player("ann").Create().Room!;
        var bob = server.Player("bob");
        bob.Join(room);
        bob.Snapshot(room).Ok.Should().BeTrue();
        bob.Snapshot(room).Ok.Should().BeTrue();

        bob.Leave(room);
        bob.Join(room).Ok.Should().BeTrue();

        bob.Snapshot(room).Reason.Should().Be("rate_limited");
    }

    [Fact, Trait("rule", "SNP-2")]
    public void Replaying_too_much_too_often_gets_the_state_instead()
    {
        var server = new TestNode(options => options.Limits.ReplayBytesPer10Seconds = 1_500);
        var ann = server.Player("ann");
        var room = ann.Create().Room!;
        var bob = server.Player("bob");
        var joined = bob.Join(room);
        ann.Send(room, 1, "emit", "tick", new string('x', 1_000));
        var cursor = new Cursor(joined.Epoch!, joined.Head!.Value);
        bob.Drop();

        bob.Hello(join: new JoinRequest(room, cursor)).Joined![0].Resume.Should().Be("replay");
        bob.Hello(join: new JoinRequest(room, cursor)).Joined![0].Snapshot!.Reason.Should().Be("budget");
    }
}
