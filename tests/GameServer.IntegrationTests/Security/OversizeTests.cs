using System.Text;
using GameServer.Engine;
using GameServer.IntegrationTests.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace GameServer.IntegrationTests.Security;

/// <summary>Messages beyond the limit; by themselves, since the heap that is measured is the process's.</summary>
[Collection(FaultCollection.Name)]
public sealed class OversizeTests
{
    private const int Times = 500, MostRounds = 6;

    // Far less than a connection that nobody let go: those have tens of kilobytes.
    private const long MostBytes = Times * 4_096;

    [Fact]
    public async Task Oversized_messages_by_the_hundred_leave_nothing_behind()
    {
        await using var server = await RunningServer.StartAsync(
            ("Limits:ConnectsPerSecondPerAddress", "100000"), ("Limits:HandshakesPerSecond", "100000"), ("Limits:ConnectionsPerAddress", "100000"));
        var (node, admission) = (server.Services.GetRequiredService<Node>(), server.Services.GetRequiredService<Operations.Admission>());
        var big = Encoding.ASCII.GetBytes(new string('x', 60_000));

        // The first bursts fill pools; what is left behind comes with every burst.
        var (heap, grown) = (0L, long.MaxValue);
        for (var round = 0; round < MostRounds && grown >= MostBytes; round++)
        {
            await AttackAsync(Times);
            await UntilAsync(() => node.Connections == 0 && admission.Open == 0);
            var before = heap;
            heap = GC.GetTotalMemory(forceFullCollection: true);
            grown = heap - before;
        }

        grown.Should().BeLessThan(MostBytes);

        // Many at once: each is cut only when its second for a farewell is over.
        Task AttackAsync(int times) => Parallel.ForAsync(0, times, new ParallelOptions { MaxDegreeOfParallelism = 250 }, async (_, _) =>
        {
            using var eve = await RawSocket.UpgradeAsync(server.Address);
            await eve.SendFrameAsync([.. "{\"protocol\":\"json\",\"version\":1}\u001e"u8]);
            await eve.SendFrameAsync(big);
            await eve.ReadToEndAsync();
        });
    }

    private static async Task UntilAsync(Func<bool> holds)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!holds())
        {
            TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(RunningServer.Patience, "every connection ends");
            await Task.Yield();
        }
    }
}
