namespace GameServer.Engine;

/// <summary>The two reasons for which a batch that the journal surely does not hold is not given again as it was.</summary>
internal sealed partial class JournalWriter
{
    // Deleting a room makes space, and must not wait behind what found none: it goes first, unless something else that waits concerns the same name.
    private void LetDeletionsFirst()
    {
        lock (_gate)
        {
            List<(JournalEntry Entry, IDurable? Then)> all = [.. _batch.Zip(_then), .. _waiting];
            var entriesOf = all.CountBy(item => NameOf(item.Entry)).ToDictionary(StringComparer.Ordinal);
            if (!all.Exists(MayGo)) return;
            Begin(all.Where(MayGo));
            Queue(all.Where(item => !MayGo(item)));
            _goesFirst = true;

            bool MayGo((JournalEntry Entry, IDurable? Then) item) => item.Entry is RoomDeletion && entriesOf[NameOf(item.Entry)] == 1;
        }
    }

    // A room whose commit does not follow what the journal holds would hold up all the others for ever. False: it is none that could be told.
    private bool TryLeaveOut(string room)
    {
        lock (_gate)
        {
            List<(JournalEntry Entry, IDurable? Then)> batch = [.. _batch.Zip(_then)], waiting = [.. _waiting];
            List<IDurable> blamed = [.. batch.Where(item => item.Entry is RoomCommit commit && commit.Room == room).Select(item => item.Then).OfType<IDurable>().Distinct()];
            foreach (var durable in blamed) durable.OnGap();
            foreach (var (entry, _) in batch.Concat(waiting).Where(IsOfBlamed)) Interlocked.Add(ref _pending, -EventsIn(entry));
            Begin(batch.Where(item => !IsOfBlamed(item)));
            Queue(waiting.Where(item => !IsOfBlamed(item)));
            return blamed.Count > 0;

            bool IsOfBlamed((JournalEntry Entry, IDurable? Then) item) => item.Then is { } then && blamed.Contains(then);
        }
    }

    private static string NameOf(JournalEntry entry) => entry switch
    {
        RoomCommit commit => commit.Room,
        RoomDeletion deletion => deletion.Room,
        PlayerRecord player => player.Id,
        PlayerDeletion deletion => deletion.Id,
        _ => "",
    };

    // Under the gate.
    private void Begin(IEnumerable<(JournalEntry Entry, IDurable? Then)> batch)
    {
        Clear();
        foreach (var item in batch) Add(item);
    }

    private void Queue(IEnumerable<(JournalEntry Entry, IDurable? Then)> waiting)
    {
        _waiting.Clear();
        foreach (var item in waiting) _waiting.Enqueue(item);
    }

    private void Clear()
    {
        _batch.Clear();
        _then.Clear();
        _goesFirst = false;
    }

    private void Add((JournalEntry Entry, IDurable? Then) item)
    {
        _batch.Add(item.Entry);
        _then.Add(item.Then);
    }
}
