using System.Net;
using GameServer.IntegrationTests.Faults;
using GameServer.IntegrationTests.Host;
using Xunit.Abstractions;

namespace GameServer.IntegrationTests.Security;

[Collection(FaultCollection.Name)]
public sealed class IdleTests(ITestOutputHelper output)
{
    private const int Warm = 200, Idle = 5_000, PerAddress = 200, AtOnce = 20;
    private const double MostKB = 30;

    [Fact]
    public async Task Five_thousand_who_do_nothing_cost_30_KB_each_and_leave_nothing_behind()
    {
        await using var server = await ServerProcess.StartAsync();
        await LeaveAsync(server, await ArriveAsync(server, Warm, net: 2)); // what is made once for all is made now
        var empty = server.Cost;

        var players = await ArriveAsync(server, Idle, net: 3);
        var full = server.Cost;
        await LeaveAsync(server, players);
        var after = server.Cost;

        var each = (full.Memory - empty.Memory) / 1024.0 / Idle;
        output.WriteLine($"{each:F1} KB each; files {empty.Files}, {full.Files}, {after.Files}; threads {empty.Threads}, {full.Threads}, {after.Threads}; MB {empty.Memory >> 20}, {full.Memory >> 20}, {after.Memory >> 20}");
        full.Files.Should().BeGreaterThan(Idle, "they were all there");
        each.Should().BeLessThan(MostKB);
        after.Files.Should().BeLessThan(empty.Files + empty.Files / 10 + 1);
        after.Threads.Should().BeLessThanOrEqualTo(empty.Threads + empty.Threads / 10 + 2);
    }

    // From many addresses, within every default limit. Hidden pages may be silent for longest.
    private static async Task<List<RawSocket>> ArriveAsync(ServerProcess server, int count, int net)
    {
        var players = new List<RawSocket>();
        foreach (var some in Enumerable.Range(0, count).Chunk(AtOnce))
        {
            // Round the addresses, so that none dials faster than it may.
            players.AddRange(await Task.WhenAll(some.Select(i => ArriveOneAsync(server, IPAddress.Parse($"127.{net}.0.{1 + i % Math.Max(1, count / PerAddress)}")))));
        }
        return players;
    }

    private static async Task<RawSocket> ArriveOneAsync(ServerProcess server, IPAddress from)
    {
        var socket = await RawSocket.UpgradeAsync(server.Address, from);
        await socket.SendFrameAsync([.. "{\"protocol\":\"json\",\"version\":1}\u001e{\"type\":1,\"invocationId\":\"1\",\"target\":\"Hello\",\"arguments\":[{\"protocol\":1}]}\u001e{\"type\":1,\"target\":\"Visible\",\"arguments\":[{\"visible\":false}]}\u001e"u8]);
        var buffer = new byte[4_096];
        var text = "";
        while (!text.Contains("playerId", StringComparison.Ordinal)) text += System.Text.Encoding.UTF8.GetString(buffer, 0, await socket.ReadAsync(buffer));
        return socket;
    }

    private static async Task LeaveAsync(ServerProcess server, List<RawSocket> players)
    {
        foreach (var player in players) player.Dispose();
        var began = TimeProvider.System.GetTimestamp();
        while (server.Cost.Files > 400)
        {
            TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(RunningServer.Patience);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }
}
