namespace GameServer.LoadTool;

/// <summary>
/// All but one of each room are cut, miss events, and come back at the same moment: how long until the last of them has everything.
/// The one who stayed goes on moving meanwhile.
/// </summary>
internal sealed class Resume(string name, int rooms, int cutPerRoom, IReadOnlyList<int> missed, bool isPinned) : Scenario
{
    private const double MovesPerSecond = 10;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30), Settling = TimeSpan.FromSeconds(1);

    public override string Name => name;

    public override IReadOnlyList<ServerKind> Servers => [ServerKind.Ours, ServerKind.OursSqlite];

    public override IReadOnlyList<string> Loads => [.. missed.Select(events => $"{rooms * cutPerRoom:N0} x {events:N0}")];

    public override bool IsPinned => isPinned;

    public override IReadOnlyDictionary<string, double> Run(Loop loop, ServerUnderLoad server, string load)
    {
        var events = missed[Loads.ToList().IndexOf(load)];
        using var crowd = Crowd.Enter(loop, server, rooms, cutPerRoom + 1);
        var (tally, stayersTally) = (new Tally(), new Tally());
        crowd.Count(tally);
        var stayers = crowd.Peers.Where(peer => peer.Sender == 0).ToArray();
        var cut = crowd.Peers.Where(peer => peer.Sender > 0).Cast<OurPeer>().ToArray();
        foreach (var peer in cut) peer.Leave();
        crowd.MoveAll(stayers, events, Patience);

        foreach (var peer in stayers) peer.Tally = stayersTally;
        var began = Loop.Now;
        stayersTally.Measured = (began, long.MaxValue);
        var returning = cut.Select(peer => peer.ReturnAsync()).ToArray();
        crowd.OpenLoopUntil(stayers, MovesPerSecond, Patience, () => cut.All(peer => peer.LastOf(0) >= events));
        var took = Loop.Now - began;
        loop.Run(Task.WhenAll(returning), Patience, "Coming back");
        crowd.OpenLoop(stayers, MovesPerSecond, Settling);
        crowd.Finish(tally);
        return new Dictionary<string, double>
        {
            [Figure.LastMs] = took / 1000.0,
            [Figure.P99] = stayersTally.Lateness.Percentile(99),
            [Figure.Lost] = tally.Lost + stayersTally.Lost,
            [Figure.Doubled] = tally.Doubled + stayersTally.Doubled,
        };
    }
}
