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
        var places = Enumerable.Range(0, 6).Select(_ => lobby.TryEnter(Third)!).ToList();

        lobby.TryEnter(Third).Should().BeNull();
        places[0].Dispose();
        places[0].Dispose();

        lobby.TryEnter(Third).Should().NotBeNull();
        lobby.TryEnter(Third).Should().BeNull();
    }

    [Theory]
    [InlineData("10.0.0.1")]
    [InlineData("10.0.0.0/30")]
    public async Task A_proxy_that_was_named_brings_everybody_and_all_together_have_a_bound(string proxies)
    {
        await using var server = await RunningServer.StartAsync(("Limits:ConnectionsPerAddress", "1"), ("Limits:MaxConnections", "10"), ("Net:KnownProxies", proxies));
        var lobby = server.Services.GetRequiredService<Lobby>();

        for (var i = 0; i < 1_010; i++) lobby.TryEnter(i % 2 == 0 ? Proxy : Proxy.MapToIPv6()).Should().NotBeNull();

        lobby.TryEnter(Proxy).Should().BeNull();
        lobby.TryEnter(Third).Should().BeNull();
    }
}
