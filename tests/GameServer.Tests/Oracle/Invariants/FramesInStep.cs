namespace GameServer.Reliability.Invariants;

/// <summary>
/// I11: a frame's base is applied already, ticks grow, and after a stall at most 2 s of old ticks come first (FRM-1).
/// Old are the ticks below the one the room had reached when the stall ended.
/// </summary>
internal static class FramesInStep
{
    private const int OldSeconds = 2;

    public static IEnumerable<Violation> Check(History history)
    {
        var stalls = history.Of(LineKind.Fault).Where(f => f.Reason == "stall" && f.Tick is not null && f.Rate is not null).ToList();
        foreach (var reader in history.Readers)
        {
            Line? last = null;
            foreach (var (line, before, _) in reader.Walk())
            {
                if (line.What != LineKind.Frame) continue;
                if (line.BasedOn > (before?.Seq ?? 0))
                    yield return new Violation("I11", $"{reader.Client} got a frame based on {line.BasedOn} at {before?.Seq ?? 0}.", line);
                if (last is not null && last.Gen == line.Gen && line.Tick <= last.Tick)
                    yield return new Violation("I11", $"{reader.Client} got tick {line.Tick} after {last.Tick}.", line);
                last = line;
            }
            foreach (var stall in stalls.Where(s => s.Who == reader.Who))
            {
                var old = reader.Lines.Count(l => l.What == LineKind.Frame && l.T >= stall.T && l.Tick < stall.Tick);
                if (old > OldSeconds * stall.Rate)
                    yield return new Violation("I11", $"{reader.Client} got {old} old frames after a stall, at {stall.Rate} a second.", stall);
            }
        }
    }
}
