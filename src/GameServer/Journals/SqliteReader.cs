using GameServer.Engine;
using Microsoft.Data.Sqlite;

namespace GameServer.Journals;

/// <summary>Reads the journal beside the writer. Used by one reader thread alone; a failed connection is replaced at the next use.</summary>
internal sealed class SqliteReader(SqliteFiles files) : IDisposable
{
    private SqliteSession? _session;

    private SqliteSession Session => _session ??= Open();

    /// <summary>Runs <paramref name="read"/> over one state of the journal.</summary>
    /// <exception cref="JournalException"/>
    public T Read<T>(Func<SqliteSession, T> read)
    {
        try
        {
            using var transaction = Session.BeginRead();
            return read(Session);
        }
        catch (SqliteException e)
        {
            Dispose();
            if (e.IsDamage()) files.Suspect();
            throw e.ToJournal(files);
        }
    }

    public void Dispose()
    {
        _session?.Dispose();
        _session = null;
    }

    private SqliteSession Open()
    {
        var session = new SqliteSession(files.Database, SqliteOpenMode.ReadWrite);
        // Read-only in effect; a connection opened read-only could not bring the write-ahead log's index up to date.
        session.Execute("PRAGMA query_only = ON");
        return session;
    }
}
