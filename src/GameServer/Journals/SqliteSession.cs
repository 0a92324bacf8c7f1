using Microsoft.Data.Sqlite;
using SQLitePCL;
using static SQLitePCL.raw;

namespace GameServer.Journals;

/// <summary>
/// One connection with its prepared statements and its checksum. Used by one thread at a time.
/// Every failure is a <see cref="SqliteException"/>; what it means for the journal, <see cref="SqliteFaults"/> says.
/// </summary>
internal sealed class SqliteSession : IDisposable
{
    private readonly SqliteConnection _connection;
    private readonly sqlite3 _database;
    private readonly Dictionary<string, SqliteStatement> _statements = new(StringComparer.Ordinal);

    /// <param name="path">The database file.</param>
    /// <param name="mode">Whether it may be made, written, or only read.</param>
    /// <param name="isBroken">Reads also a file that is shorter than it says of itself; nothing can be written then.</param>
    public SqliteSession(string path, SqliteOpenMode mode, bool isBroken = false)
    {
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = path,
            Mode = mode,
            Pooling = false, // A closed session must let go of the file.
        }.ToString());
        try
        {
            _connection.Open();
            _database = _connection.Handle!;
            // A closing connection leaves the write-ahead log as it is: after a failure nothing more is to be written.
            sqlite3_db_config(_database, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, out _);
            // Long enough for a backup tool's short locks, short enough that a stalled commit is soon seen as one.
            sqlite3_busy_timeout(_database, 100);
            if (isBroken) Execute("PRAGMA writable_schema = ON; PRAGMA query_only = ON");
            Execute("PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -16384");
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>For the records this session reads or writes.</summary>
    public RecordSum Sum { get; } = new();

    /// <summary>The statement of that text, prepared once. Dispose it after use; one use at a time.</summary>
    public SqliteStatement Use(string sql)
    {
        if (_statements.TryGetValue(sql, out var known)) return known;
        SqliteException.ThrowExceptionForRC(sqlite3_prepare_v3(_database, sql, SQLITE_PREPARE_PERSISTENT, out var prepared), _database);
        return _statements[sql] = new SqliteStatement(_database, prepared);
    }

    /// <summary>Runs statements without parameters.</summary>
    public void Execute(string sql) => SqliteException.ThrowExceptionForRC(sqlite3_exec(_database, sql), _database);

    /// <summary>The first value of the first row, 0 without one.</summary>
    public long Number(string sql)
    {
        using var query = Use(sql);
        return query.Step() ? query.Long(0) : 0;
    }

    /// <summary>The first value of the first row, empty without one.</summary>
    public string Text(string sql)
    {
        using var query = Use(sql);
        return query.Step() ? query.Text(0) : "";
    }

    /// <summary>Begins to write: what follows happens whole, at <see cref="Transaction.Commit"/>, or not at all.</summary>
    public Transaction BeginWrite()
    {
        // At once, so that a file locked by another process is found before any work.
        Execute("BEGIN IMMEDIATE");
        return new Transaction(this);
    }

    /// <summary>Begins to read: what follows sees the journal as it is now.</summary>
    public Transaction BeginRead()
    {
        Execute("BEGIN");
        return new Transaction(this);
    }

    /// <summary>Rows the last statement changed.</summary>
    public int Changes => sqlite3_changes(_database);

    /// <summary>Pages written since the last call.</summary>
    public int TakePagesWritten()
    {
        sqlite3_db_status(_database, SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, 1);
        return pages;
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values) statement.Close();
        _statements.Clear();
        _connection.Dispose();
    }

    private void Rollback()
    {
        if (sqlite3_get_autocommit(_database) != 0) return; // SQLite has rolled back by itself.
        sqlite3_exec(_database, "ROLLBACK");
    }

    /// <summary>A transaction: rolled back when it is left without a commit.</summary>
    public readonly ref struct Transaction(SqliteSession session)
    {
        public void Commit() => session.Execute("COMMIT");

        public void Dispose() => session.Rollback();
    }

    private const int SQLITE_DBSTATUS_CACHE_WRITE = 9;
    private const int SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE = 1_006;
    private const uint SQLITE_PREPARE_PERSISTENT = 1;
}
