namespace GameServer.IntegrationTests.Faults;

/// <summary>The faults of a network, each done to the newest link of one player's proxy; which, where and how long is drawn by lot.</summary>
internal static class Ruin
{
    /// <summary>One fault from its beginning to its end; whatever it was, the network is whole again afterwards.</summary>
    /// <param name="proxy">The player's way to the server.</param>
    /// <param name="chance">The lot.</param>
    public delegate Task Fault(FaultProxy proxy, Random chance);

    /// <summary>After which the player needs a new connection.</summary>
    public static readonly Fault[] Cuts = [Reset, Finish, Refuse, Outage, CutInFrame, BlackHole, HalfOpen];

    /// <summary>After which the connection goes on.</summary>
    public static readonly Fault[] Troubles = [Delay, Dribble, Rate, Stall];

    private static Task Reset(FaultProxy proxy, Random chance)
    {
        proxy.Newest.Reset();
        return Task.CompletedTask;
    }

    private static Task Finish(FaultProxy proxy, Random chance)
    {
        proxy.Newest.Finish();
        return Task.CompletedTask;
    }

    private static async Task Refuse(FaultProxy proxy, Random chance)
    {
        proxy.Admission = Admission.Refuse;
        proxy.Newest.Reset();
        await Milliseconds(chance, 20, 100);
        proxy.Admission = Admission.Pass;
    }

    private static async Task Outage(FaultProxy proxy, Random chance)
    {
        var outage = proxy.OutageAsync(TimeSpan.FromMilliseconds(chance.Next(20, 200)));
        if (chance.Next(2) == 0) proxy.Newest.Reset();
        else proxy.Newest.Finish();
        await outage;
    }

    /// <summary>Inside whatever comes next on one of its ways; a client that is alive says something soon.</summary>
    private static async Task CutInFrame(FaultProxy proxy, Random chance)
    {
        var link = proxy.Newest;
        (chance.Next(2) == 0 ? link.Up : link.Down).CutInNextPiece();
        await link.Over.WaitAsync(FaultRun.Patience);
    }

    /// <summary>Nothing passes until the client has given up; then what was held arrives late, or never.</summary>
    private static async Task BlackHole(FaultProxy proxy, Random chance)
    {
        var link = proxy.Newest;
        link.Hold();
        await proxy.LinkAsync(link.Number + 1).WaitAsync(FaultRun.Patience);
        await Milliseconds(chance, 0, 100);
        if (chance.Next(3) > 0) link.Release();
        else link.Reset();
    }

    /// <summary>The client's end dies; the server hears of it late, or finds out by itself.</summary>
    private static async Task HalfOpen(FaultProxy proxy, Random chance)
    {
        var link = proxy.Newest;
        link.HalfOpen();
        await Milliseconds(chance, 0, 150);
        if (chance.Next(3) > 0) link.CloseServerEnd(reset: chance.Next(2) == 0);
    }

    private static async Task Delay(FaultProxy proxy, Random chance)
    {
        var (link, delay) = (proxy.Newest, TimeSpan.FromMilliseconds(chance.Next(1, 100)));
        link.Up.Delay = link.Down.Delay = delay;
        await Milliseconds(chance, 50, 250);
        link.Up.Delay = link.Down.Delay = TimeSpan.Zero;
    }

    private static async Task Dribble(FaultProxy proxy, Random chance)
    {
        var lane = chance.Next(2) == 0 ? proxy.Newest.Up : proxy.Newest.Down;
        lane.Dribble = true;
        await Milliseconds(chance, 50, 200);
        lane.Dribble = false;
    }

    private static async Task Rate(FaultProxy proxy, Random chance)
    {
        var lane = chance.Next(2) == 0 ? proxy.Newest.Up : proxy.Newest.Down;
        lane.BytesPerSecond = chance.Next(1_000, 20_000);
        await Milliseconds(chance, 50, 200);
        lane.BytesPerSecond = 0;
    }

    /// <summary>Shorter than anybody's patience.</summary>
    private static async Task Stall(FaultProxy proxy, Random chance)
    {
        var link = proxy.Newest;
        link.Hold();
        await Milliseconds(chance, 20, 150);
        link.Release();
    }

    private static Task Milliseconds(Random chance, int from, int to) => Task.Delay(TimeSpan.FromMilliseconds(chance.Next(from, to)), TimeProvider.System);
}
