using GameServer.Engine;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace GameServer.Journals;

/// <summary>
/// How a journal comes to be open: its files are claimed, a damaged one is set aside and what is sound of it saved,
/// the database is held against the head mark, and when history was lost every epoch is raised, all before anybody reads (JRN-2, JRN-3).
/// </summary>
internal sealed class SqliteOpening(
    SqliteFiles files, HeadMark mark, SqliteJournalOptions options, JournalMachine machine, TimeProvider time, IChance chance, ILogger logger)
{
    /// <summary>Opens it.</summary>
    /// <returns>What was found, and the writer to go on with.</returns>
    /// <exception cref="JournalException">It cannot be opened; the message is a sentence for the operator.</exception>
    public (JournalOpening Opening, SqliteWriter Writer) Open()
    {
        try
        {
            return TakeUp();
        }
        catch (SqliteException e)
        {
            throw e.ToJournal(files);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw SqliteFaults.Failed(files, e.Message, e);
        }
    }

    private (JournalOpening, SqliteWriter) TakeUp()
    {
        files.FinishMove();
        var wasDamaged = false;
        var writer = NewWriter(files.Database);
        try
        {
            Inspection found;
            try
            {
                found = writer.Inspect();
            }
            catch (Exception e) when (e is DamagedJournalException || e is SqliteException sqlite && sqlite.IsDamage())
            {
                writer.Dispose();
                SetAside(e.Message);
                wasDamaged = true;
                writer = NewWriter(files.Database);
                found = writer.Inspect();
            }

            var noted = mark.Read();
            var reason = wasDamaged || !found.IsComplete ? "corruption" : Judge(found, noted);
            if (reason is not null)
            {
                writer.RaiseEpochs(above: Math.Max(found.Meta.Batch, noted?.Batch ?? 0));
                JournalLog.EpochsRaised(logger, reason, found.Rooms, found.Meta.Batch, noted?.Batch);
            }

            writer.BeginRun();
            mark.Reset(writer.Position);
            return (new JournalOpening(writer.Position.Batch, found.Rooms, reason), writer);
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    // Its own evidence alone: what the mark says, and under Durability=normal whether the machine went down under it (JRN-5).
    private string? Judge(Inspection found, HeadMark.Position? noted)
    {
        var meta = found.Meta;
        if (noted is { } position)
        {
            if (position.Journal != meta.Journal || position.Batch > meta.Batch) return "tail_loss";
            if (position.Batch == meta.Batch && position.Chain != meta.Chain) return "tail_loss";
        }
        else if (meta.Batch > 0 || found.Rooms > 0)
        {
            return "tail_loss";
        }

        if (!meta.IsUnsynced) return null;
        var boot = machine.BootId();
        return boot.Length == 0 || boot != meta.Boot ? "unclean_boot" : null;
    }

    // The order makes every interruption harmless: the damaged file is where it was until what could be saved of it is complete.
    private void SetAside(string finding)
    {
        SqliteFiles.Discard(files.Saved);
        using (var into = NewWriter(files.Saved))
        {
            var saved = SqliteSalvage.Save(files.Database, into);
            into.EndRun();
            JournalLog.SavingDamaged(logger, files.Database, finding, saved.Rooms, saved.LostRooms, saved.Players);
        }

        JournalLog.SetAside(logger, files.Quarantine(time.GetUtcNow()));
        files.FinishMove();
        files.ClearSuspicion();
    }

    private SqliteWriter NewWriter(string database) => new(files, database, options, machine, time, chance);
}
