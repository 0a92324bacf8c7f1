using GameServer.Client;
using GameServer.Protocol;

namespace GameServer.Tests.Client;

public class DeliveryTests
{
    [Fact, Trait("rule", "CON-5")]
    public async Task A_room_begins_with_its_state_and_goes_on_with_the_next_event()
    {
        await using var server = await FakeServer.StartAsync();
        for (var i = 0; i < 3; i++) server.Publish("KITE7", "chat");
        await using var ann = await Playing.StartAsync(server);

        var room = await ann.JoinAsync();
        server.Publish("KITE7", "chat", "hi");

        var items = await room.TakeAsync(2);
        items.Should().Equal(
            new RoomItem.Snapshot("e1", 3, SnapshotReasons.New, RawJson.From(3)),
            new RoomItem.Event("e1", 4, "chat", 1, null, RawJson.From("hi")));
        room.Cursor.Should().Be(new Cursor("e1", 4));
    }

    [Fact, Trait("rule", "CON-5")]
    public async Task Events_that_overtake_the_answer_of_the_join_are_held_until_it_comes()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        server.OnEnter = async (code, connection) =>
        {
            // What is published between the attachment and the answer reaches the client first.
            var answer = server.With(code, room => room.Join(code, null));
            var arrived = server.With(code, room => room.Attached.Add(connection));
            server.Publish(code, "chat");
            server.Publish(code, "chat");
            server.TellAll(ClientMethods.Events, code, "e1", 3, (Entry[])[new() { Hidden = 4 }]);
            await server.RoundTripAsync(ann.Client);
            return arrived ? answer : null;
        };

        var room = await ann.JoinAsync();
        server.OnEnter = null;

        (await room.TakeAsync(1)).Single().Should().BeOfType<RoomItem.Snapshot>().Which.Seq.Should().Be(0);
        (await room.NumbersAsync(2)).Should().Equal(1, 2);
    }

    [Fact, Trait("rule", "DLV-1")]
    public async Task What_happened_while_the_link_was_down_comes_once_and_in_order()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();
        server.Publish("KITE7", "chat");
        await room.TakeAsync(2);

        ann.Cable.IsDown = true;
        ann.Cable.Cut();
        for (var i = 0; i < 5; i++) server.Publish("KITE7", "chat");
        ann.Cable.IsDown = false;

        (await room.NumbersAsync(5)).Should().Equal(2, 3, 4, 5, 6);
        await ann.HearsAsync(said => said is Notice.Replayed { Room: "KITE7", Missed: 5 });
        server.Hellos.Last().Join!.Single().Cursor.Should().Be(new Cursor("e1", 1));
        ann.Client.Desyncs.Should().Be(0);
    }

    [Fact, Trait("rule", "DLV-6")]
    public async Task What_arrived_and_was_not_taken_comes_again_from_the_next_connection()
    {
        await using var server = await FakeServer.StartAsync();
        var trace = new ListTrace();
        await using var ann = await Playing.StartAsync(server, options => options with { Trace = trace });
        var room = await ann.JoinAsync();
        await room.TakeAsync(1);
        for (var i = 0; i < 70; i++) server.Publish("KITE7", "chat");
        await server.SeenAsync(room.Code, atLeast: 63);

        ann.Cable.Cut();
        await ann.HearsAsync<Notice.Replayed>();
        var numbers = await room.NumbersAsync(70);

        numbers.Should().Equal(Enumerable.Range(1, 70).Select(n => (long)n));
        trace.Lines.Where(line => line.StartsWith("event", StringComparison.Ordinal)).Should().OnlyContain(line => line.EndsWith(" of 2", StringComparison.Ordinal));
        server.Hellos.Last().Join!.Single().Cursor!.Seq.Should().Be(0);
    }

    [Fact, Trait("rule", "DLV-6")]
    public async Task A_handler_that_throws_loses_and_repeats_nothing()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();
        for (var i = 0; i < 3; i++) server.Publish("KITE7", "chat");
        List<long> handled = [];

        async Task Handle()
        {
            await foreach (var item in room.ReadAsync())
            {
                if (item is not RoomItem.Event e) continue;
                handled.Add(e.Seq);
                if (e.Seq == 2) throw new InvalidOperationException("a bug of the application");
            }
        }
        await FluentActions.Invoking(() => Handle().WaitAsync(Playing.Patience)).Should().ThrowAsync<InvalidOperationException>();

        handled.AddRange(await room.NumbersAsync(1));
        handled.Should().Equal(1, 2, 3);
    }

    [Fact, Trait("rule", "DLV-1")]
    public async Task Numbers_for_others_move_the_cursor_and_are_not_shown()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();
        await room.TakeAsync(1);

        server.PublishHidden("KITE7");
        server.PublishHidden("KITE7");
        server.Publish("KITE7", "chat");

        (await room.NumbersAsync(1)).Should().Equal(3);
    }

    [Fact, Trait("rule", "SNP-2")]
    public async Task A_number_that_is_missing_is_counted_and_the_state_asked_for()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();
        await room.TakeAsync(1);
        server.With("KITE7", kite => kite.Log).Add(new Entry { Type = "chat", At = 1 });

        server.Publish("KITE7", "chat");

        var snapshot = (await room.TakeAsync(1)).Single().Should().BeOfType<RoomItem.Snapshot>().Subject;
        snapshot.Should().Match<RoomItem.Snapshot>(s => s.Seq == 2 && s.Reason == SnapshotReasons.Desync);
        ann.Client.Desyncs.Should().Be(1);
        await ann.HearsAsync<Notice.Desync>();
        server.Publish("KITE7", "chat");
        (await room.NumbersAsync(1)).Should().Equal(3);
    }

    [Fact, Trait("rule", "DLV-3")]
    public async Task The_server_is_told_what_arrived()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();

        for (var i = 0; i < 64; i++) server.Publish(room.Code, "chat");

        (await server.SeenAsync(room.Code, atLeast: 63)).Should().BeInRange(63, 64, "the snapshot of the join counts too");
    }

    [Fact, Trait("rule", "DLV-3")]
    public async Task An_application_that_does_not_read_holds_the_server_back()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server, options => options with { ReadAheadBytes = 4_096 });
        var room = await ann.JoinAsync();
        for (var i = 0; i < 200; i++) server.Publish(room.Code, "chat", new string('a', 100));
        await server.RoundTripAsync(ann.Client);
        while (server.Seen.Reader.TryRead(out var seen)) seen.Seq.Should().BeLessThan(64, "4 KB are read ahead, and no more");

        await room.TakeAsync(201);

        (await server.SeenAsync(room.Code, atLeast: 64)).Should().Be(200);
    }

    [Fact, Trait("rule", "FRM-2")]
    public async Task A_frame_comes_after_the_event_it_is_based_on()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();
        await room.TakeAsync(1);

        server.Tell("KITE7", ClientMethods.Frame, "KITE7", 7, 1, "picture");
        server.Publish("KITE7", "chat");

        (await room.TakeAsync(2))[1].Should().Be(new RoomItem.Frame(7, 1, RawJson.From("picture")));
    }

    [Fact]
    public async Task A_room_that_is_over_ends_the_stream_after_what_came_before()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();
        await room.TakeAsync(1);

        server.Publish("KITE7", "chat");
        server.Tell("KITE7", ClientMethods.Left, "KITE7", LeftReasons.Kicked, null);

        (await room.TakeAsync(9)).Should().HaveCount(2).And.HaveElementAt(1, new RoomItem.Left(LeftReasons.Kicked, null));
        (await room.TakeAsync(1)).Should().BeEmpty("the stream has ended");
        ann.Cable.Cut();
        await ann.HearsAsync(_ => server.Hellos.Count == 2 && ann.Client.Link is Link.Live);
        server.Hellos.Last().Join.Should().BeEmpty("nobody resumes what is over");
    }

    [Fact]
    public async Task Two_readers_of_one_room_are_refused()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();
        await using var first = room.ReadAsync().GetAsyncEnumerator();
        await first.MoveNextAsync();

        await room.Invoking(r => r.TakeAsync(1)).Should().ThrowAsync<InvalidOperationException>().WithMessage("Room KITE7 has a reader*");
    }
}
