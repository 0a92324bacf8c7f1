namespace GameServer.Reliability.Invariants;

/// <summary>
/// I6: the view a client has from a snapshot and the events to n equals the server's at n.
/// The server's view at n is any snapshot it sent at n; only viewers who may see the same are given the same hash.
/// </summary>
internal static class SameView
{
    public static IEnumerable<Violation> Check(History history)
    {
        var truth = new Dictionary<(string?, string?, long?), Line>();
        foreach (var line in history.Of(LineKind.Snapshot).Where(l => l.View is not null))
        {
            var key = (line.Room, line.Epoch, line.Seq);
            if (!truth.TryAdd(key, line) && truth[key].View != line.View)
                yield return new Violation("I6", $"two snapshots of {line.Room} at {line.Seq} differ.", line);
        }
        foreach (var line in history.Of(LineKind.Event).Where(l => l.View is not null))
        {
            if (truth.TryGetValue((line.Room, line.Epoch, line.Seq), out var snapshot) && snapshot.View != line.View)
                yield return new Violation("I6", $"{line.Who}'s view of {line.Room} at {line.Seq} is {line.View}, the server's {snapshot.View}.", line);
        }
    }
}
