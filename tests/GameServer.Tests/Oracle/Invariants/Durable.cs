namespace GameServer.Reliability.Invariants;

/// <summary>
/// I8: what was seen or acked is in the journal after a restart; where data was destroyed, or: a raised epoch that
/// metric and log tell of. Judged for rooms whose journal was read.
/// </summary>
internal static class Durable
{
    public static IEnumerable<Violation> Check(History history)
    {
        var rooms = history.Journals.Keys.Select(k => k.Room).ToHashSet();
        var raised = history.Of(LineKind.Raised).Where(r => r.Told == true).ToList();
        foreach (var line in history.Lines)
        {
            var isAck = line.What == LineKind.Ack && line.Ok == true && line.Seq is not null;
            if ((!isAck && line.What != LineKind.Event) || !rooms.Contains(line.Room!)) continue;
            if (IsKept(history, line) || raised.Exists(r => GivesUp(r, line))) continue;
            yield return new Violation("I8", $"{line.Who} {(isAck ? "was acked" : "saw")} {line.Seq} of {line.Room}, and the journal does not hold it.", line);
        }
    }

    private static bool IsKept(History history, Line line) =>
        history.Journals.TryGetValue((line.Room!, line.Epoch!), out var held)
        && (line.Seq < held.Seq || history.Commits.ContainsKey((line.Room!, line.Epoch!, line.Seq!.Value)));

    private static bool GivesUp(Line raised, Line line) =>
        (raised.Room is null || raised.Room == line.Room) && (raised.Epoch is null || raised.Epoch == line.Epoch);
}
