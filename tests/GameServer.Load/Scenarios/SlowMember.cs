namespace GameServer.LoadTool;

/// <summary>One member of a busy room stops reading: what the others notice of it, beside a room where all read.</summary>
internal sealed class SlowMember : Scenario
{
    private const int Members = 8, Size = 4000;
    private const double MovesPerSecond = 300;

    // A loopback socket swallows megabytes before anything is felt.
    private static readonly TimeSpan Filling = TimeSpan.FromSeconds(8), Measured = TimeSpan.FromSeconds(5);

    public override string Name => "slow-member";

    public override IReadOnlyList<ServerKind> Servers => [ServerKind.Ours, ServerKind.Groups];

    public override IReadOnlyList<string> Loads => ["1 of 8"];

    // What stands still for seconds is not made faster by compiling it.
    public override void WarmUp(Loop loop, ServerUnderLoad server) { }

    public override IReadOnlyDictionary<string, double> Run(Loop loop, ServerUnderLoad server, string load)
    {
        using var crowd = Crowd.Enter(loop, server, 2, Members);
        Peer[] senders = [crowd.Peers[0], crowd.Peers[Members]];
        foreach (var sender in senders) sender.Size = Size;
        var stopped = crowd.Peers[Members - 1];
        crowd.OpenLoop(senders, MovesPerSecond, TimeSpan.FromSeconds(1));
        stopped.Link.StopReading();
        crowd.OpenLoop(senders, MovesPerSecond, Filling);
        Tally with = new(), without = new();
        for (var i = 0; i < crowd.Peers.Count; i++) crowd.Peers[i].Tally = i < Members ? with : without;
        with.Measured = without.Measured = (Loop.Now, Loop.Now + (long)Measured.TotalMicroseconds);
        crowd.OpenLoop(senders, MovesPerSecond, Measured);
        crowd.Rest(Measured * 3); // what is late still counts
        if (with.Lateness.Count == 0 || without.Lateness.Count == 0) throw new InvalidOperationException($"Nothing arrived: {with.Acked} moves were answered, {with.Refused} refused.");
        var (p99, other) = (with.Lateness.Percentile(99), without.Lateness.Percentile(99));
        return new Dictionary<string, double> { [Figure.P99] = p99, [Figure.Added] = p99 - other };
    }
}
