using System.Net.WebSockets;

namespace GameServer.IntegrationTests.Host;

/// <summary>SIGTERM: everybody is told, nothing is lost, the exit code is 0.</summary>
public sealed class StopTests
{
    [Fact, Trait("rule", "FLT-6")]
    public async Task Clients_are_told_when_to_come_back_and_find_everything_as_it_was()
    {
        await using var server = await ServerProcess.StartAsync("--GameServer:Drain:AnnounceSeconds=0");
        await using var ann = await WelcomedAsync(server);
        var room = (await ann.CallAsync("Create", """{"game":"relay"}""")).GetProperty("room").GetString()!;
        var ack = await ann.CallAsync("Send", $$"""{"room":"{{room}}","n":1,"move":"emit","args":["hi",1]}""");

        server.Terminate();
        var closed = await ann.NextAsync("closed");
        var status = await ann.Closed.WaitAsync(RunningServer.Patience);
        var exit = await server.LineAsync(1005);

        ack.GetProperty("ok").GetBoolean().Should().BeTrue();
        closed[0].GetString().Should().Be("draining");
        closed[1].GetInt32().Should().BeInRange(1, 5_000);
        status.Should().NotBeNull("it is closed, not cut");
        exit.GetProperty("told").GetInt32().Should().Be(1);
        exit.GetProperty("cut").GetInt32().Should().Be(0);
        (await server.ExitAsync()).Should().Be(0);

        await using var again = await ServerProcess.StartAsync($"--GameServer:DataDirectory={Path.Combine(server.Folder, "data")}");
        await using var back = await RawConnection.OpenAsync(again.Hub);
        var welcome = await back.HelloAsync($$"""{"protocol":1,"token":"{{ann.Token}}","takeOver":true,"join":[{"room":"{{room}}"}]}""");
        welcome.GetProperty("playerId").GetString().Should().Be(ann.PlayerId);
        welcome.GetProperty("joined")[0].GetProperty("ok").GetBoolean().Should().BeTrue(welcome.GetRawText());
        welcome.GetProperty("joined")[0].GetProperty("lastMove").GetInt64().Should().Be(1);
    }

    [Fact]
    public async Task Nobody_connected_nothing_to_wait_for()
    {
        await using var server = await ServerProcess.StartAsync("--GameServer:Drain:AnnounceSeconds=20");

        server.Terminate();

        (await server.LineAsync(1005)).GetProperty("ms").GetInt64().Should().BeLessThan(10_000);
        (await server.ExitAsync()).Should().Be(0);
    }

    [Fact]
    public async Task While_it_drains_nobody_new_gets_in_and_those_inside_play_on()
    {
        await using var server = await ServerProcess.StartAsync("--GameServer:Drain:AnnounceSeconds=20");
        await using var ann = await WelcomedAsync(server);

        server.Terminate();
        await server.LineAsync(1004);

        await FluentActions.Awaiting(() => RawConnection.OpenAsync(server.Hub)).Should().ThrowAsync<WebSocketException>();
        (await ann.CallAsync("Ping", """{"t":1}""")).GetProperty("t").GetInt32().Should().Be(1);
    }

    [Fact]
    public async Task A_second_signal_ends_it_at_once()
    {
        await using var server = await ServerProcess.StartAsync("--GameServer:Drain:AnnounceSeconds=20");
        await using var ann = await WelcomedAsync(server);

        server.Terminate();
        await server.LineAsync(1004);
        server.Terminate();

        (await server.ExitAsync()).Should().NotBe(0);
    }

    private static async Task<RawConnection> WelcomedAsync(ServerProcess server)
    {
        var connection = await RawConnection.OpenAsync(server.Hub);
        await connection.HelloAsync();
        return connection;
    }
}
