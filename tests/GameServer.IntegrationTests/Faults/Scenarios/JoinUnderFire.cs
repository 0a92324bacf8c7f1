namespace GameServer.IntegrationTests.Faults;

/// <summary>F6: clients join, some of them slowly, a room that writes without pause; each takes its share of events and goes.</summary>
internal static class JoinUnderFire
{
    private const int Writers = 4;
    private const int Events = 60;
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(4);

    public static async Task RunAsync(FaultRun run, IWorld world, int joiners, double perSecond)
    {
        var writers = new List<IPlayer>();
        for (var i = 0; i < Writers; i++) writers.Add(await world.EnterAsync($"writer{i}"));
        using var stop = new CancellationTokenSource();
        var load = Load.RunAsync(writers, perSecond, stop.Token);

        var starts = Enumerable.Range(0, joiners).Select(_ => Spread * run.Chance.NextDouble()).ToList();
        await Task.WhenAll(starts.Select((start, i) => JoinAsync(run, world, $"joiner{i}", start, isSlow: i % 5 == 0)));

        await stop.CancelAsync();
        await load;
    }

    private static async Task JoinAsync(FaultRun run, IWorld world, string who, TimeSpan start, bool isSlow)
    {
        await Task.Delay(start, TimeProvider.System);
        var player = await world.EnterAsync(who, link => link.Down.Delay = TimeSpan.FromMilliseconds(isSlow ? 150 : 0));
        await run.History.Reaches(who, world.Room, run.History.Head(world.Room) + Events).WaitAsync(FaultRun.Patience);
        await player.DisposeAsync();
    }
}
