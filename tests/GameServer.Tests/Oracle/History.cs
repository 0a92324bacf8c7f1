namespace GameServer.Reliability;

/// <summary>The lines of a run, with the look-ups that several invariants share.</summary>
public sealed class History
{
    private readonly ILookup<LineKind, Line> _byKind;

    /// <summary>All lines, in order.</summary>
    public IReadOnlyList<Line> Lines { get; }

    /// <summary>What one client took of one room, one entry for each pair.</summary>
    public IReadOnlyList<Reader> Readers { get; }

    /// <summary>What the journal holds, by room, epoch and number.</summary>
    public IReadOnlyDictionary<(string Room, string Epoch, long Seq), Line> Commits { get; }

    /// <summary>Which numbers the journal holds, by room and epoch. Empty: nobody looked.</summary>
    public IReadOnlyDictionary<(string Room, string Epoch), Line> Journals { get; }

    public History(IEnumerable<Line> lines)
    {
        Lines = [.. lines];
        _byKind = Lines.ToLookup(l => l.What);
        Readers = [.. Lines
            .Where(l => l.Who is not null && l.Room is not null && l.What is not (LineKind.Send or LineKind.Ack or LineKind.Dropped))
            .GroupBy(l => (l.Who, l.Page, l.Room))
            .Select(g => new Reader(g.Key.Who!, g.Key.Page, g.Key.Room!, [.. g]))];

        var commits = new Dictionary<(string, string, long), Line>();
        var journals = new Dictionary<(string, string), Line>();
        foreach (var line in Of(LineKind.Commit)) commits.TryAdd((line.Room!, line.Epoch!, line.Seq!.Value), line);
        foreach (var line in Of(LineKind.Journal)) journals[(line.Room!, line.Epoch!)] = line;
        Commits = commits;
        Journals = journals;
    }

    /// <summary>Reads the text of a history file.</summary>
    public static History Parse(string text) =>
        new(text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Line.Parse));

    /// <summary>Lines of one kind, in order.</summary>
    public IEnumerable<Line> Of(LineKind kind) => _byKind[kind];
}

/// <summary>What one client took of one room: its joins, snapshots, events, hidden ranges, frames and its leaving, in order.</summary>
public sealed record Reader(string Who, string Client, string Room, IReadOnlyList<Line> Lines)
{
    /// <summary>
    /// Each line with where the client stood before it and after it. Only snapshots and deliveries move a client;
    /// a first join with a cursor places one that was never seen before.
    /// </summary>
    public IEnumerable<(Line Line, Position? Before, Position? After)> Walk()
    {
        Position? at = null;
        foreach (var line in Lines)
        {
            var after = line.What switch
            {
                LineKind.Snapshot or LineKind.Event => new Position(line.Epoch!, line.Seq!.Value),
                LineKind.Hidden => new Position(line.Epoch!, line.UpTo!.Value),
                LineKind.Joined when line.Reason == "replay" => at ?? line.Cursor,
                _ => at,
            };
            yield return (line, at, after);
            at = after;
        }
    }
}
