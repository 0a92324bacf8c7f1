using GameServer.Engine;
using Microsoft.Data.Sqlite;

namespace GameServer.Journals;

/// <summary>
/// Writes the journal: one transaction per batch, then the head mark. Used by the writer thread alone.
/// After any failure the connection is dropped and the next call begins with a fresh one, so that nothing half-done is left to go on from.
/// </summary>
internal sealed partial class SqliteWriter(
    SqliteFiles files, string database, SqliteJournalOptions options, JournalMachine machine, TimeProvider time, IChance chance) : IDisposable
{
    private const int BytesPerMB = 1 << 20;

    private SqliteSession? _session;

    private bool _isUnsure; // whether the batch given last is durable: its commit failed

    // As of the last durable transaction, or the one under way.
    private SqliteMeta _meta = null!;

    private SqliteSession Session => _session ??= Open();

    private RecordSum Sum => Session.Sum;

    /// <summary>Where the journal stands.</summary>
    public HeadMark.Position Position => _meta.Position;

    /// <summary>Makes the batch durable.</summary>
    /// <exception cref="JournalException">It must be given again.</exception>
    /// <exception cref="JournalGapException">It does not follow what the journal holds.</exception>
    public void Write(long number, IReadOnlyList<JournalEntry> batch)
    {
        try
        {
            _meta = SqliteMeta.Read(Session);
            if (number == _meta.Batch) Settle();
            else if (number == _meta.Batch + 1) Commit(number, batch);
            else throw JournalGapException.Batch(_meta.Batch, number);
        }
        catch (Exception e)
        {
            var failure = Failed(e);
            if (failure is null) throw;
            if (failure.Fault != JournalFault.Full) throw failure;
            MakeRoom();
            throw new JournalException(failure.Fault, failure.Message, failure.InnerException) { IsUndone = !_isUnsure };
        }
    }

    public void Dispose()
    {
        _session?.Dispose();
        _session = null;
    }

    // The batch was durable although its commit reported a failure. What it wrote may so far lie in the system's memory only:
    // a checkpoint begins with an fsync of the write-ahead log.
    private void Settle()
    {
        Session.Execute("PRAGMA wal_checkpoint(PASSIVE)");
        _isUnsure = false;
    }

    private void Commit(long number, IReadOnlyList<JournalEntry> batch)
    {
        if (!batch.All(entry => entry is RoomDeletion)) CheckSpace(); // what makes space may use the reserve
        using var transaction = Session.BeginWrite();
        BeginRecords();
        foreach (var entry in batch) Apply(entry);
        EndRecords(_meta with { Batch = number, Chain = _chain.Value });
        _isUnsure = true;
        transaction.Commit();
        _isUnsure = false;
        NoteForgotten();
    }

    private SqliteSession Open()
    {
        var session = new SqliteSession(database, SqliteOpenMode.ReadWriteCreate);
        try
        {
            if (session.Number("PRAGMA page_count") == 0) session.Execute(SqliteSchema.Prepare);
            else if (!SqliteSchema.IsOurs(session)) throw new DamagedJournalException("it is the database of another program");

            if (session.Text("PRAGMA journal_mode = WAL") is var mode and not "wal")
            {
                throw new JournalException(JournalFault.Io,
                    $"The journal {database} cannot have a write-ahead log beside it (mode {mode}). Put GameServer:DataDirectory on a local disk.");
            }

            session.Execute(options.Durability == Durability.Full ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
            session.Execute($"PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = {2 * CheckpointPages * session.Number("PRAGMA page_size")}");
            session.Execute($"PRAGMA max_page_count = {(long)options.MaxMB * BytesPerMB / session.Number("PRAGMA page_size")}");
            return session;
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }

    // What a failure is to the caller; null: a bug, and thrown as it is.
    private JournalException? Failed(Exception e)
    {
        Dispose();
        _spaceCheckedAt = null;
        if (e is DamagedJournalException || e is SqliteException broken && broken.IsDamage()) files.Suspect();
        return e switch
        {
            JournalException journal => journal,
            SqliteException sqlite => sqlite.ToJournal(files),
            DamagedJournalException damaged => SqliteFaults.Damaged(files, damaged.Message, damaged),
            IOException or UnauthorizedAccessException => SqliteFaults.Failed(files, e.Message, e),
            _ => null,
        };
    }
}
