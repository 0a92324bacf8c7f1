using System.Net.Sockets;
using GameServer.Engine;
using Npgsql;

namespace GameServer.Journals;

/// <summary>What a failure of PostgreSQL means, and the sentence an operator reads.</summary>
internal static class PostgresFaults
{
    /// <summary>Whether it is a failure of the database or of the way to it, and no bug of ours.</summary>
    public static bool IsFailure(Exception e) =>
        e is NpgsqlException or SocketException or IOException or TimeoutException or ObjectDisposedException
        // A connection that broke under a call.
        or InvalidOperationException { Source: "Npgsql" };

    public static JournalException ToJournal(Exception e) => e switch
    {
        PostgresException { SqlState: PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory } full => new(JournalFault.Full,
            $"The database has no space left ({full.MessageText}). Make room; work then goes on by itself.", e),
        PostgresException { SqlState: PostgresErrorCodes.DataCorrupted or PostgresErrorCodes.IndexCorrupted } damaged => new(JournalFault.Corrupt,
            $"The database is damaged ({damaged.MessageText}). Restore it from a backup, or repair it with PostgreSQL's own tools.", e),
        PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification or PostgresErrorCodes.InvalidCatalogName or PostgresErrorCodes.InsufficientPrivilege } denied =>
            new(JournalFault.Io, $"The database lets this server not in ({denied.MessageText}). Check Postgres:Connection: host, database, user, password, and the right to create a schema.", e),
        PostgresException failure => new(JournalFault.Io,
            $"The database failed ({failure.SqlState}: {failure.MessageText}). Look at its log; once it answers, work goes on by itself.", e),
        _ => new(JournalFault.Io, $"The database cannot be reached ({e.Message}) Check that it runs and that Postgres:Connection is right; once it answers, work goes on by itself.", e),
    };

    public static JournalException Fenced(string why) => new(JournalFault.Fenced,
        $"This server's lease is over ({why}). Nothing of what it had not saved was shown to anybody; its rooms go on where they are now.");

    public static JournalException Newer(int version) => new(JournalFault.Io,
        $"The tables in the database are of version {version}, and this server knows those up to {PostgresSchema.Version}: it is older than the one that wrote them. Start a newer one.");
}
