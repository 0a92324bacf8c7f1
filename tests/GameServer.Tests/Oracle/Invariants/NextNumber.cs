namespace GameServer.Reliability.Invariants;

/// <summary>I1: per player and epoch, after snapshot n or cursor n comes n + 1, hidden ranges counted.</summary>
internal static class NextNumber
{
    public static IEnumerable<Violation> Check(History history)
    {
        foreach (var reader in history.Readers)
        {
            foreach (var (line, before, _) in reader.Walk())
            {
                if (Fault(line, before) is { } sentence)
                    yield return new Violation("I1", $"{reader.Client} in {reader.Room}: {sentence}", line);
            }
        }
    }

    private static string? Fault(Line line, Position? before) => line.What switch
    {
        LineKind.Joined when line.Reason == "replay" && line.Cursor is null =>
            "a replay was promised to a client that brought no cursor.",
        LineKind.Joined when line.Reason == "replay" && line.Cursor!.Epoch != line.Epoch =>
            $"a replay in epoch {line.Epoch} was promised for a cursor of epoch {line.Cursor.Epoch}.",
        LineKind.Joined when line.Reason == "replay" && before is not null && before != line.Cursor =>
            $"the client had taken {before.Seq} and came back with {line.Cursor!.Seq}.",
        LineKind.Event or LineKind.Hidden when before is null =>
            $"{line.Seq} arrived before any snapshot or cursor.",
        LineKind.Event or LineKind.Hidden when before.Epoch != line.Epoch =>
            $"{line.Seq} of epoch {line.Epoch} followed {before.Seq} of epoch {before.Epoch} without a snapshot.",
        LineKind.Event or LineKind.Hidden when line.Seq > before.Seq + 1 =>
            $"after {before.Seq} came {line.Seq}: {line.Seq - before.Seq - 1} lost.",
        LineKind.Desync => $"numbers were missing in what arrived after {before?.Seq}; the client had to ask for a snapshot.",
        LineKind.Hidden when line.UpTo < line.Seq =>
            $"a hidden range ends at {line.UpTo}, before it starts.",
        _ => null,
    };
}
