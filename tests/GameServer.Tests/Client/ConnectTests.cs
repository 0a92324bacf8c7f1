using GameServer.Client;
using GameServer.Protocol;

namespace GameServer.Tests.Client;

public class ConnectTests
{
    [Fact]
    public async Task A_new_player_is_welcomed_and_keeps_the_token()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);

        ann.Client.Link.Should().Be(new Link.Live(IsShaky: false));
        ann.Client.PlayerId.Should().Be("player1");
        ann.Client.Name.Should().Be("ann");
        ann.Tokens.Token.Should().Be("token1");
        server.Hellos.Single().Should().Match<HelloRequest>(hello => hello.Protocol == Wire.Version && hello.Token == null && !hello.TakeOver);
        (await ann.Client.RoomsAsync("sparks")).Single().Game.Should().Be("sparks");
    }

    [Fact, Trait("rule", "CON-7")]
    public async Task A_version_that_is_not_spoken_ends_the_client_after_one_dial()
    {
        await using var server = await FakeServer.StartAsync();
        server.OnHello = _ => new Welcome { Ok = false, Reason = Reasons.UpgradeRequired, Text = "A new version is ready." };
        await using var ann = new Playing(server);

        var refused = await ann.Client.Invoking(client => client.ConnectAsync()).Should().ThrowAsync<RefusedException>();

        refused.Which.Reason.Should().Be(Reasons.UpgradeRequired);
        refused.Which.Text.Should().Be("A new version is ready.");
        ann.Client.Link.Should().Be(new Link.Ended(Reasons.UpgradeRequired));
        ann.Cable.Dials.Should().Be(1);
    }

    [Fact, Trait("rule", "CON-2")]
    public async Task The_older_connection_of_a_player_ends_and_does_not_come_back()
    {
        await using var server = await FakeServer.StartAsync();
        await using var older = await Playing.StartAsync(server);
        var room = await older.JoinAsync();
        await room.TakeAsync(1);
        await using var newer = new Playing(server, options => options with { Tokens = older.Tokens });

        await newer.Client.Invoking(client => client.ConnectAsync()).Should().ThrowAsync<RefusedException>().Where(e => e.Reason == Reasons.PlayingElsewhere);
        await newer.Client.ConnectAsync(takeOver: true).WaitAsync(Playing.Patience);

        await older.HearsAsync<Notice.Superseded>();
        (await room.TakeAsync(1)).Should().Equal(new RoomItem.Left(ClosedReasons.Superseded, null));
        await older.HearsAsync(said => said is Link.Ended { Reason: ClosedReasons.Superseded });
        older.Cable.Dials.Should().Be(1);
        newer.Client.Link.Should().BeOfType<Link.Live>();
    }

    [Fact, Trait("rule", "MOV-5")]
    public async Task A_client_that_was_taken_over_drops_its_moves_and_says_so()
    {
        await using var server = await FakeServer.StartAsync();
        server.OnSend = _ => new TaskCompletionSource<Ack?>().Task;
        await using var older = await Playing.StartAsync(server);
        var room = await older.JoinAsync();
        var move = room.SendAsync("place", 4);
        await using var newer = new Playing(server, options => options with { Tokens = older.Tokens });

        await newer.Client.ConnectAsync(takeOver: true).WaitAsync(Playing.Patience);

        (await move.Invoking(task => task.WaitAsync(Playing.Patience)).Should().ThrowAsync<MoveDroppedException>())
            .Which.Should().Match<MoveDroppedException>(e => e.Reason == DropReasons.Superseded && e.N == 1 && e.Move == "place");
        await older.HearsAsync(said => said is Notice.MoveDropped { N: 1, Reason: DropReasons.Superseded });
        (await room.Invoking(r => r.SendAsync("place", 5)).Should().ThrowAsync<MoveDroppedException>()).Which.N.Should().Be(0);
    }

    [Fact, Trait("rule", "CON-2"), Trait("rule", "MOV-5")]
    public async Task A_client_that_a_late_dial_of_its_own_replaced_dials_again_and_keeps_its_moves()
    {
        await using var server = await FakeServer.StartAsync();
        server.OnSend = _ => new TaskCompletionSource<Ack?>().Task;
        await using var ann = await Playing.StartAsync(server);
        var move = (await ann.JoinAsync()).SendAsync("place", 4);

        server.OnSend = null;
        server.TellAll(ClientMethods.Closed, ClosedReasons.Replaced, null, null);

        (await move.WaitAsync(Playing.Patience)).Ok.Should().BeTrue("it was sent again");
        ann.Cable.Dials.Should().Be(2);
    }

    [Fact]
    public async Task A_client_that_ended_can_be_connected_again_and_plays_here()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        server.TellAll(ClientMethods.Closed, ClosedReasons.Superseded, null, null);
        await ann.HearsAsync<Link.Ended>();

        await ann.Client.ConnectAsync(takeOver: true).WaitAsync(Playing.Patience);

        ann.Client.PlayerId.Should().Be("player1");
        await (await ann.JoinAsync()).TakeAsync(1);
    }

    [Fact, Trait("rule", "CON-1")]
    public async Task A_token_the_server_does_not_know_is_dropped_and_Hello_said_again_on_the_same_connection()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();
        await room.TakeAsync(1);
        server.OnHello = hello => hello.Token is null ? null : new Welcome { Ok = false, Reason = Reasons.Denied };

        ann.Cable.Cut();
        await ann.HearsAsync<Notice.NewPlayer>();

        ann.Tokens.Token.Should().Be("token2");
        ann.Client.PlayerId.Should().Be("player2");
        ann.Cable.Dials.Should().Be(2);
        server.Hellos.Last().Join!.Single().Should().Be(new JoinRequest("KITE7", new Cursor("e1", 0)));
        server.Publish("KITE7", "chat");
        (await room.NumbersAsync(1)).Should().Equal(1);
    }

    [Fact, Trait("rule", "CON-6")]
    public async Task A_full_or_draining_server_says_when_to_come_back()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server, options => options with { Chance = () => 0 });

        server.TellAll(ClientMethods.Closed, ClosedReasons.Draining, 30, null);
        await ann.HearsAsync(said => said is Link.Waiting);
        await ann.HearsAsync(_ => ann.Links.Count(link => link is Link.Live) == 2);

        server.Hellos.Last().TakeOver.Should().BeTrue("every resume takes over");
    }

    [Fact, Trait("rule", "CON-2")]
    public async Task A_connection_that_is_answered_as_over_waits_for_the_word_that_says_why()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();
        server.OnSend = move =>
        {
            server.OnSend = null;
            server.TellAll(ClientMethods.Closed, ClosedReasons.Draining, 1, null);
            return Task.FromResult<Ack?>(new Ack { N = move.N, Ok = false, Reason = Reasons.Superseded });
        };

        (await room.SendAsync("place").WaitAsync(Playing.Patience)).Ok.Should().BeTrue("the server only drained");
    }

    [Fact, Trait("rule", "CON-2")]
    public async Task A_connection_that_is_answered_as_over_without_another_word_was_taken_over()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server);
        server.OnEnter = (_, _) => Task.FromResult<Joined?>(new Joined { Ok = false, Reason = Reasons.Superseded });

        await ann.Invoking(a => a.JoinAsync()).Should().ThrowAsync<RefusedException>().Where(e => e.Reason == ClosedReasons.Superseded);

        ann.Client.Link.Should().Be(new Link.Ended(ClosedReasons.Superseded));
    }

    [Fact]
    public async Task A_wrong_address_is_told_at_once()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = new Playing(server, options => options with { Url = new Uri(server.Address, "nowhere") });

        await ann.Client.Invoking(client => client.ConnectAsync()).Should().ThrowAsync<RefusedException>().Where(e => e.Reason == "http_404");
    }

    [Fact]
    public async Task An_unreachable_server_is_dialled_until_the_caller_gives_up()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = new Playing(server, options => options with { RetrySteps = [TimeSpan.FromMilliseconds(1)] });
        ann.Cable.IsDown = true;
        using var giveUp = new CancellationTokenSource();

        var connecting = ann.Client.ConnectAsync(cancel: giveUp.Token);
        await ann.HearsAsync(said => said is Link.Connecting { Try: 5 });
        connecting.IsCompleted.Should().BeFalse();
        await giveUp.CancelAsync();

        await connecting.Invoking(task => task).Should().ThrowAsync<OperationCanceledException>();
        ann.Client.Link.Should().Be(new Link.Ended("closed"));
        ann.Cable.IsDown = false;
        await ann.Client.ConnectAsync().WaitAsync(Playing.Patience);
    }

    [Fact, Trait("rule", "CON-6")]
    public async Task A_link_that_falls_silent_is_left_and_dialled_anew()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server, options => options with
        {
            PingAfter = TimeSpan.FromMilliseconds(50),
            ShakyAfter = TimeSpan.FromMilliseconds(150),
            DeadAfter = TimeSpan.FromMilliseconds(300),
        });
        var room = await ann.JoinAsync();
        await room.TakeAsync(1);

        ann.Cable.FallSilent();
        server.Publish("KITE7", "chat");
        await ann.HearsAsync(said => said is Link.Live { IsShaky: true });

        (await room.NumbersAsync(1)).Should().Equal(1);
        ann.Cable.Dials.Should().BeGreaterThan(1);
    }

    [Fact]
    public async Task A_ping_measures_the_round_trip()
    {
        await using var server = await FakeServer.StartAsync();
        await using var ann = await Playing.StartAsync(server, options => options with { PingAfter = TimeSpan.FromMilliseconds(20), DeadAfter = TimeSpan.FromSeconds(2) });
        var measured = new TaskCompletionSource();
        await using var timer = TimeProvider.System.CreateTimer(_ =>
        {
            if (ann.Client.RoundTrip is not null) measured.TrySetResult();
        }, null, TimeSpan.Zero, TimeSpan.FromMilliseconds(5));

        await measured.Task.WaitAsync(Playing.Patience);

        ann.Client.RoundTrip.Should().BePositive();
    }

    [Fact]
    public async Task Disposing_ends_rooms_and_moves()
    {
        await using var server = await FakeServer.StartAsync();
        server.OnSend = _ => new TaskCompletionSource<Ack?>().Task;
        var ann = await Playing.StartAsync(server);
        var room = await ann.JoinAsync();
        await room.TakeAsync(1);
        var move = room.SendAsync("place");

        await ann.DisposeAsync().AsTask().WaitAsync(Playing.Patience);

        (await room.TakeAsync(1)).Should().Equal(new RoomItem.Left("closed", null));
        await move.Invoking(task => task).Should().ThrowAsync<MoveDroppedException>();
        await ann.Client.Invoking(client => client.JoinAsync("KITE7")).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public void Options_out_of_range_are_refused_with_a_sentence()
    {
        var sound = new GameClientOptions { Url = new("http://localhost:8080") };

        FluentActions.Invoking(() => new GameClient(sound with { Url = new("ftp://localhost") })).Should().Throw<ArgumentException>().WithMessage("Url must be*");
        FluentActions.Invoking(() => new GameClient(sound with { RetryJitter = 2 })).Should().Throw<ArgumentException>().WithMessage("RetryJitter*");
        FluentActions.Invoking(() => new GameClient(sound with { PingAfter = TimeSpan.FromSeconds(3) })).Should().Throw<ArgumentException>().WithMessage("PingAfter*");
    }
}
