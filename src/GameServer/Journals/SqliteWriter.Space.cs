using Microsoft.Data.Sqlite;

namespace GameServer.Journals;

internal sealed partial class SqliteWriter
{
    // Checkpoints copy the write-ahead log into the database: rarely, since a page written often is then copied once; 16 MB.
    private const int CheckpointPages = 4_096;

    // When the disk was last found to have room; null: never, or a batch has failed since.
    private long? _spaceCheckedAt;
    private int _pagesSinceCheckpoint;

    /// <summary>Copies the write-ahead log into the database when it has grown enough; between batches, when nobody waits.</summary>
    /// <returns>The failure, if it failed: no commit is in danger, the log merely grows until a later attempt succeeds.</returns>
    public SqliteException? Checkpoint()
    {
        if (_session is null) return null;
        _pagesSinceCheckpoint += _session.TakePagesWritten();
        if (_pagesSinceCheckpoint < CheckpointPages) return null;

        try
        {
            _session.Execute("PRAGMA wal_checkpoint(PASSIVE)");
            _pagesSinceCheckpoint = 0;
            return null;
        }
        catch (SqliteException e)
        {
            if (e.IsDamage()) files.Suspect();
            Dispose();
            return e;
        }
    }

    // Once a second is enough: the reserve is far larger than what a second can write.
    private void CheckSpace()
    {
        if (_spaceCheckedAt is { } at && time.GetElapsedTime(at) < TimeSpan.FromSeconds(1)) return;

        var freeMB = machine.FreeBytes(files.Folder) / BytesPerMB;
        if (freeMB < options.MinFreeMB) throw SqliteFaults.LowOnSpace(files, freeMB, options.MinFreeMB);
        _spaceCheckedAt = time.GetTimestamp();
    }
}
