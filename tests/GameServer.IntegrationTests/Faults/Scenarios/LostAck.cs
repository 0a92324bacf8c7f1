using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

/// <summary>F3: a move takes effect, its answer is lost with the connection, and the client sends it again.</summary>
internal static class LostAck
{
    public static async Task RunAsync(FaultRun run, IWorld world)
    {
        var ann = await world.EnterAsync("ann");
        await world.EnterAsync("bob");

        ann.Proxy.Newest.Down.Hold();
        var moved = ann.MoveAsync();
        await run.History.Sees(l => l is { What: LineKind.Event, Who: "bob", Move: "ann-1" }).WaitAsync(FaultRun.Patience);
        ann.Proxy.Newest.Reset();
        run.History.Fault("reset");

        await moved.WaitAsync(FaultRun.Patience);
    }
}
