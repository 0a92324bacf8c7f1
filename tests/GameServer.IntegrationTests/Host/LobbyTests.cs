using System.Net;
using GameServer.IntegrationTests.Security;
using GameServer.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace GameServer.IntegrationTests.Host;

/// <summary>Connections that never ask for anything.</summary>
public sealed class LobbyTests
{
    private static readonly IPAddress Elsewhere = IPAddress.Parse("127.0.0.2"), Proxy = IPAddress.Parse("10.0.0.1"), Third = IPAddress.Parse("10.0.0.9");

    [Fact]
    public async Task Who_holds_as_many_as_the_browsers_of_its_clients_would_gets_no_more_and_others_do()
    {
        await using var server = await RunningServer.StartAsync(("Limits:ConnectionsPerAddress", "1"));
        var sockets = new List<RawSocket>();
        // Its client has left the lobby.
        await using var ann = await RawConnection.OpenFromAsync(Elsewhere, server.Hub);

        for (var i = 0; i < 7; i++) sockets.Add(await RawSocket.ConnectAsync(server.Address, Elsewhere));
        var ended = await Task.WhenAny(sockets.Select(socket => socket.ReadToEndAsync()));

        (await ended).Should().BeEmpty("one is closed without a word");
        (await server.Log.SeesAsync(1301)).Text.Should().Contain("lobby_address_cap");
        (await server.Http.GetAsync("/readyz")).StatusCode.Should().Be(HttpStatusCode.OK, "it comes from another address");
        (await ann.HelloAsync()).GetProperty("ok").GetBoolean().Should().BeTrue("who is in plays on");
        sockets.ForEach(socket => socket.Dispose());
    }

    [Fact]
    public async Task A_place_is_given_back_once()
    {
        await using var server = await RunningServer.StartAsync(("Limits:ConnectionsPerAddress", "1"));
        var lobby = server.Services.GetRequiredService<Lobby>();
        var places = Enumerable.Range(0, 6).Select(_ => TryEnter(lobby, Third)!).ToList();

        TryEnter(lobby, Third).Should().BeNull();
        places[0].Dispose();
        places[0].Dispose();

        TryEnter(lobby, Third).Should().NotBeNull();
        TryEnter(lobby, Third).Should().BeNull();
    }

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("10.0.0.0/30")]
    public async Task A_proxy_that_was_named_brings_everybody_and_all_together_have_a_bound(string proxies)
    {
        await using var server = await RunningServer.StartAsync(("Limits:ConnectionsPerAddress", "1"), ("Limits:MaxConnections", "10"), ("Net:KnownProxies", proxies));
        var lobby = server.Services.GetRequiredService<Lobby>();

        for (var i = 0; i < 1_010; i++) TryEnter(lobby, i % 2 == 0 ? Proxy : Proxy.MapToIPv6()).Should().NotBeNull();

        TryEnter(lobby, Proxy).Should().BeNull();
        TryEnter(lobby, Third).Should().BeNull();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_request_that_never_ends_does_not_hold_up_the_servers_stop(bool isForOperators)
    {
        // Neither patience with headers nor with the stop as a whole is what ends it.
        await using var server = await RunningServer.StartAsync(("Net:RequestHeadersSeconds", "600"), ("Drain:MaxSeconds", "600"));
        using var eve = await RawSocket.ConnectAsync(isForOperators ? new Uri(server.Services.GetRequiredService<OpsServer>().Address) : server.Address);
        await eve.SendAsync("GET / HTTP/1.1\r\nHost: a\r\n");

        await server.StopAsync().WaitAsync(RunningServer.Patience);

        (await eve.ReadToEndAsync()).Should().NotBeNull();
    }

    private static IDisposable? TryEnter(Lobby lobby, IPAddress from) => lobby.TryEnter(from, () => { });
}
