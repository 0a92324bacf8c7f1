using System.Security.Cryptography;
using GameServer.Engine;
using GameServer.Journals;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace GameServer.IntegrationTests.Journals;

/// <summary>A data directory of one test, and the machine around it.</summary>
internal sealed class JournalFolder : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("journal-").FullName;

    public JournalFolder() => Path = System.IO.Path.Combine(_root, "data");

    public string Path { get; private set; }

    public string Database => File("journal.db");

    public string Mark => File("journal.mark");

    /// <summary>What the journal asks of the machine.</summary>
    public FakeMachine Machine { get; } = new();

    /// <summary>What the journal told the operator.</summary>
    public HeardLog Log { get; } = new();

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public SqliteJournal NewJournal(TimeProvider? time = null, Func<SqliteJournalOptions, SqliteJournalOptions>? with = null) =>
        new((with ?? (options => options))(new SqliteJournalOptions(Path)), time ?? TimeProvider.System, new TestChance(), Log, Machine);

    /// <summary>Takes the files as they are, as a kill -9 or a copy under way would find them, and goes on with those.</summary>
    public void Crash()
    {
        var copy = System.IO.Path.Combine(_root, $"data-{Directory.GetDirectories(_root).Length}");
        Directory.CreateDirectory(copy);
        foreach (var name in (string[])["journal.db", "journal.db-wal", "journal.mark"])
        {
            if (System.IO.File.Exists(File(name))) System.IO.File.Copy(File(name), System.IO.Path.Combine(copy, name));
        }

        Path = copy;
    }

    /// <summary>Edits the closed database behind the journal's back.</summary>
    public void Edit(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    /// <summary>Turns the closed database into one of the first version of the tables.</summary>
    public void MakeVersion1()
    {
        using var session = new SqliteSession(Database, SqliteOpenMode.ReadWrite);
        session.Execute("ALTER TABLE ack DROP COLUMN page; PRAGMA user_version = 0x01010101");
        (SqliteMeta.Read(session) with { Schema = SqliteSchema.SumBy(session) }).Write(session);
    }

    public long Number(string sql)
    {
        using var connection = Connect();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToInt64(command.ExecuteScalar());
    }

    public SqliteConnection Connect()
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Database, Pooling = false, DefaultTimeout = 5 }.ToString());
        connection.Open();
        return connection;
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    private sealed class TestChance : IChance
    {
        public void Fill(Span<byte> bytes) => RandomNumberGenerator.Fill(bytes);
    }
}

/// <summary>A machine that answers what the test wants.</summary>
internal sealed class FakeMachine : JournalMachine
{
    public string Boot { get; set; } = "boot-1";

    public long Free { get; set; } = long.MaxValue;

    public override string BootId() => Boot;

    public override long FreeBytes(string folder) => Free;
}

/// <summary>Keeps what was logged.</summary>
internal sealed class HeardLog : ILogger
{
    private readonly List<string> _lines = [];

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines) return [.. _lines];
        }
    }

    public IDisposable? BeginScope<TState>(TState state) where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        lock (_lines) _lines.Add($"{eventId.Id} {logLevel}: {formatter(state, exception)}");
    }
}
