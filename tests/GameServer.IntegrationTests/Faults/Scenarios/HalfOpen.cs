namespace GameServer.IntegrationTests.Faults;

/// <summary>
/// F1: a client's TCP dies unseen by the server; the client is back after 100 ms, the room writes 50 events a second. Again and again;
/// then, when nothing is left of the old connections, once more.
/// </summary>
internal static class HalfOpen
{
    private const int EventsPerSecond = 50;
    private static readonly TimeSpan Away = TimeSpan.FromMilliseconds(100);

    public static async Task RunAsync(FaultRun run, IWorld world, int times, bool waitsForOldOnes)
    {
        var ann = await world.EnterAsync("ann");
        var bob = await world.EnterAsync("bob");
        using var stop = new CancellationTokenSource();
        var load = Load.RunAsync([bob], EventsPerSecond, stop.Token);

        var old = new List<ProxyLink>();
        for (var i = 0; i < times; i++) old.Add(await DropAsync(run, world, ann));
        if (waitsForOldOnes) await Task.WhenAll(old.Select(link => link.Over)).WaitAsync(FaultRun.Patience);
        await DropAsync(run, world, ann);
        await Play(run, world, ann);

        await stop.CancelAsync();
        await load;
    }

    private static async Task<ProxyLink> DropAsync(FaultRun run, IWorld world, IPlayer ann)
    {
        await Play(run, world, ann);
        var link = ann.Proxy.Newest;
        var outage = ann.Proxy.OutageAsync(Away);
        link.HalfOpen();
        await outage;
        run.History.Fault("half-open");
        await run.History.Reaches(ann.Who, world.Room, run.History.Head(world.Room)).WaitAsync(FaultRun.Patience);
        // Some old connections end late and by themselves, the others when the server finds them out.
        if (run.Chance.Next(2) == 0) link.CloseServerEnd(reset: run.Chance.Next(2) == 0);
        return link;
    }

    /// <summary>Until she has got a few events more.</summary>
    private static Task Play(FaultRun run, IWorld world, IPlayer ann) =>
        run.History.Reaches(ann.Who, world.Room, run.History.Head(world.Room) + run.Chance.Next(1, 10)).WaitAsync(FaultRun.Patience);
}
