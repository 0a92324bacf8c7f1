using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using GameServer.Engine;
using GameServer.IntegrationTests.Host;
using GameServer.Operations;
using GameServer.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GameServer.IntegrationTests.Security;

/// <summary>The operators' page: who may see it, what it shows, and what it can do.</summary>
public sealed class AdminTests
{
    private const string Token = "a-token-of-enough-characters";

    [Fact]
    public async Task Without_a_token_in_the_settings_there_is_no_page()
    {
        await using var server = await RunningServer.StartAsync();
        using var ops = Ops(server, Token);

        foreach (var path in new[] { "/admin", "/admin/", "/admin/admin.js", "/admin/api/overview" })
            (await ops.GetAsync(path)).StatusCode.Should().Be(HttpStatusCode.NotFound, path);
    }

    [Fact]
    public async Task The_page_is_on_the_operators_port_alone_under_the_same_policy_and_holds_nothing()
    {
        await using var server = await StartAsync();
        using var ops = Ops(server, token: null);

        var page = await ops.GetAsync("/admin/");
        var html = await page.Content.ReadAsStringAsync();

        page.StatusCode.Should().Be(HttpStatusCode.OK);
        page.Headers.GetValues("Content-Security-Policy").Single().Should().Contain("default-src 'self'").And.Contain("frame-ancestors 'none'");
        page.Headers.GetValues("X-Content-Type-Options").Should().Equal("nosniff");
        page.Headers.Contains("Set-Cookie").Should().BeFalse();
        html.Should().Contain("admin.js").And.NotContain("<style").And.NotMatchRegex("<script(?![^>]*src=)");
        (await ops.GetAsync("/admin/admin.js")).Content.Headers.ContentType!.MediaType.Should().Be("text/javascript");
        (await server.Http.GetAsync("/admin/")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await server.Http.GetAsync("/admin/admin.js")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await ops.GetAsync("/admin/../appsettings.json")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Only_the_token_opens_it_and_only_in_a_header()
    {
        await using var server = await StartAsync();
        using var nobody = Ops(server, token: null);

        (await nobody.GetAsync("/admin/api/overview")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        (await nobody.GetAsync($"/admin/api/overview?token={Token}")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);
        foreach (var wrong in new[] { Token[..^1], Token + "x", Token.ToUpperInvariant(), "" })
        {
            using var eve = Ops(server, wrong);
            (await eve.GetAsync("/admin/api/overview")).StatusCode.Should().Be(HttpStatusCode.Unauthorized, wrong);
        }
        using var ops = Ops(server, Token);
        (await ops.GetAsync("/admin/api/overview")).StatusCode.Should().Be(HttpStatusCode.OK);
        server.Log.Lines.Should().NotContain(line => line.Text.Contains(Token), "it is a secret");
    }

    [Fact]
    public void After_ten_wrong_tokens_an_address_is_not_listened_to_for_ten_minutes_and_others_are()
    {
        var time = new StoppedTime();
        var door = new AdminDoor(Options.Create(new GameServerOptions { Admin = { Token = Token } }), time);
        (int Status, int RetryAfter) Try(string address, string token) => door.Judge(address, "Bearer " + token);

        for (var i = 0; i < 11; i++) Try("10.0.0.1", "wrong").Status.Should().Be(401);
        Try("10.0.0.1", "wrong").Status.Should().Be(429);
        Try("10.0.0.1", Token).Should().Be((429, 601), "else guessing could go on");
        Try("10.0.0.2", Token).Status.Should().Be(200);
        time.Advance(TimeSpan.FromMinutes(10));
        Try("10.0.0.1", Token).Status.Should().Be(200);
    }

    [Fact]
    public async Task A_page_that_makes_an_operators_browser_ask_without_the_token_locks_nobody_out()
    {
        await using var server = await StartAsync();
        using var page = Ops(server, token: null);
        using var ops = Ops(server, Token);

        for (var i = 0; i < 20; i++) (await page.GetAsync("/admin/api/overview")).StatusCode.Should().Be(HttpStatusCode.Unauthorized);

        var overview = await ops.GetFromJsonAsync<JsonElement>("/admin/api/overview");
        overview.GetProperty("audit").GetArrayLength().Should().Be(0, "what operators did must not be pushed out of sight");
    }

    [Theory]
    [InlineData("application/json; charset=nonsense", 2, HttpStatusCode.OK)]
    [InlineData("application/json", 5_000, HttpStatusCode.RequestEntityTooLarge)]
    public async Task A_request_that_cannot_be_read_is_refused_and_no_error_of_the_servers(string type, int bytes, HttpStatusCode status)
    {
        await using var server = await StartAsync(); // fails at its end if an error was logged
        using var ops = Ops(server, Token);
        using var content = new ByteArrayContent(new byte[bytes]);
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        (await ops.PostAsync("/admin/api/act", content)).StatusCode.Should().Be(status);
    }

    [Fact]
    public async Task It_shows_the_server_its_rooms_and_who_is_in_them()
    {
        await using var server = await StartAsync(("Admin:ShowPayloads", "true"));
        using var ops = Ops(server, Token);
        await using var ann = await server.WelcomedAsync("Ann");
        var room = await CreateAsync(ann, "relay");
        var other = await CreateAsync(ann, "tictactoe");
        await ann.CallAsync("Send", $$"""{"room":"{{room}}","n":1,"move":"emit","args":["said",{"a":1}]}""");

        var overview = await ops.GetFromJsonAsync<JsonElement>("/admin/api/overview?sort=room&order=asc");
        var filtered = await ops.GetFromJsonAsync<JsonElement>("/admin/api/overview?filter=TICTAC");
        var inside = await ops.GetFromJsonAsync<JsonElement>($"/admin/api/room?code={room}");

        overview.GetProperty("checks").EnumerateArray().Should().OnlyContain(check => check.GetProperty("ok").GetBoolean());
        overview.GetProperty("gauges").GetArrayLength().Should().Be(8);
        overview.GetProperty("nodes").GetArrayLength().Should().Be(0, "it is alone");
        overview.GetProperty("rooms").EnumerateArray().Select(row => row.GetProperty("room").GetString()).Should().BeEquivalentTo(new[] { room, other }).And.BeInAscendingOrder(StringComparer.Ordinal);
        filtered.GetProperty("rooms").EnumerateArray().Select(row => row.GetProperty("room").GetString()).Should().Equal(other);
        var row = inside.GetProperty("room");
        (row.GetProperty("connected").GetInt32(), row.GetProperty("head").GetInt64()).Should().Be((1, 2));
        row.GetProperty("p99Ms").GetDouble().Should().BeGreaterThanOrEqualTo(0);
        var member = inside.GetProperty("members").EnumerateArray().Should().ContainSingle().Subject;
        member.GetProperty("player").GetString().Should().Be(ann.PlayerId);
        if (OperatingSystem.IsLinux()) member.GetProperty("roundTripMs").GetDouble().Should().BePositive();
        var newest = inside.GetProperty("events")[0];
        (newest.GetProperty("seq").GetInt64(), newest.GetProperty("type").GetString(), newest.GetProperty("data").GetString()).Should().Be((2, "said", """{"a":1}"""));
        (await ops.GetAsync("/admin/api/room?code=KITE7")).StatusCode.Should().Be(HttpStatusCode.NotFound);
    }

    [Theory, Trait("rule", "PRV-1")]
    [InlineData("false")]
    [InlineData("true")]
    public async Task What_is_for_single_players_is_not_for_operators(string showPayloads)
    {
        await using var server = await StartAsync(("Admin:ShowPayloads", showPayloads));
        using var ops = Ops(server, Token);
        await using var ann = await server.WelcomedAsync("Ann");
        var room = await CreateAsync(ann, "relay");
        var node = server.Services.GetRequiredService<Node>();
        await node.PublishAsync(room, "whispered", RawJson.From("for-ann-alone"), Audience.Only(ann.PlayerId));
        await node.PublishAsync(room, "shouted", RawJson.From("for-all"));

        var text = await ops.GetStringAsync($"/admin/api/room?code={room}");

        text.Should().NotContain("for-ann-alone").And.NotContain("whispered").And.Contain("\"hiddenUpTo\":2");
        text.Contains("for-all").Should().Be(showPayloads == "true");
    }

    [Fact]
    public async Task Events_that_are_no_longer_in_memory_are_read_from_the_journal()
    {
        await using var server = await StartAsync(("Room:HotEvents", "1"));
        using var ops = Ops(server, Token);
        await using var ann = await server.WelcomedAsync("Ann");
        var room = await CreateAsync(ann, "relay");
        for (var n = 1; n <= 59; n++) await ann.CallAsync("Send", $$"""{"room":"{{room}}","n":{{n}},"move":"emit","args":["said"]}""");

        var inside = await ops.GetFromJsonAsync<JsonElement>($"/admin/api/room?code={room}");

        inside.GetProperty("events").EnumerateArray().Select(shown => shown.GetProperty("seq").GetInt32()).Should().Equal(Enumerable.Range(11, 50).Reverse());
    }

    [Fact]
    public async Task A_player_is_kicked_and_kept_out_and_a_room_closed_for_good_and_both_are_written_down()
    {
        await using var server = await StartAsync();
        using var ops = Ops(server, Token);
        await using var ann = await server.WelcomedAsync("Ann");
        await using var bob = await server.WelcomedAsync("Bob");
        var room = await CreateAsync(ann, "relay");
        await bob.CallAsync("Join", $$"""{"room":"{{room}}"}""");

        (await ActAsync(ops, new { action = "save", room })).Should().Be("done");
        (await ActAsync(ops, new { action = "kick", room, player = bob.PlayerId })).Should().Be("done");
        (await bob.NextAsync("left"))[1].GetString().Should().Be("kicked");
        (await bob.CallAsync("Join", $$"""{"room":"{{room}}"}""")).GetProperty("reason").GetString().Should().Be("kicked");
        (await ActAsync(ops, new { action = "kick", room, player = bob.PlayerId })).Should().Be("There is no such member.");
        (await ActAsync(ops, new { action = "close", room })).Should().Be("done");
        (await ann.NextAsync("left"))[1].GetString().Should().Be("ended");
        (await ann.CallAsync("Join", $$"""{"room":"{{room}}"}""")).GetProperty("reason").GetString().Should().Be("ended");
        (await ActAsync(ops, new { action = "close", room })).Should().NotBe("done");

        var audit = (await ops.GetFromJsonAsync<JsonElement>("/admin/api/overview")).GetProperty("audit").EnumerateArray().ToList();
        audit.Select(entry => entry.GetProperty("action").GetString()).Should().Equal("close", "close", "kick", "kick", "save");
        audit.Should().OnlyContain(entry => entry.GetProperty("from").GetString() == "127.0.0.0/24");
        server.Log.Lines.Count(line => line.Id == 1400).Should().Be(5);
        server.Log.Lines.Should().NotContain(line => line.Id == 1201, "an operator's word is no fault");
    }

    [Fact]
    public async Task A_banned_address_is_cut_and_stays_out_until_the_ban_is_lifted()
    {
        await using var server = await StartAsync();
        using var ops = Ops(server, Token);
        await using var eve = await server.WelcomedAsync("Eve");

        (await ActAsync(ops, new { action = "ban", player = eve.PlayerId, minutes = 10 })).Should().Be("done");
        await eve.Closed.WaitAsync(RunningServer.Patience);
        var dialling = () => server.OpenAsync();
        await dialling.Should().ThrowAsync<System.Net.WebSockets.WebSocketException>();

        var ban = (await ops.GetFromJsonAsync<JsonElement>("/admin/api/overview")).GetProperty("bans").EnumerateArray().Should().ContainSingle().Subject;
        ban.GetProperty("address").GetString().Should().Be("127.0.0.0/24", "nobody's whole address is shown");
        (await ActAsync(ops, new { action = "unban", ban = ban.GetProperty("id").GetString() })).Should().Be("done");
        await using var back = await server.OpenAsync();
    }

    [Fact]
    public async Task Whole_addresses_are_shown_where_they_are_logged()
    {
        await using var server = await StartAsync(("LogAddresses", "true"));
        using var ops = Ops(server, Token);
        await using var eve = await server.WelcomedAsync("Eve");
        var room = await CreateAsync(eve, "relay");

        var member = (await ops.GetFromJsonAsync<JsonElement>($"/admin/api/room?code={room}")).GetProperty("members")[0];
        await ActAsync(ops, new { action = "ban", player = eve.PlayerId, minutes = 10 });
        var overview = await ops.GetFromJsonAsync<JsonElement>("/admin/api/overview");

        member.GetProperty("address").GetString().Should().Be("127.0.0.1");
        overview.GetProperty("bans")[0].GetProperty("address").GetString().Should().Be("127.0.0.1");
        overview.GetProperty("audit")[0].GetProperty("from").GetString().Should().Be("127.0.0.1");
        server.Log.Lines.Single(line => line.Id == 1400).Text.Should().Contain("127.0.0.1 for 10 min");
    }

    [Fact]
    public void A_ban_ends_by_itself()
    {
        var time = new StoppedTime();
        var bans = new Bans(time);

        bans.Add("10.0.0.1", TimeSpan.FromMinutes(10));
        bans.IsBanned("10.0.0.1").Should().BeTrue();
        bans.IsBanned("10.0.0.2").Should().BeFalse();
        time.Advance(TimeSpan.FromMinutes(10));

        bans.All.Should().BeEmpty();
        bans.IsBanned("10.0.0.1").Should().BeFalse();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("nonsense")]
    [InlineData("null")]
    [InlineData("""{"action":"explode"}""")]
    [InlineData("""{"action":"ban","player":"x","minutes":0}""")]
    [InlineData("""{"action":"close"}""")]
    [InlineData("""{"action":"kick","room":"' OR 1=1","player":"<script>"}""")]
    public async Task Nonsense_is_answered_with_a_sentence(string body)
    {
        await using var server = await StartAsync();
        using var ops = Ops(server, Token);

        var answer = await ops.PostAsync("/admin/api/act", new StringContent(body, MediaTypeHeaderValue.Parse("application/json")));

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("outcome").GetString().Should().EndWith(".");
    }

    [Theory]
    [InlineData("203.0.113.77", "203.0.113.0/24")]
    [InlineData("2001:db8:1:2::/64", "2001:db8:1::/48")]
    [InlineData("unknown", "unknown")]
    public void Addresses_are_shown_as_networks(string address, string shown) => AddressMask.Of(address).Should().Be(shown);

    private static Task<RunningServer> StartAsync(params (string, string)[] settings) => RunningServer.StartAsync([("Admin:Token", Token), .. settings]);

    private static HttpClient Ops(RunningServer server, string? token)
    {
        var client = new HttpClient { BaseAddress = new Uri(server.Services.GetRequiredService<OpsServer>().Address) };
        if (token is not null) client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        return client;
    }

    private static async Task<string> CreateAsync(RawConnection player, string game) =>
        (await player.CallAsync("Create", $$"""{"game":"{{game}}"}""")).GetProperty("room").GetString()!;

    private static async Task<string> ActAsync(HttpClient ops, object action) =>
        (await (await ops.PostAsJsonAsync("/admin/api/act", action)).Content.ReadFromJsonAsync<JsonElement>()).GetProperty("outcome").GetString()!;
}
