using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

/// <summary>F4: kill -9 at random moments of a server under load, and a new start on the same data, again and again.</summary>
internal static class Kills
{
    private const int EventsPerSecond = 500;

    /// <summary>The server lives this long after the first player is back, in milliseconds.</summary>
    private const int Shortest = 50, Longest = 500;

    public static async Task<(int Moves, int Kills)> RunAsync(FaultRun run, IWorld world, IReadOnlyList<IPlayer> players, Effort kills)
    {
        using var stop = new CancellationTokenSource();
        var load = Load.RunAsync(players, EventsPerSecond, stop.Token);
        var done = 0;
        for (; kills.GoesOn(done, run.Elapsed); done++)
        {
            Figures.Progress("kills", done, kills.Most);
            await Task.Delay(TimeSpan.FromMilliseconds(run.Chance.Next(Shortest, Longest + 1)), TimeProvider.System);
            var killed = run.History.Now;
            await world.KillAndRestartAsync();
            await run.History.Sees(l => l.What == LineKind.Welcome && l.T > killed).WaitAsync(FaultRun.Patience);
        }
        await stop.CancelAsync();
        return (await load, done);
    }
}
