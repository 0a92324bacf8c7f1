using GameServer.Client;
using GameServer.Protocol;
using Microsoft.AspNetCore.SignalR;

namespace GameServer.IntegrationTests;

/// <summary>The C# client against the real server: what both promise holds between them.</summary>
public sealed class ClientTests
{
    [Fact, Trait("rule", "DLV-1"), Trait("rule", "MOV-2")]
    public async Task What_one_member_emits_reaches_all_once_and_the_ack_names_its_number()
    {
        await using var server = await RunningServer.StartAsync();
        await using var ann = await ConnectAsync(server, "Ann");
        await using var bea = await ConnectAsync(server, "Bea");
        var anns = await ann.CreateAsync("relay");
        var beas = await bea.JoinAsync(anns.Code.ToLowerInvariant());

        var acks = await Task.WhenAll(Enumerable.Range(1, 50).Select(i => anns.SendAsync("emit", "wave", i))).WaitAsync(RunningServer.Patience);

        acks.Should().OnlyContain(ack => ack.Ok);
        foreach (var room in new[] { anns, beas })
        {
            var waves = await EventsAsync(room, "wave", 50);
            waves.Select(wave => wave.Data.To<int>()).Should().Equal(Enumerable.Range(1, 50));
            waves.Select(wave => (long?)wave.Seq).Should().Equal(acks.Select(ack => ack.Seq));
            waves.Should().OnlyContain(wave => wave.From == ann.PlayerId);
        }
        (ann.Desyncs + bea.Desyncs).Should().Be(0);
    }

    [Fact]
    public async Task Two_players_play_tic_tac_toe_by_its_rules()
    {
        await using var server = await RunningServer.StartAsync();
        await using var ann = await ConnectAsync(server, "Ann");
        await using var bea = await ConnectAsync(server, "Bea");
        var anns = await ann.PlayAsync("tictactoe");
        var beas = await bea.PlayAsync("tictactoe");
        beas.Code.Should().Be(anns.Code);
        (anns.Seat, beas.Seat).Should().Be((0, 1));
        await EventsAsync(anns, "started", 1);

        var acks = await Task.WhenAll(anns.SendAsync("place", 4), beas.SendAsync("place", 4)).WaitAsync(RunningServer.Patience);

        acks.Count(ack => ack.Ok).Should().Be(1, "one of them is at the turn, and after that the cell is taken");
        (await EventsAsync(beas, "placed", 1)).Single().Data.ToString().Should().Contain("\"cell\":4");
    }

    [Fact, Trait("rule", "MOV-1")]
    public async Task Move_numbers_go_on_after_one_left_and_came_back()
    {
        await using var server = await RunningServer.StartAsync();
        await using var ann = await ConnectAsync(server, "Ann");
        await using var bea = await ConnectAsync(server, "Bea");
        var room = await ann.CreateAsync("relay", isPrivate: true);
        room.Code.Should().HaveLength(8);
        await bea.JoinAsync(room.Code);
        await room.SendAsync("emit", "one").WaitAsync(RunningServer.Patience);

        await room.LeaveAsync().WaitAsync(RunningServer.Patience);
        var again = await ann.JoinAsync(room.Code);

        (await again.SendAsync("emit", "two").WaitAsync(RunningServer.Patience)).Should().Match<Ack>(ack => ack.Ok && ack.N == 2);
    }

    [Fact, Trait("rule", "CON-2")]
    public async Task A_second_connection_of_a_player_is_asked_and_may_take_over()
    {
        await using var server = await RunningServer.StartAsync();
        var token = new MemoryTokenStore();
        await using var older = await ConnectAsync(server, "Ann", token);
        var room = await older.CreateAsync("relay");
        await using var newer = Make(server.Address, "Ann", token);

        await newer.Invoking(client => client.ConnectAsync()).Should().ThrowAsync<RefusedException>().Where(e => e.Reason == Reasons.PlayingElsewhere);
        await newer.ConnectAsync(takeOver: true).WaitAsync(RunningServer.Patience);

        (await LeftAsync(room)).Reason.Should().Be(ClosedReasons.Superseded);
        await older.Invoking(client => client.RoomsAsync()).Should().ThrowAsync<RefusedException>().Where(e => e.Reason == ClosedReasons.Superseded);
        newer.PlayerId.Should().Be(older.PlayerId);
        (await newer.JoinAsync(room.Code)).Code.Should().Be(room.Code);
    }

    [Fact]
    public async Task What_an_application_sends_to_a_user_comes_in_the_personal_room()
    {
        await using var server = await RunningServer.StartAsync();
        await using var ann = await ConnectAsync(server, "Ann");

        await server.HubContext.Clients.User(ann.PlayerId!).SendAsync("invited", "KITE7");

        (await EventsAsync(ann.Personal!, "invited", 1)).Single().Data.To<string>().Should().Be("KITE7");
    }

    [Fact]
    public async Task A_code_that_nobody_knows_is_refused()
    {
        await using var server = await RunningServer.StartAsync();
        await using var ann = await ConnectAsync(server, "Ann");

        await ann.Invoking(client => client.JoinAsync("22222")).Should().ThrowAsync<RefusedException>().Where(e => e.Reason == Reasons.NotFound);
        await ann.Invoking(client => client.PlayAsync("chess")).Should().ThrowAsync<RefusedException>().Where(e => e.Reason == Reasons.UnknownGame);
        (await ann.RoomsAsync()).Should().BeEmpty();
    }

    [Fact, Trait("rule", "MOV-6")]
    public async Task More_moves_than_the_server_allows_arrive_later_and_in_order()
    {
        await using var server = await RunningServer.StartAsync(("Limits:MovesPerSecond", "100"), ("Limits:MovesBurst", "20"));
        await using var ann = await ConnectAsync(server, "Ann");
        var room = await ann.CreateAsync("relay");

        await Task.WhenAll(Enumerable.Range(1, 100).Select(i => room.SendAsync("emit", "wave", i))).WaitAsync(RunningServer.Patience);

        (await EventsAsync(room, "wave", 100)).Select(wave => wave.Data.To<int>()).Should().Equal(Enumerable.Range(1, 100));
    }

    internal static GameClient Make(Uri server, string name, ITokenStore? tokens = null, IClientTrace? trace = null) =>
        new(new GameClientOptions { Url = server, Name = name, Tokens = tokens, Trace = trace });

    internal static async Task<GameClient> ConnectAsync(RunningServer server, string name, ITokenStore? tokens = null)
    {
        var client = Make(server.Address, name, tokens);
        await client.ConnectAsync().WaitAsync(RunningServer.Patience);
        return client;
    }

    /// <summary>The room's next events of a type, as many as asked for; others are passed over.</summary>
    internal static async Task<List<RoomItem.Event>> EventsAsync(GameRoom room, string type, int count)
    {
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        List<RoomItem.Event> events = [];
        await foreach (var item in room.ReadAsync(patience.Token))
        {
            if (item is RoomItem.Event e && e.Type == type) events.Add(e);
            if (events.Count == count) break;
        }
        return events;
    }

    private static async Task<RoomItem.Left> LeftAsync(GameRoom room)
    {
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        return await room.ReadAsync(patience.Token).OfType<RoomItem.Left>().FirstAsync(patience.Token);
    }
}
