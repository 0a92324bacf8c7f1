using GameServer.Client;
using GameServer.Protocol;

namespace GameServer.Tests.Client;

public class RoomTests
{
    [Fact]
    public async Task A_room_one_is_in_already_is_given_as_it_is()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);

        var room = await ann.JoinAsync();

        (await ann.JoinAsync()).Should().BeSameAs(room);
        (await room.TakeAsync(1)).Single().Should().BeOfType<RoomItem.Snapshot>();
    }

    [Fact]
    public async Task A_refused_join_says_why()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        server.OnEnter = (_, _) => Task.FromResult<Joined?>(new Joined { Ok = false, Reason = Reasons.Full, Text = "This room is full." });

        var refused = await ann.Invoking(a => a.JoinAsync()).Should().ThrowAsync<RefusedException>();

        refused.Which.Message.Should().Be("Join was refused: full. This room is full.");
    }

    [Fact]
    public async Task A_room_that_is_unavailable_for_a_moment_is_joined_when_it_is_there()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        server.OnEnter = Once(server, new Joined { Ok = false, Reason = Reasons.Unavailable, RetryAfterMs = 1 });

        (await ann.JoinAsync()).Code.Should().Be("KITE7");
    }

    [Fact, Trait("rule", "CON-1")]
    public async Task A_resume_that_one_room_cannot_answer_is_repeated_for_that_room_alone()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();
        await room.TakeAsync(1);
        server.OnEnter = Once(server, new Joined { Ok = false, Reason = Reasons.Unavailable, RetryAfterMs = 1 });

        ann.Cable.Cut();
        await ann.HearsAsync<Notice.Replayed>();
        server.Publish("KITE7", "chat");

        (await room.NumbersAsync(1)).Should().Equal(1);
        ann.Cable.Dials.Should().Be(2);
    }

    [Fact]
    public async Task A_limit_that_names_no_time_is_not_asked_about_again_at_once()
    {
        var limited = TimeSpan.FromSeconds(10);
        var time = new ShorterTime(limited);
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server, options => options with { Time = time });
        var room = await ann.JoinAsync();
        await room.TakeAsync(1);
        server.OnEnter = Once(server, new Joined { Ok = false, Reason = Reasons.RateLimited, Text = "You are in 10 rooms: leave one first." });

        ann.Cable.Cut();
        await ann.HearsAsync<Notice.Replayed>();

        time.Shortened.Should().Be(1);
    }

    /// <summary>Waits of one length are over at once, and counted.</summary>
    private sealed class ShorterTime(TimeSpan length) : TimeProvider
    {
        private int _shortened;

        public int Shortened => Volatile.Read(ref _shortened);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime != length) return base.CreateTimer(callback, state, dueTime, period);
            Interlocked.Increment(ref _shortened);
            return base.CreateTimer(callback, state, TimeSpan.Zero, period);
        }
    }

    [Fact, Trait("rule", "DLV-1")]
    public async Task Events_of_a_room_that_resumes_late_are_held_until_its_answer()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();
        await room.TakeAsync(1);
        var late = new TaskCompletionSource();
        server.OnEnter = async (code, connection) =>
        {
            if (code != "KITE7") return null;
            if (late.TrySetResult())
            {
                // The welcome did not wait for the room, which is attached all the same.
                server.With(code, kite => kite.Attached.Add(connection));
                return new Joined { Ok = false, Reason = Reasons.Unavailable, RetryAfterMs = 1 };
            }
            server.Publish(code, "chat");
            await server.RoundTripAsync(ann.Client);
            return server.With(code, kite => kite.Join(code, new Cursor("e1", 0)) with { Missed = 0 });
        };

        ann.Cable.Cut();

        (await room.NumbersAsync(1)).Should().Equal(1);
        ann.Client.Desyncs.Should().Be(0);
    }

    [Fact]
    public async Task A_room_that_refuses_the_resume_is_over()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();
        await room.TakeAsync(1);
        server.OnEnter = (code, _) => Task.FromResult(code == "KITE7" ? new Joined { Ok = false, Reason = Reasons.Kicked } : null);

        ann.Cable.Cut();

        (await room.TakeAsync(2)).Should().Equal(new RoomItem.Left(Reasons.Kicked, null));
    }

    [Fact, Trait("rule", "MOV-5")]
    public async Task Leaving_drops_moves_and_the_numbers_go_on_when_one_comes_back()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();
        await room.SendAsync("place").WaitAsync(Playing.Patience);
        server.OnSend = _ => new TaskCompletionSource<Ack?>().Task;
        var pending = room.SendAsync("place");

        await room.LeaveAsync().WaitAsync(Playing.Patience);

        (await pending.Invoking(task => task).Should().ThrowAsync<MoveDroppedException>()).Which.Reason.Should().Be(DropReasons.Leave);
        server.With("KITE7", kite => kite.IsMember).Should().BeFalse();
        (await room.TakeAsync(9))[^1].Should().Be(new RoomItem.Left(LeftReasons.Leave, null));
        server.OnSend = null;
        var again = await ann.JoinAsync();
        again.Should().NotBeSameAs(room);
        (await again.SendAsync("place").WaitAsync(Playing.Patience)).N.Should().Be(2);
    }

    [Fact]
    public async Task A_room_left_while_the_link_was_down_is_left_when_it_is_back()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();
        ann.Cable.IsDown = true;
        ann.Cable.Cut();
        await ann.HearsAsync<Link.Waiting>();

        var leaving = room.LeaveAsync();
        ann.Cable.IsDown = false;
        await leaving.WaitAsync(Playing.Patience);

        server.Hellos.Last().Join.Should().BeEmpty();
        server.With("KITE7", kite => kite.IsMember).Should().BeFalse();
    }

    [Fact]
    public async Task Who_enters_a_room_again_that_is_still_being_left_is_in_it_at_the_end()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();
        var (asked, goesOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        server.OnLeave = () =>
        {
            asked.TrySetResult();
            return goesOn.Task;
        };

        var leaving = room.LeaveAsync();
        await asked.Task.WaitAsync(Playing.Patience);
        var joining = ann.JoinAsync();
        joining.IsCompleted.Should().BeFalse();
        await ann.Client.RoomsAsync().WaitAsync(Playing.Patience); // a Join sent before it would have been answered
        goesOn.SetResult();
        await leaving.WaitAsync(Playing.Patience);
        var again = await joining.WaitAsync(Playing.Patience);

        again.Should().NotBeSameAs(room);
        server.With("KITE7", kite => kite.IsMember).Should().BeTrue("it was asked for last");
        server.Publish("KITE7", "chat");
        (await again.TakeAsync(2))[1].Should().BeOfType<RoomItem.Event>();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_plays_while_a_room_is_being_left_waits_for_that_but_not_for_ever(bool isLeft)
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();
        var (asked, goesOn) = (new TaskCompletionSource(), new TaskCompletionSource());
        server.OnLeave = () =>
        {
            asked.TrySetResult();
            return goesOn.Task;
        };
        var isEntered = false;
        server.OnEnter = (_, _) =>
        {
            isEntered = true;
            return Task.FromResult<Joined?>(null);
        };

        var leaving = room.LeaveAsync();
        await asked.Task.WaitAsync(Playing.Patience);
        var playing = ann.Client.PlayAsync("relay");
        await ann.Client.RoomsAsync().WaitAsync(Playing.Patience); // a Play sent before it would have come
        isEntered.Should().BeFalse("it could have been led into the room that is left");
        if (isLeft) goesOn.SetResult();

        (await playing.WaitAsync(Playing.Patience)).Code.Should().Be("PLAY2");
        goesOn.TrySetResult();
        await leaving.WaitAsync(Playing.Patience);
    }

    [Fact]
    public async Task A_room_whose_making_was_answered_to_a_lost_link_is_found_among_the_seats()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        server.OnEnter = (code, _) =>
        {
            server.OnEnter = null;
            server.With(code, made => made.IsMember = true);
            ann.Cable.Cut();
            return new TaskCompletionSource<Joined?>().Task;
        };

        var room = await ann.Client.CreateAsync("relay", new { rounds = 3 }, isPrivate: true).WaitAsync(Playing.Patience);

        room.Code.Should().Be("MADE2");
        server.Created.Should().ContainSingle("another call would have opened another room")
            .Which.Should().Be(new CreateRequest("relay", RawJson.From(new { rounds = 3 }), true));
    }

    [Fact]
    public async Task A_room_at_another_server_is_followed_there_with_its_cursor()
    {
        await using var here = await FakeServer.StartAsync();
        await using var there = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(here);
        var room = await ann.JoinAsync();
        here.Publish("KITE7", "chat");
        await room.TakeAsync(2);
        for (var i = 0; i < 3; i++) there.Publish("KITE7", "chat");

        here.Tell("KITE7", ClientMethods.Left, "KITE7", LeftReasons.Moved, there.Address.ToString());

        (await room.NumbersAsync(2)).Should().Equal(2, 3);
        there.Hellos.Single().Join!.Single().Cursor.Should().Be(new Cursor("e1", 1));
    }

    [Fact]
    public async Task A_join_that_is_sent_elsewhere_goes_there_when_no_room_holds_the_client()
    {
        await using var here = await FakeServer.StartAsync();
        await using var there = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(here);
        here.OnEnter = (code, _) => Task.FromResult<Joined?>(new Joined { Ok = false, Reason = Reasons.Moved, Url = there.Address.ToString() });

        var room = await ann.JoinAsync();

        there.Publish("KITE7", "chat");
        (await room.TakeAsync(2))[1].Should().BeOfType<RoomItem.Event>();
    }

    [Fact]
    public async Task The_personal_room_is_read_like_any_other_and_resumed()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        var personal = ann.Client.Personal!;
        personal.Code.Should().Be("player1");
        await personal.TakeAsync(1);

        ann.Cable.Cut();
        server.Publish("player1", "invited");

        (await personal.NumbersAsync(1)).Should().Equal(1);
    }

    [Fact, Trait("rule", "DLV-1")]
    public async Task A_personal_room_that_answers_late_is_joined_on_the_same_link()
    {
        await using var server = await FakeServer.StartAsync();
        server.OnEnter = (_, _) =>
        {
            server.OnEnter = null;
            return Task.FromResult<Joined?>(new Joined { Ok = false, Reason = Reasons.Unavailable, RetryAfterMs = 1 });
        };
        await using var ann = await Playing.StartAsync(server);

        var state = await ann.Client.Personal!.TakeAsync(1);
        server.Publish("player1", "invited");

        state.Single().Should().BeOfType<RoomItem.Snapshot>();
        (await ann.Client.Personal!.NumbersAsync(1)).Should().Equal(1);
        server.Hellos.Should().ContainSingle();
    }

    private static Func<string, string, Task<Joined?>> Once(FakeServer server, Joined answer) => (code, _) =>
    {
        if (code != "KITE7") return Task.FromResult<Joined?>(null);
        server.OnEnter = null;
        return Task.FromResult<Joined?>(answer);
    };
}
