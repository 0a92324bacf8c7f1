using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

/// <summary>A player whose page can be loaded anew: what it keeps is what a browser's storage would.</summary>
internal interface IPage : IPlayer
{
    /// <summary>The page is gone in the middle of what it did, and comes again.</summary>
    Task ReloadAsync();
}

/// <summary>F20: a page is reloaded while the answer to a move is on its way; the move is the page's still.</summary>
internal static class Reload
{
    public static async Task RunAsync(FaultRun run, string room, IPage ann, IPlayer bob)
    {
        ann.Proxy.Newest.Down.Hold();
        _ = ann.MoveAsync(); // whose promise goes with the page
        await run.History.Sees(l => l is { What: LineKind.Event, Who: "bob", Move: "ann-1" }).WaitAsync(FaultRun.Patience);
        await ann.ReloadAsync().WaitAsync(FaultRun.Patience);
        run.History.Fault("reload");

        await run.History.Sees(l => l is { What: LineKind.Ack, Who: "ann", N: 1 }).WaitAsync(FaultRun.Patience);
        await bob.MoveAsync().WaitAsync(FaultRun.Patience);
        await run.History.Reaches("ann", room, run.History.Head(room)).WaitAsync(FaultRun.Patience);
    }
}
