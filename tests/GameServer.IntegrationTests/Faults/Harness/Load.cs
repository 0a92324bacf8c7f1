namespace GameServer.IntegrationTests.Faults;

/// <summary>Moves at a steady pace, whatever becomes of them; bounded, so that an outage does not pile them up.</summary>
public static class Load
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(10);

    /// <summary>Makes the players move in turn until told to stop, then waits for every answer.</summary>
    /// <param name="players">Who moves.</param>
    /// <param name="perSecond">Moves a second, of all together.</param>
    /// <param name="stop">Ends the pace.</param>
    /// <param name="waiting">Most moves of a player that may wait for their answer; beyond, it sits out.</param>
    /// <param name="padding">Characters added to each move.</param>
    /// <returns>How many moves were made.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<IPlayer> players, double perSecond, CancellationToken stop, int waiting = 64, int padding = 0)
    {
        var pending = new List<Task>[players.Count];
        for (var i = 0; i < players.Count; i++) pending[i] = [];
        using var clock = new PeriodicTimer(Step, TimeProvider.System);
        var began = TimeProvider.System.GetTimestamp();
        var (due, made) = (0L, 0);
        try
        {
            // Time is accumulated, ticks are not counted: timers step by milliseconds.
            while (await clock.WaitForNextTickAsync(stop))
            {
                for (var target = (long)(TimeProvider.System.GetElapsedTime(began).TotalSeconds * perSecond); due < target; due++)
                {
                    var i = (int)(due % players.Count);
                    pending[i].RemoveAll(move => move.IsCompletedSuccessfully);
                    if (pending[i].Count >= waiting) continue;
                    pending[i].Add(players[i].MoveAsync(padding));
                    made++;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
        await Task.WhenAll(pending.SelectMany(moves => moves)).WaitAsync(FaultRun.Patience, CancellationToken.None);
        return made;
    }
}
