using GameServer.Engine;
using GameServer.Protocol;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace GameServer.IntegrationTests.Host;

/// <summary>SignalR's groups are rooms: what another part of an application sends through <c>IHubContext</c> goes through the log.</summary>
public sealed class GroupTests
{
    [Fact, Trait("rule", "JRN-1")]
    public async Task What_is_sent_to_a_group_is_an_event_of_the_room()
    {
        await using var server = await RunningServer.StartAsync();
        await using var ann = await server.WelcomedAsync("Ann");
        var room = await CreateAsync(ann);

        await server.HubContext.Clients.Group(room).SendAsync("weather", new { Wind = 3, Sky = "grey" });

        var happened = await ann.EventAsync(room, "weather");
        happened.GetProperty("data").GetRawText().Should().Be("""{"wind":3,"sky":"grey"}""");
        happened.TryGetProperty("from", out _).Should().BeFalse("no player caused it");
    }

    [Fact, Trait("rule", "DLV-1")]
    public async Task A_player_who_was_away_gets_it_on_return()
    {
        await using var server = await RunningServer.StartAsync();
        var ann = await server.WelcomedAsync("Ann");
        var room = await CreateAsync(ann);
        var (token, epoch, seq) = (ann.Token, await EpochAsync(ann, room), await HeadAsync(ann, room));
        await ann.DisposeAsync();

        await server.HubContext.Clients.Group(room).SendAsync("weather", 1);
        await server.HubContext.Clients.Group(room).SendAsync("weather", 2);
        await using var back = await server.OpenAsync();
        var welcome = await back.HelloAsync(
            $$"""{"protocol":1,"token":"{{token}}","takeOver":true,"join":[{"room":"{{room}}","cursor":{"epoch":"{{epoch}}","seq":{{seq}} } }]}""");

        welcome.GetProperty("joined")[0].GetProperty("resume").GetString().Should().Be("replay");
        (await back.EventAsync(room, "weather")).GetProperty("data").GetInt32().Should().Be(1);
        (await back.EventAsync(room, "weather")).GetProperty("data").GetInt32().Should().Be(2);
    }

    [Fact]
    public async Task A_user_is_a_players_personal_room()
    {
        await using var server = await RunningServer.StartAsync();
        await using var ann = await server.WelcomedAsync("Ann");
        await using var bea = await server.WelcomedAsync("Bea");

        await server.HubContext.Clients.Users(ann.PlayerId, bea.PlayerId).SendAsync("notice", "both");
        await server.HubContext.Clients.User(ann.PlayerId).SendAsync("notice", "ann");

        (await ann.EventAsync(ann.PlayerId, "notice")).GetProperty("data").GetString().Should().Be("both");
        (await ann.EventAsync(ann.PlayerId, "notice")).GetProperty("data").GetString().Should().Be("ann");
        (await bea.EventAsync(bea.PlayerId, "notice")).GetProperty("data").GetString().Should().Be("both");
    }

    [Fact, Trait("rule", "PRV-2")]
    public async Task Connections_that_are_excepted_get_a_hidden_number_and_no_byte_of_it()
    {
        await using var server = await StartTalkingAsync();
        await using var ann = await server.WelcomedAsync("Ann");
        await using var bea = await server.WelcomedAsync("Bea");
        var room = await CreateAsync(ann);
        await bea.CallAsync("Join", $$"""{"room":"{{room}}"}""");
        var connection = Connections(server).Last();

        await server.HubContext.Clients.GroupExcept(room, [connection, "unknown"]).SendAsync("secret", "not for Bea");
        await server.HubContext.Clients.Group(room).SendAsync("open", "for both");

        (await ann.EventAsync(room, "secret")).GetProperty("data").GetString().Should().Be("not for Bea");
        var seen = new List<string>();
        while (!seen.Any(batch => batch.Contains("\"open\""))) seen.Add((await bea.NextAsync("events"))[3].GetRawText());
        string.Join('\n', seen).Should().Contain("\"hidden\"").And.NotContainAny("secret", "not for Bea");
    }

    [Fact]
    public async Task A_single_connection_is_written_to_directly()
    {
        await using var server = await StartTalkingAsync();
        await using var ann = await server.WelcomedAsync("Ann");
        var connection = Connections(server).Single();

        await server.HubContext.Clients.Client(connection).SendAsync("hint", 1, 2);

        (await ann.NextAsync("hint")).Select(argument => argument.GetInt32()).Should().Equal(1, 2);
    }

    [Fact]
    public async Task To_a_room_that_is_not_there_nothing_happens()
    {
        await using var server = await RunningServer.StartAsync();
        await using var ann = await server.WelcomedAsync("Ann");

        await server.HubContext.Clients.Group("ZZZZZ").SendAsync("weather", 1);
        await server.HubContext.Clients.User("nobody").SendAsync("weather", 1);

        server.Services.GetRequiredService<Node>().LiveRooms.Should().Be(0);
        (await ann.CallAsync("Join", """{"room":"ZZZZZ"}""")).GetProperty("reason").GetString().Should().Be("not_found");
    }

    [Fact]
    public async Task What_has_no_room_is_refused_with_a_sentence_that_says_what_to_do()
    {
        await using var server = await RunningServer.StartAsync();
        var hub = server.HubContext;

        await Refused(() => hub.Clients.All.SendAsync("x", 1)).WithMessage("*Clients.Group*");
        await Refused(() => hub.Clients.AllExcept("a").SendAsync("x", 1)).WithMessage("*Clients.Group*");
        await Refused(() => hub.Groups.AddToGroupAsync("a", "ABCDE")).WithMessage("*Join*");
        await Refused(() => hub.Groups.RemoveFromGroupAsync("a", "ABCDE")).WithMessage("*Leave*");

        static Task<FluentAssertions.Specialized.ExceptionAssertions<NotSupportedException>> Refused(Func<Task> act) =>
            act.Should().ThrowAsync<NotSupportedException>();
    }

    [Fact]
    public async Task An_event_has_a_type_that_can_be_one_and_one_object_as_its_data()
    {
        await using var server = await RunningServer.StartAsync();
        await using var ann = await server.WelcomedAsync("Ann");
        var group = server.HubContext.Clients.Group(await CreateAsync(ann));

        await group.Awaiting(g => g.SendAsync("two words", 1)).Should().ThrowAsync<ArgumentException>();
        await group.Awaiting(g => g.SendAsync("left", 1)).Should().ThrowAsync<ArgumentException>().WithMessage("*every room*");
        await group.Awaiting(g => g.SendAsync("chat", 1)).Should().ThrowAsync<ArgumentException>().WithMessage("*every room*");
        await group.Awaiting(g => g.SendAsync("weather", 1, 2)).Should().ThrowAsync<ArgumentException>().WithMessage("*one record*");
        await group.SendAsync("nothing");
        await group.SendAsync("raw", new RawJson("[1, 2]"u8.ToArray()));
    }

    private static Task<RunningServer> StartTalkingAsync() => RunningServer.StartAsync(builder => builder.Configuration["Logging:LogLevel:GameServer"] = "Debug");

    // SignalR's ids of the connections, in the order of opening: an application knows them from its own hub.
    private static IEnumerable<string> Connections(RunningServer server) =>
        server.Log.Lines.Where(line => line.Id == 1100).Select(line => line.Text.Split(' ')[1]);

    private static async Task<string> CreateAsync(RawConnection connection) =>
        (await connection.CallAsync("Create", """{"game":"relay"}""")).GetProperty("room").GetString()!;

    private static async Task<string> EpochAsync(RawConnection connection, string room) =>
        (await connection.CallAsync("Join", $$"""{"room":"{{room}}"}""")).GetProperty("epoch").GetString()!;

    private static async Task<long> HeadAsync(RawConnection connection, string room) =>
        (await connection.CallAsync("Join", $$"""{"room":"{{room}}"}""")).GetProperty("head").GetInt64();
}
