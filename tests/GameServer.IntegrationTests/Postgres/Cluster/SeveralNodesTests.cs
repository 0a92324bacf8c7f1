using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using GameServer.Client;
using GameServer.Cluster;
using GameServer.IntegrationTests.Host;
using GameServer.Journals;
using GameServer.Protocol;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace GameServer.IntegrationTests.Postgres;

/// <summary>Two nodes on one database: for players they are one server.</summary>
[Collection(PostgresCollection.Name)]
public sealed class SeveralNodesTests(SharedPostgres postgres) : IAsyncLifetime
{
    private RunningServer _one = null!, _two = null!;

    public async Task InitializeAsync()
    {
        var connection = postgres.Server.Connection(await postgres.Server.DatabaseAsync());
        _one = await StartAsync(connection);
        _two = await StartAsync(connection);
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Fact]
    public void No_proxy_of_the_environment_is_handed_the_clusters_secret()
    {
        using var socket = Forwarding.NewSocket("secret", "10.0.0.1");

        socket.Options.Proxy.Should().BeNull();
    }

    [Fact, Trait("rule", "DLV-1")]
    public async Task A_code_leads_to_its_room_from_every_node()
    {
        await using var ann = await ConnectAsync(_one, "Ann");
        await using var bob = await ConnectAsync(_two, "Bob");
        var table = await ann.CreateAsync("relay", isPrivate: true);

        var seat = await bob.JoinAsync(table.Code).WaitAsync(RunningServer.Patience);
        var acks = new[] { await table.SendAsync("emit", "wave", 1), await seat.SendAsync("emit", "wave", 2) };

        acks.Should().OnlyContain(ack => ack.Ok);
        (await WavesAsync(seat, 2)).Should().Equal("1", "2");
        bob.PlayerId.Should().NotBeNull();
        await FluentActions.Awaiting(() => bob.JoinAsync("ZZZZZ")).Should().ThrowAsync<RefusedException>().Where(refused => refused.Reason == Reasons.NotFound);
    }

    [Fact]
    public async Task The_lobby_and_quick_play_know_the_rooms_of_every_node()
    {
        await using var ann = await ConnectAsync(_one, "Ann");
        await using var bob = await ConnectAsync(_two, "Bob");
        var table = await ann.PlayAsync("relay");
        await UntilAsync(async () => (await bob.RoomsAsync("relay")).Any(room => room.Room == table.Code));

        var found = await bob.PlayAsync("relay").WaitAsync(RunningServer.Patience);

        found.Code.Should().Be(table.Code, "a room with a free place is better than an empty one");
    }

    [Fact, Trait("rule", "JRN-1")]
    public async Task A_group_and_a_user_are_reached_from_every_node()
    {
        await using var ann = await _one.WelcomedAsync("Ann");
        var room = (await ann.CallAsync("Create", """{"game":"relay"}""")).GetProperty("room").GetString()!;

        await _two.HubContext.Clients.Group(room).SendAsync("weather", "grey").WaitAsync(RunningServer.Patience);
        await _two.HubContext.Clients.User(ann.PlayerId).SendAsync("notice", "hello").WaitAsync(RunningServer.Patience);
        await _two.HubContext.Clients.Group("ZZZZZ").SendAsync("weather", "none").WaitAsync(RunningServer.Patience);

        (await ann.EventAsync(room, "weather")).GetProperty("data").GetString().Should().Be("grey");
        (await ann.EventAsync(ann.PlayerId, "notice")).GetProperty("data").GetString().Should().Be("hello");
    }

    [Fact, Trait("rule", "CON-2")]
    public async Task A_player_who_comes_to_another_node_is_asked_and_takes_the_personal_room_along()
    {
        await using var first = await _one.WelcomedAsync("Ann");
        await using var second = await _two.OpenAsync();

        var asked = await second.CallAsync("Hello", $$"""{"protocol":1,"token":"{{first.Token}}"}""");
        var welcome = await second.HelloAsync($$"""{"protocol":1,"token":"{{first.Token}}","takeOver":true}""");
        await _one.HubContext.Clients.User(first.PlayerId).SendAsync("notice", "hello").WaitAsync(RunningServer.Patience);

        asked.GetProperty("reason").GetString().Should().Be("playing_elsewhere");
        (await first.NextAsync("closed"))[0].GetString().Should().Be("superseded");
        welcome.GetProperty("playerId").GetString().Should().Be(first.PlayerId);
        welcome.GetProperty("personal").GetProperty("ok").GetBoolean().Should().BeTrue();
        (await second.EventAsync(first.PlayerId, "notice")).GetProperty("data").GetString().Should().Be("hello");
    }

    [Fact, Trait("rule", "JRN-2"), Trait("rule", "DLV-1")]
    public async Task A_personal_room_that_has_been_at_another_node_goes_on_where_that_one_left_it()
    {
        await using var ann = await _one.WelcomedAsync("Ann");
        await NoticeAsync(_one, ann, "first");
        await using var elsewhere = await _two.OpenAsync();
        await ComeAsync(elsewhere, ann.Token);
        await NoticeAsync(_two, elsewhere, "second");
        await using var back = await _one.OpenAsync();
        var personal = await ComeAsync(back, ann.Token);

        await NoticeAsync(_one, back, "third");

        personal.GetProperty("head").GetInt64().Should().Be(2, "the other node wrote one");
    }

    [Fact, Trait("rule", "CON-2")]
    public async Task A_personal_room_comes_from_a_node_that_no_renewal_has_told_of()
    {
        var database = await postgres.Server.DatabaseAsync();
        await using var rare = await StartAsync(postgres.Server.Connection(database), leaseSeconds: 60);
        await postgres.Server.UntilAsync(database, "SELECT url <> '' FROM gameserver.node");
        await using var young = await StartAsync(postgres.Server.Connection(database), leaseSeconds: 60);
        await postgres.Server.UntilAsync(database, "SELECT count(*) = 2 FROM gameserver.node WHERE url <> ''");
        rare.Services.GetRequiredService<PostgresLease>().Others.Should().BeEmpty("it renews its lease each quarter of a minute");
        await using var ann = await young.WelcomedAsync("Ann");
        await using var come = await rare.OpenAsync();

        var welcome = await come.HelloAsync($$"""{"protocol":1,"token":"{{ann.Token}}","takeOver":true}""");

        welcome.GetProperty("personal").GetProperty("ok").GetBoolean().Should().BeTrue($"the claim found where it is: {welcome}");
    }

    // Its node may not have been heard just then: who asks again gets it on the same connection.
    private static async Task<JsonElement> ComeAsync(RawConnection connection, string token)
    {
        var personal = (await connection.HelloAsync($$"""{"protocol":1,"token":"{{token}}","takeOver":true}""")).GetProperty("personal");
        await UntilAsync(async () => personal.GetProperty("ok").GetBoolean()
            || (personal = await connection.CallAsync("Join", $$"""{"room":"{{connection.PlayerId}}"}""")).GetProperty("ok").GetBoolean());
        return personal;
    }

    private static async Task NoticeAsync(RunningServer by, RawConnection to, string what)
    {
        await by.HubContext.Clients.User(to.PlayerId).SendAsync("notice", what).WaitAsync(RunningServer.Patience);
        (await to.EventAsync(to.PlayerId, "notice")).GetProperty("data").GetString().Should().Be(what);
    }

    [Fact, Trait("rule", "FLT-6"), Trait("rule", "FLT-7")]
    public async Task A_node_that_stops_hands_its_rooms_to_the_others()
    {
        await using var ann = await ConnectAsync(_two, "Ann");
        await using var bob = await ConnectAsync(_one, "Bob");
        var table = await ann.CreateAsync("relay");
        var seat = await bob.JoinAsync(table.Code).WaitAsync(RunningServer.Patience);
        var waves = WavesAsync(seat, 2); // who has read nothing yet is shown the state
        await seat.SendAsync("emit", "wave", 1);

        await _two.StopAsync();
        var ack = await seat.SendAsync("emit", "wave", 2).WaitAsync(RunningServer.Patience);

        ack.Ok.Should().BeTrue();
        (await waves).Should().Equal("1", "2");
    }

    [Fact, Trait("rule", "PRV-4")]
    public async Task Nobody_but_a_node_is_told_what_nodes_say_to_each_other()
    {
        foreach (var path in (string[])["/cluster/ping", "/cluster/handover", "/cluster/publish", "/cluster/look"])
        {
            (await _one.Http.PostAsJsonAsync(path, 1)).StatusCode.Should().Be(HttpStatusCode.NotFound);
            using var forged = new HttpRequestMessage(HttpMethod.Post, path) { Headers = { { "X-GameServer-Cluster", "guess" } } };
            (await _one.Http.SendAsync(forged)).StatusCode.Should().Be(HttpStatusCode.NotFound);
        }
    }

    private static Task<RunningServer> StartAsync(string connection, int leaseSeconds = 2) => RunningServer.StartAsync(
        ("Journal", "postgres"), ("Postgres:Connection", connection), ("Postgres:LeaseSeconds", $"{leaseSeconds}"),
        ("Limits:RoomsPerMinute", "1000"), ("Limits:JoinsPerMinute", "1000"), ("Limits:ResumesPer10Seconds", "1000"), ("Limits:ListsPerSecond", "1000"));

    private static async Task<GameClient> ConnectAsync(RunningServer server, string name)
    {
        var client = new GameClient(new GameClientOptions { Url = server.Address, Name = name });
        await client.ConnectAsync().WaitAsync(RunningServer.Patience);
        return client;
    }

    private static async Task<List<string>> WavesAsync(GameRoom room, int count)
    {
        var waves = new List<string>();
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        await foreach (var item in room.ReadAsync(patience.Token))
        {
            if (item is RoomItem.Event { Type: "wave" } wave) waves.Add(wave.Data.ToString());
            if (waves.Count == count) break;
        }
        return waves;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        while (!await holds()) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, patience.Token);
    }
}
