namespace GameServer.IntegrationTests.Faults;

/// <summary>F13: a client that has had no event yet, or has been at rest for long, is away for a second, and three events happen.</summary>
internal static class QuietDrop
{
    private static readonly TimeSpan Away = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(FaultRun run, IWorld world, IPlayer ann, IPlayer bob, int events)
    {
        var outage = ann.Proxy.OutageAsync(Away);
        ann.Proxy.Newest.Reset();
        for (var i = 0; i < events; i++) await bob.MoveAsync().WaitAsync(FaultRun.Patience);
        await outage;
        run.History.Fault("outage");

        // The first after the return, so that whoever lost some can know it.
        await ann.MoveAsync().WaitAsync(FaultRun.Patience);
        await run.History.Reaches(ann.Who, world.Room, run.History.Head(world.Room)).WaitAsync(FaultRun.Patience);
    }
}
