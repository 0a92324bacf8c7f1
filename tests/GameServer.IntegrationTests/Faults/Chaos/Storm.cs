using System.Collections.Concurrent;

namespace GameServer.IntegrationTests.Faults;

/// <summary>Does faults to players, one after the other to each, and measures how soon they are whole again. Any number of players at once.</summary>
internal sealed class Storm(FaultRun run)
{
    /// <summary>Of so many faults one leaves the connection as it is.</summary>
    private const int TroubleShare = 4;

    private readonly ConcurrentQueue<double> _resumes = new();
    private readonly ConcurrentDictionary<string, int> _byName = new();
    private readonly ConcurrentDictionary<string, int> _byPlayer = new();
    private int _faults;
    private int _planned;

    /// <summary>Faults done.</summary>
    public int Faults => Volatile.Read(ref _faults);

    /// <summary>Milliseconds from the end of each cut to the player's welcome; how long it waits before it dials is the client's.</summary>
    public IEnumerable<double> ResumesMs => _resumes;

    /// <summary>How often each fault was done.</summary>
    public IEnumerable<string> ByName => _byName.OrderBy(f => f.Key, StringComparer.Ordinal).Select(f => $"{f.Key} {f.Value}");

    /// <summary>Faults done to players whose name begins so.</summary>
    public int FaultsOf(string prefix) => _byPlayer.Where(p => p.Key.StartsWith(prefix, StringComparison.Ordinal)).Sum(p => p.Value);

    /// <summary>Does so many faults to a player.</summary>
    public async Task OverAsync(IPlayer player, string room, Reliability.Effort faults)
    {
        var chance = Draw();
        var began = TimeProvider.System.GetTimestamp();
        var planned = Interlocked.Add(ref _planned, faults.Most);
        for (var i = 0; faults.GoesOn(i, TimeProvider.System.GetElapsedTime(began)); i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(chance.Next(0, 200)), TimeProvider.System); // at any moment of its play
            var isCut = chance.Next(TroubleShare) > 0;
            var fault = isCut ? Ruin.Cuts[chance.Next(Ruin.Cuts.Length)] : Ruin.Troubles[chance.Next(Ruin.Troubles.Length)];
            await DoAsync(player, room, fault, chance, isCut);
            _byName.AddOrUpdate(fault.Method.Name, 1, (_, count) => count + 1);
            _byPlayer.AddOrUpdate(player.Who, 1, (_, count) => count + 1);
            Reliability.Figures.Progress("chaos", Interlocked.Increment(ref _faults), planned);
        }
    }

    private async Task DoAsync(IPlayer player, string room, Ruin.Fault fault, Random chance, bool isCut)
    {
        var history = run.History;
        var before = history.Generation(player.Who);
        await fault(player.Proxy, chance);
        history.Fault(fault.Method.Name, who: player.Who);
        if (isCut)
        {
            var over = history.Now;
            await history.WelcomedAfter(player.Who, before).WaitAsync(FaultRun.Patience);
            _resumes.Enqueue(history.Now - over);
        }
        await history.Reaches(player.Who, room, history.Head(room)).WaitAsync(FaultRun.Patience);
    }

    private Random Draw()
    {
        lock (run.Chance) return new Random(run.Chance.Next());
    }
}
