using System.Net;
using System.Net.WebSockets;
using GameServer.Operations;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace GameServer.IntegrationTests.Host;

public sealed class OriginTests
{
    private static readonly string[] Allowed = ["https://friend.example", "http://localhost:5173"];

    [Theory]
    [InlineData("http://game.example:8080", true, "the server's own page")]
    [InlineData("https://friend.example", true, "allowed by name")]
    [InlineData("http://localhost:5173", true, "allowed by name, with its port")]
    [InlineData("http://game.example", false, "another port")]
    [InlineData("http://game.example:80800", false, "a longer port")]
    [InlineData("https://game.example:8080", false, "another scheme")]
    [InlineData("http://evil.game.example:8080", false, "a sub-domain")]
    [InlineData("http://game.example.evil:8080", false, "a suffix")]
    [InlineData("http://GAME.EXAMPLE:8080", false, "no browser writes it so")]
    [InlineData("http://gаme.example:8080", false, "a Cyrillic letter")]
    [InlineData("http://game.example:8080/", false, "a path is no part of an origin")]
    [InlineData("https://friend.example:443", false, "a browser leaves the default port out")]
    [InlineData("https://notfriend.example", false, "a prefix")]
    [InlineData("null", false, "a page that hides where it is from")]
    [InlineData("", false, "an empty header")]
    public void A_page_may_connect_if_its_origin_is_the_servers_own_or_allowed_by_name(string origin, bool allowed, string because) =>
        OriginRule.Allows(origin, "http", new HostString("game.example:8080"), Allowed).Should().Be(allowed, because);

    [Fact]
    public void Two_origins_are_none_that_can_be_trusted() =>
        OriginRule.Allows(new StringValues(["http://game.example:8080", "http://evil"]), "http", new HostString("game.example:8080"), Allowed).Should().BeFalse();

    [Fact]
    public void Without_an_origin_it_is_no_page() =>
        OriginRule.Allows(StringValues.Empty, "http", new HostString("game.example:8080"), Allowed).Should().BeTrue();

    [Theory]
    [InlineData("http", "game.example", "http://game.example", true)]
    [InlineData("http", "game.example:80", "http://game.example", true)]
    [InlineData("https", "game.example:443", "https://game.example", true)]
    [InlineData("http", "game.example:443", "http://game.example", false)]
    [InlineData("http", "GAME.example", "http://game.example", true)]
    [InlineData("http", "[::1]:8080", "http://[::1]:8080", true)]
    public void The_default_port_stands_in_no_origin(string scheme, string host, string origin, bool allowed) =>
        OriginRule.Allows(origin, scheme, new HostString(host), []).Should().Be(allowed);

    [Fact]
    public async Task A_foreign_page_gets_403_before_the_upgrade()
    {
        await using var server = await RunningServer.StartAsync();

        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Origin", "https://evil.example");
        socket.Options.CollectHttpResponseDetails = true;
        await socket.Invoking(s => s.ConnectAsync(server.Hub, CancellationToken.None)).Should().ThrowAsync<WebSocketException>();

        socket.HttpStatusCode.Should().Be(HttpStatusCode.Forbidden);
        server.Log.Lines.Should().Contain(line => line.Id == 1300 && line.Text.Contains("https://evil.example"), "the operator is told how to allow it");
    }

    [Fact]
    public async Task The_own_page_and_an_allowed_one_connect()
    {
        await using var server = await RunningServer.StartAsync(("Net:AllowedOrigins", "https://friend.example, http://localhost:5173"));

        await using var own = await server.OpenAsync(("Origin", server.Address.GetLeftPart(UriPartial.Authority)));
        await using var friend = await server.OpenAsync(("Origin", "http://localhost:5173"));

        (await own.HelloAsync()).GetProperty("ok").GetBoolean().Should().BeTrue();
        (await friend.HelloAsync()).GetProperty("ok").GetBoolean().Should().BeTrue();
    }

    [Theory]
    [InlineData("/hub/negotiate", HttpStatusCode.NotFound)]
    [InlineData("/hub", HttpStatusCode.UpgradeRequired)]
    [InlineData("/hub?id=abc", HttpStatusCode.UpgradeRequired)]
    public async Task There_is_no_way_in_but_a_WebSocket(string path, HttpStatusCode status)
    {
        await using var server = await RunningServer.StartAsync();

        (await server.Http.GetAsync(path)).StatusCode.Should().Be(status);
        (await server.Http.PostAsync(path, content: null)).StatusCode.Should().Be(status);
    }
}
