namespace GameServer.Reliability.Invariants;

/// <summary>
/// I4: received = committed events with the player in the audience, join to leave, less those covered by a snapshot.
/// That no number is missing is I1, that the head is reached I9; here: each is the player's own, or hidden for a reason.
/// </summary>
internal static class OwnAudience
{
    public static IEnumerable<Violation> Check(History history)
    {
        foreach (var reader in history.Readers)
        {
            Line? left = null;
            foreach (var line in reader.Lines)
            {
                left = line.What switch { LineKind.Left => line, LineKind.Joined => null, _ => left };
                if (line.What is not (LineKind.Event or LineKind.Hidden or LineKind.Snapshot)) continue;
                if (left is not null)
                    yield return new Violation("I4", $"{reader.Who} got {line.Seq} of {reader.Room} after leaving at {left.Seq} ({left.Reason}).", line);
                else if (line.What == LineKind.Snapshot && !Includes(line, reader.Who))
                    yield return new Violation("I4", $"{reader.Who} got a state of {reader.Room} with what is private to {string.Join(", ", line.Audience!)}.", line);
                else if (line.What == LineKind.Event && Commit(history, line, line.Seq!.Value) is { } own && !Includes(own, reader.Who))
                    yield return new Violation("I4", $"{reader.Who} got {line.Seq} of {reader.Room}, which is for {string.Join(", ", own.Audience!)}.", line);
                else if (line.What == LineKind.Hidden && Withheld(history, line, reader.Who) is { } withheld)
                    yield return new Violation("I4", $"{withheld} of {reader.Room} is for {reader.Who} and was hidden.", line);
            }
        }
    }

    private static long? Withheld(History history, Line range, string who)
    {
        for (var seq = range.Seq!.Value; seq <= range.UpTo; seq++)
        {
            if (Commit(history, range, seq) is { } commit && Includes(commit, who)) return seq;
        }
        return null;
    }

    private static Line? Commit(History history, Line line, long seq) =>
        history.Commits.GetValueOrDefault((line.Room!, line.Epoch!, seq));

    private static bool Includes(Line line, string who) => line.Audience is null || line.Audience.Contains(who);
}
