using GameServer.Engine;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace GameServer.Journals;

/// <summary>What a failure means, and the sentence an operator reads.</summary>
internal static class SqliteFaults
{
    /// <summary>
    /// Whether the file must be damaged. The statements are always the same, so a column that is missing or a rule that fails
    /// is damage too, and so is a file that ends in the middle of a page.
    /// </summary>
    public static bool IsDamage(this SqliteException e) =>
        e.SqliteErrorCode is SQLITE_CORRUPT or SQLITE_NOTADB or SQLITE_ERROR or SQLITE_CONSTRAINT or SQLITE_MISMATCH or SQLITE_TOOBIG ||
        e.SqliteExtendedErrorCode is SQLITE_IOERR_SHORT_READ;

    public static JournalException ToJournal(this SqliteException e, SqliteFiles files) => e.SqliteErrorCode switch
    {
        _ when e.IsDamage() => Damaged(files, e.Message, e),
        SQLITE_FULL => new(JournalFault.Full,
            $"The journal {files.Database} cannot grow: the disk is full or Disk:MaxMB is reached. Work goes on by itself once there is space on the disk, or rooms went that nobody used for Room:RetainHours; else raise Disk:MaxMB and restart the server.", e),
        SQLITE_BUSY or SQLITE_LOCKED => new(JournalFault.Busy,
            $"The journal {files.Database} is locked by another program. Close what has it open (a database shell, a backup); work then goes on by itself.", e),
        SQLITE_READONLY or SQLITE_PERM or SQLITE_CANTOPEN or SQLITE_AUTH => new(JournalFault.Io,
            $"The journal {files.Database} cannot be opened or written ({e.Message}). Make the folder and its files writable for the user this server runs as.", e),
        _ => Failed(files, $"{e.Message} {e.SqliteExtendedErrorCode}", e),
    };

    public static JournalException Failed(SqliteFiles files, string failure, Exception e) => new(JournalFault.Io,
        $"The journal {files.Database} failed ({failure}). Look at the disk; once it answers, work goes on by itself.", e);

    public static JournalException Damaged(SqliteFiles files, string finding, Exception e) => new(JournalFault.Corrupt,
        $"The journal {files.Database} is damaged ({finding}). Restart the server: it then checks the file, sets it aside if need be and saves what is sound.", e);

    public static JournalException LowOnSpace(SqliteFiles files, long freeMB, int minFreeMB) => new(JournalFault.Full,
        $"The disk under {files.Folder} has {freeMB} MB free, less than Disk:MinFreeMB ({minFreeMB}). Free space, and work goes on by itself; or lower it and restart the server.");

    public static JournalException DamagedRecord(string room, string finding) => new(JournalFault.Corrupt,
        $"Room {room}: {finding} in the journal is damaged. The room needs a new epoch: see README, Troubleshooting, damaged record.");
}
