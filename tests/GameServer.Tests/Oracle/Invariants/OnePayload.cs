namespace GameServer.Reliability.Invariants;

/// <summary>I3: a map (room, epoch, number) to payload hash never changes, across players, nodes and restarts.</summary>
internal static class OnePayload
{
    public static IEnumerable<Violation> Check(History history)
    {
        var payloads = new Dictionary<(string?, string?, long?), Line>();
        foreach (var line in history.Lines)
        {
            if (line.What is not (LineKind.Event or LineKind.Commit)) continue;
            var key = (line.Room, line.Epoch, line.Seq);
            if (!payloads.TryAdd(key, line) && payloads[key].Hash != line.Hash)
                yield return new Violation("I3", $"{line.Room} {line.Epoch} {line.Seq} is {line.Hash} and was {payloads[key].Hash} before.", line);
        }
    }
}
