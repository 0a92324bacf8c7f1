using GameServer.Client;
using GameServer.Protocol;

namespace GameServer.Tests.Client;

public class MoveTests
{
    [Fact, Trait("rule", "MOV-2")]
    public async Task An_ack_says_at_which_event_the_move_took_effect()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();

        var ack = await room.SendAsync("place", 4).WaitAsync(Playing.Patience);

        ack.Should().Be(new Ack { N = 1, Seq = 1 });
        (await room.TakeAsync(2))[1].Should().Be(new RoomItem.Event("e1", 1, "place", 1, null, RawJson.From(4)));
    }

    [Fact, Trait("rule", "MOV-2")]
    public async Task A_refusal_is_an_ack_too()
    {
        await using var server = await FakeServer.StartAsync();
        server.OnSend = move => Task.FromResult<Ack?>(new Ack { N = move.N, Ok = false, Reason = Reasons.NotYourTurn });
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();

        (await room.SendAsync("place", 4).WaitAsync(Playing.Patience)).Reason.Should().Be(Reasons.NotYourTurn);
        room.PendingMoves.Should().Be(0);
    }

    [Fact, Trait("rule", "MOV-3")]
    public async Task A_move_whose_ack_was_lost_is_sent_again_with_its_number_and_takes_effect_once()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();
        await room.TakeAsync(1);
        server.OnSend = move =>
        {
            server.OnSend = null;
            server.Decide(move);
            ann.Cable.Cut();
            return new TaskCompletionSource<Ack?>().Task;
        };

        var ack = await room.SendAsync("place", 4).WaitAsync(Playing.Patience);

        ack.Seq.Should().Be(1);
        server.Sends.Select(move => move.N).Should().Equal(1, 1);
        server.With("KITE7", kite => kite.Log).Should().ContainSingle();
    }

    [Fact, Trait("rule", "MOV-5")]
    public async Task Moves_made_without_a_link_go_out_in_order_when_it_is_back()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();
        ann.Cable.IsDown = true;
        ann.Cable.Cut();
        await ann.HearsAsync<Link.Waiting>();

        var moves = Enumerable.Range(1, 40).Select(i => room.SendAsync("place", i)).ToList();
        ann.Cable.IsDown = false;
        var acks = await Task.WhenAll(moves).WaitAsync(Playing.Patience);

        acks.Select(ack => ack.N).Should().Equal(Enumerable.Range(1, 40).Select(n => (long)n));
        server.With("KITE7", kite => kite.Log).Select(entry => entry.Data!.Value.To<int>()).Should().Equal(Enumerable.Range(1, 40));
    }

    [Fact, Trait("rule", "MOV-6")]
    public async Task A_limit_delays_moves_and_changes_neither_order_nor_numbers()
    {
        await using var server = await FakeServer.StartAsync();
        var calls = 0;
        server.OnSend = move => Task.FromResult(Interlocked.Increment(ref calls) % 5 == 0
            ? new Ack { N = move.N, Ok = false, Reason = Reasons.RateLimited, RetryAfterMs = 2 }
            : null);
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();

        await Task.WhenAll(Enumerable.Range(1, 50).Select(i => room.SendAsync("place", i))).WaitAsync(Playing.Patience);

        server.With("KITE7", kite => kite.Log).Select(entry => entry.Data!.Value.To<int>()).Should().Equal(Enumerable.Range(1, 50));
        server.Sends.Should().OnlyContain(move => move.Args!.Single().To<int>() == move.N);
    }

    [Fact, Trait("rule", "MOV-7")]
    public async Task A_move_after_which_the_server_closed_twice_with_an_error_is_withdrawn_and_reported()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();
        await room.SendAsync("place", 1).WaitAsync(Playing.Patience);

        var poison = room.SendAsync("place", new string('a', FakeServer.MessageBytes));

        (await poison.Invoking(task => task.WaitAsync(Playing.Patience)).Should().ThrowAsync<MoveDroppedException>())
            .Which.Should().Match<MoveDroppedException>(e => e.Reason == DropReasons.Withdrawn && e.N == 2);
        ann.Cable.Dials.Should().Be(3, "two closings are proof, one is not");
        (await room.SendAsync("place", 2).WaitAsync(Playing.Patience)).N.Should().Be(2, "the number was never used");
    }

    [Fact, Trait("rule", "MOV-7")]
    public async Task A_lost_link_withdraws_nothing()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();
        var copies = 0;
        server.OnSend = _ =>
        {
            if (Interlocked.Increment(ref copies) > 4) return Task.FromResult<Ack?>(null);
            ann.Cable.Cut();
            return new TaskCompletionSource<Ack?>().Task;
        };

        (await room.SendAsync("place", 1).WaitAsync(Playing.Patience)).Ok.Should().BeTrue();

        copies.Should().Be(5);
    }

    [Fact, Trait("rule", "MOV-7")]
    public async Task A_move_that_is_too_large_is_refused_before_it_is_sent()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();

        await room.Invoking(r => r.SendAsync("place", new string('a', 9_000))).Should().ThrowAsync<ArgumentException>();

        server.Sends.Should().BeEmpty();
    }

    [Fact, Trait("rule", "MOV-5")]
    public async Task A_new_epoch_empties_the_outbox_and_is_reported()
    {
        await using var server = await FakeServer.StartAsync();
        var arrived = new TaskCompletionSource();
        server.OnSend = _ =>
        {
            arrived.SetResult();
            return new TaskCompletionSource<Ack?>().Task;
        };
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();
        await room.TakeAsync(1);
        var move = room.SendAsync("place", 1);
        await arrived.Task.WaitAsync(Playing.Patience);

        server.OnSend = null;
        server.With("KITE7", kite => kite.Epoch = "e2");
        server.Run = "run2";
        ann.Cable.Cut();

        (await move.Invoking(task => task.WaitAsync(Playing.Patience)).Should().ThrowAsync<MoveDroppedException>()).Which.Reason.Should().Be(DropReasons.Epoch);
        await ann.HearsAsync(said => said is Notice.HistoryLost { Reason: SnapshotReasons.Epoch });
        ann.Notices.Should().NotContain(notice => notice is Notice.Restarted, "something was lost");
        (await room.TakeAsync(1)).Single().Should().BeOfType<RoomItem.Snapshot>().Which.Epoch.Should().Be("e2");
        (await room.SendAsync("place", 1).WaitAsync(Playing.Patience)).N.Should().Be(1);
    }

    [Fact]
    public async Task A_restart_that_lost_nothing_is_told_as_one()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();
        await room.TakeAsync(1);

        server.Run = "run2";
        ann.Cable.Cut();

        await ann.HearsAsync<Notice.Restarted>();
    }

    [Fact]
    public async Task An_input_replaces_one_that_was_not_written_yet_and_the_newest_arrives()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();

        for (var i = 1; i <= 100; i++) room.SendInput(i);

        (await InputAsync(server, 100)).Data.To<int>().Should().Be(100);
    }

    [Fact]
    public async Task Inputs_are_numbered_above_those_of_an_earlier_client_of_the_seat()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();
        room.SendInput(1);
        var first = await InputAsync(server, 1);

        await using var again = await Playing.StartAsync(server);
        (await again.JoinAsync()).SendInput(2);

        (await InputAsync(server, 2)).N.Should().BeGreaterThan(first.N, "the server takes the highest number for the newest");
    }

    private static async Task<InputRequest> InputAsync(FakeServer server, int data)
    {
        while (true)
        {
            var input = await server.Inputs.Reader.ReadAsync().AsTask().WaitAsync(Playing.Patience);
            if (input.Data.To<int>() == data) return input;
        }
    }
}
