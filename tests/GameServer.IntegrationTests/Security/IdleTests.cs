using System.Net;
using System.Net.Sockets;
using GameServer.Engine;
using GameServer.IntegrationTests.Faults;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Abstractions;

namespace GameServer.IntegrationTests.Security;

[Collection(FaultCollection.Name)]
public sealed class IdleTests(ITestOutputHelper output)
{
    private const int Warm = 200, Idle = 2_000, AtOnce = 20;
    private const double MostKB = 30;

    // As many as one address may bring at once by default: nobody has to wait.
    private const int PerAddress = 20;

    [Fact]
    public async Task Who_does_nothing_costs_30_KB_and_leaves_nothing_behind()
    {
        await using var server = await RunningServer.StartAsync(("Journal", "sqlite"), ("Limits:HandshakesPerSecond", "1000000"));
        await LeaveAsync(server, await ArriveAsync(server, Warm, net: 2)); // what is made once for all is made now
        var own = await OwnCostAsync();
        var empty = Cost();

        var players = await ArriveAsync(server, Idle, net: 3);
        var full = Cost();
        Connections(server).Should().Be(Idle, "they are all there");
        await LeaveAsync(server, players);

        var each = (full.Heap - empty.Heap - own) / 1024.0 / Idle;
        output.WriteLine($"{each:F1} KB each beside {own / 1024.0 / Idle:F1} KB of this side's; {full.Threads} threads after {empty.Threads}");
        each.Should().BeLessThan(MostKB);
        full.Threads.Should().BeLessThan(empty.Threads + Idle / 50, "nobody has a thread to himself");
    }

    // What is kept, and not what a process happens to hold of garbage: that depends on the machine.
    private static (long Heap, int Threads) Cost()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers(); // sockets have them
        return (GC.GetTotalMemory(forceFullCollection: true), ThreadPool.ThreadCount);
    }

    // Of as many sockets to somebody who keeps nothing: a server in this process cannot be told from its clients.
    private static async Task<long> OwnCostAsync()
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0);
        nobody.Start();
        var empty = Cost();
        var sockets = new List<RawSocket>();
        for (var i = 0; i < Idle; i++)
        {
            var socket = await RawSocket.ConnectAsync(new Uri($"http://{nobody.LocalEndpoint}"));
            using (var end = await nobody.AcceptSocketAsync()) await end.SendAsync("hello"u8.ToArray());
            await socket.ReadUntilAsync("hello");
            sockets.Add(socket);
        }
        var full = Cost();
        foreach (var socket in sockets) socket.Dispose();
        return full.Heap - empty.Heap;
    }

    private static int Connections(RunningServer server) => server.Services.GetRequiredService<Node>().Connections;

    private static async Task<List<RawSocket>> ArriveAsync(RunningServer server, int count, int net)
    {
        var players = new List<RawSocket>();
        foreach (var some in Enumerable.Range(0, count).Chunk(AtOnce))
            players.AddRange(await Task.WhenAll(some.Select(i => ArriveOneAsync(server, IPAddress.Parse($"127.{net}.0.{1 + i / PerAddress}")))));
        return players;
    }

    // Hidden pages may be silent for longest.
    private static async Task<RawSocket> ArriveOneAsync(RunningServer server, IPAddress from)
    {
        var socket = await RawSocket.UpgradeAsync(server.Address, from);
        await socket.SendFrameAsync([.. "{\"protocol\":\"json\",\"version\":1}\u001e{\"type\":1,\"invocationId\":\"1\",\"target\":\"Hello\",\"arguments\":[{\"protocol\":1}]}\u001e{\"type\":1,\"target\":\"Visible\",\"arguments\":[{\"visible\":false}]}\u001e"u8]);
        await socket.ReadUntilAsync("playerId");
        return socket;
    }

    private static async Task LeaveAsync(RunningServer server, List<RawSocket> players)
    {
        foreach (var player in players) player.Dispose();
        var began = TimeProvider.System.GetTimestamp();
        while (Connections(server) > 0)
        {
            TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(RunningServer.Patience, "of {0} connections none should be left", Connections(server));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }
}
