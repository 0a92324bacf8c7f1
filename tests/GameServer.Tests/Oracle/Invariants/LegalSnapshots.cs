namespace GameServer.Reliability.Invariants;

/// <summary>I7: a discontinuity is a snapshot with a reason that fits (SNP-2), at most two pushed per connection in 30 s (SNP-3).</summary>
internal static class LegalSnapshots
{
    private const double WindowMs = 30_000;

    public static IEnumerable<Violation> Check(History history)
    {
        foreach (var reader in history.Readers)
        {
            Line? join = null;
            var pushed = new Dictionary<int, List<double>>();
            foreach (var (line, before, _) in reader.Walk())
            {
                if (line.What == LineKind.Joined) join = line;
                if (line.What != LineKind.Snapshot) continue;

                var isPushed = line.Pushed == true;
                if ((isPushed ? Pushed(line, before) : Answered(line, join)) is { } sentence)
                    yield return new Violation("I7", $"{reader.Client} in {reader.Room}: {sentence}", line);
                if (isPushed && !Fits(pushed, line))
                    yield return new Violation("I7", $"{reader.Client} in {reader.Room}: a third pushed snapshot on one connection in 30 s.", line);
            }
        }
    }

    private static string? Answered(Line line, Line? join) => (line.Reason, join?.Cursor) switch
    {
        (_, _) when join is null => "a snapshot answered no join.",
        ("new", _) => null,   // Without a cursor, or with one from before this membership.
        ("epoch", { } cursor) when cursor.Epoch != line.Epoch => null,
        ("ahead", { } cursor) when cursor.Epoch == line.Epoch && cursor.Seq > line.Seq => null,
        ("trimmed" or "budget", { } cursor) when cursor.Epoch == line.Epoch && cursor.Seq < line.Seq => null,
        var (reason, cursor) => $"a snapshot at {line.Seq} gives the reason {reason ?? "(none)"} for the cursor {cursor?.ToString() ?? "(none)"}.",
    };

    private static string? Pushed(Line line, Position? before) => line.Reason switch
    {
        "epoch" when before is not null && before.Epoch != line.Epoch => null,
        "trimmed" or "budget" or "desync" when before is not null && before.Epoch == line.Epoch && before.Seq <= line.Seq => null,
        var reason => $"a snapshot at {line.Seq} was pushed with the reason {reason ?? "(none)"} to a client at {before?.ToString() ?? "(nothing)"}.",
    };

    private static bool Fits(Dictionary<int, List<double>> pushed, Line line)
    {
        var gen = line.Gen ?? 0;
        if (!pushed.TryGetValue(gen, out var times)) pushed[gen] = times = [];
        times.RemoveAll(t => line.T - t >= WindowMs);
        times.Add(line.T);
        return times.Count <= 2;
    }
}
