using GameServer.Engine;

namespace GameServer.Journals;

internal sealed partial class SqliteWriter
{
    // Rows deleted in one transaction: some milliseconds, for which the next commit may have to wait.
    private const int PruneRows = 500;

    // Unused pages are taken up again by what is written next. Only when a quarter of the file lies unused
    // (and at least 4 MB) it shrinks, by 1 MB at a time: shrinking moves pages about.
    private const int VacuumPages = 256;
    private const int UnusedPages = 1_024;

    private readonly ForgottenLogs _forgotten = new();

    // By the transaction under way.
    private readonly List<ForgottenEvents> _newlyForgotten = [];

    // Logs at their bound forget an event for each new one: together they wait for a chunk's worth, or every commit would cost a second one.
    private bool IsPruneDue => _forgotten.HasGraves || _forgotten.EventsOfRooms >= PruneRows;

    /// <summary>Deletes a chunk of what is forgotten, or gives unused space back; true: there is more.</summary>
    /// <exception cref="JournalException">Nothing was deleted.</exception>
    public bool Prune()
    {
        ForgottenEvents? current = null;
        try
        {
            return IsPruneDue ? PruneChunk(ref current) : Shrink();
        }
        catch (Exception e)
        {
            var failure = Failed(e);
            if (failure is null) throw;
            // What lies on a broken page stays there, or it would be tried for ever.
            if (failure.Fault == JournalFault.Corrupt && current is { } broken) _forgotten.Drop(broken.Log);
            throw failure;
        }
    }

    // A full journal takes no commit, and so nobody comes to prune: each refused one makes room for the next attempt.
    private void MakeRoom()
    {
        try
        {
            ForgottenEvents? current = null;
            if (_forgotten.All.Any()) PruneChunk(ref current);
        }
        catch (Exception e)
        {
            Failed(e); // The commit's own failure is the one to tell.
        }
    }

    private bool PruneChunk(ref ForgottenEvents? current)
    {
        var budget = PruneRows;
        var rest = new List<ForgottenEvents>();
        var closed = new List<long>();
        using (var transaction = Session.BeginWrite())
        {
            foreach (var log in _forgotten.All)
            {
                if (budget <= 0) break;
                current = log;
                var left = PruneEvents(log, ref budget);
                if (log.Room is null && PruneGrave(left, ref budget)) closed.Add(log.Log);
                else rest.Add(left);
            }

            transaction.Commit();
        }

        foreach (var log in rest) _forgotten.Note(log);
        foreach (var log in closed) _forgotten.Drop(log);
        return IsPruneDue || IsShrinkDue;
    }

    private ForgottenEvents PruneEvents(ForgottenEvents log, ref int budget)
    {
        var upTo = Math.Min(log.UpTo, log.Pruned + budget);
        budget -= (int)(upTo - log.Pruned);
        using var delete = Session.Use("DELETE FROM event WHERE log = ? AND seq BETWEEN ? AND ?").With(log.Log).With(log.Pruned + 1).With(upTo);
        delete.Step();
        using var note = Session.Use(log.Room is null ? "UPDATE grave SET pruned = ? WHERE log = ?" : "UPDATE room SET pruned = ? WHERE id = ?");
        note.With(upTo).With(log.Room ?? log.Log).Step();
        return log with { Pruned = upTo };
    }

    // True: nothing is left in it.
    private bool PruneGrave(ForgottenEvents log, ref int budget)
    {
        if (budget <= 0) return false;
        using var acks = Session.Use("DELETE FROM ack WHERE (log, player, slot) IN (SELECT log, player, slot FROM ack WHERE log = ? LIMIT ?)");
        acks.With(log.Log).With((long)budget).Step();
        budget -= Session.Changes;
        if (budget <= 0) return false;

        using var grave = Session.Use("DELETE FROM grave WHERE log = ?").With(log.Log);
        grave.Step();
        budget--;
        return true;
    }

    private void NoteForgotten()
    {
        foreach (var log in _newlyForgotten) _forgotten.Note(log);
        _newlyForgotten.Clear();
    }

    private bool IsShrinkDue =>
        Session.Number("PRAGMA freelist_count") is var unused && unused > UnusedPages && unused > Session.Number("PRAGMA page_count") / 4;

    private bool Shrink()
    {
        if (!IsShrinkDue) return false;
        Session.Execute($"PRAGMA incremental_vacuum({VacuumPages})");
        return IsShrinkDue;
    }
}
