using System.Text;
using GameServer.Engine;
using GameServer.IntegrationTests.Faults;
using Microsoft.Extensions.DependencyInjection;

namespace GameServer.IntegrationTests.Security;

/// <summary>Messages beyond the limit; by themselves, since the heap that is measured is the process's.</summary>
[Collection(FaultCollection.Name)]
public sealed class OversizeTests
{
    [Fact]
    public async Task Oversized_messages_by_the_hundred_leave_nothing_behind()
    {
        await using var server = await RunningServer.StartAsync(
            ("Limits:ConnectsPerSecondPerAddress", "100000"), ("Limits:HandshakesPerSecond", "100000"), ("Limits:ConnectionsPerAddress", "100000"));
        var big = Encoding.ASCII.GetBytes(new string('x', 60_000));
        await AttackAsync(250);
        var before = GC.GetTotalMemory(forceFullCollection: true);

        await AttackAsync(500);

        // Pools give back what a burst took only after a while; what is left behind is there for good.
        var node = server.Services.GetRequiredService<Node>();
        await UntilAsync(() => node.Connections == 0 && server.Services.GetRequiredService<Operations.Admission>().Open == 0);
        await UntilAsync(() => GC.GetTotalMemory(forceFullCollection: true) < before + before / 20 + (2 << 20));

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
            TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(RunningServer.Patience);
            await Task.Yield();
        }
    }
}
