namespace GameServer.Reliability.Invariants;

/// <summary>I2: no number reaches the handler twice, nor one that lies behind what was taken already.</summary>
internal static class NoRepeat
{
    public static IEnumerable<Violation> Check(History history)
    {
        foreach (var reader in history.Readers)
        {
            var taken = new HashSet<(string Epoch, long Seq)>();
            foreach (var (line, before, _) in reader.Walk())
            {
                if (line.What is not (LineKind.Event or LineKind.Hidden)) continue;
                var isNew = line.What == LineKind.Hidden || taken.Add((line.Epoch!, line.Seq!.Value));
                var isAhead = before is null || before.Epoch != line.Epoch || line.Seq > before.Seq;
                if (!isNew || !isAhead)
                    yield return new Violation("I2", $"{reader.Client} in {reader.Room}: {line.Seq} came again, at {before?.Seq}.", line);
            }
        }
    }
}
