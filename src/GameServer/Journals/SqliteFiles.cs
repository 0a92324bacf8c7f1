using System.Globalization;
using GameServer.Engine;

namespace GameServer.Journals;

/// <summary>The journal's files in the data directory, and who may use them.</summary>
internal sealed class SqliteFiles(string folder) : IDisposable
{
    // SQLite's own companions of a database; they move with it.
    private static readonly string[] Companions = ["-wal", "-shm"];

    private FileStream? _lock;

    public string Folder { get; } = Path.GetFullPath(folder);

    public string Database => Path.Combine(Folder, "journal.db");

    /// <summary>What a damaged database could give back, while it is being saved.</summary>
    public string Saved => Path.Combine(Folder, "journal.saved.db");

    public string Mark => Path.Combine(Folder, "journal.mark");

    /// <summary>Its presence says: damage was met, check the whole file at the next start.</summary>
    private string Suspicion => Path.Combine(Folder, "journal.suspect");

    private string Lock => Path.Combine(Folder, "journal.lock");

    public bool IsSuspect => File.Exists(Suspicion);

    /// <summary>Bytes of the database and its write-ahead log.</summary>
    public long Size => Length(Database) + Length(Database + "-wal");

    /// <summary>Makes the folder and keeps other processes out until <see cref="Dispose"/>.</summary>
    /// <exception cref="JournalException">The folder cannot be written, or another process has it.</exception>
    public void Claim()
    {
        try
        {
            Directory.CreateDirectory(Folder);
            if (_lock is null && !File.Exists(Lock)) File.Create(Lock).Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new JournalException(JournalFault.Io,
                $"The data directory {Folder} cannot be written ({e.Message}) Make it writable for the user this server runs as, or set GameServer:DataDirectory.", e);
        }

        try
        {
            _lock ??= new FileStream(Lock, FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new JournalException(JournalFault.Io,
                $"The lock file {Lock} cannot be written. Make it writable for the user this server runs as, or set GameServer:DataDirectory.", e);
        }
        catch (IOException e)
        {
            throw new JournalException(JournalFault.Busy,
                $"Another server already runs on the data directory {Folder}. Stop it, or give this one its own GameServer:DataDirectory.", e);
        }
    }

    /// <summary>Has the whole file checked at the next start. Failing to say so must not hide the damage itself.</summary>
    public void Suspect()
    {
        try
        {
            File.WriteAllText(Suspicion, "Damage was met in journal.db; the next start checks all of it.\n");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
        }
    }

    public void ClearSuspicion() => File.Delete(Suspicion);

    /// <summary>Sets the damaged database aside, under a name nothing else has; it is never deleted.</summary>
    /// <returns>Where it lies now.</returns>
    public string Quarantine(DateTimeOffset now)
    {
        var name = $"{Database}.damaged-{now.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture)}";
        var free = name;
        for (var i = 2; File.Exists(free); i++) free = $"{name}-{i}";
        Move(Database, free);
        return free;
    }

    /// <summary>Puts what was saved of a database set aside in its place, also when the last start was interrupted before it could.</summary>
    public void FinishMove()
    {
        if (!File.Exists(Database) && File.Exists(Saved)) Move(Saved, Database);
    }

    // The database goes last: until then it is found where it was, and the move is begun again.
    private static void Move(string from, string to)
    {
        foreach (var companion in Companions)
        {
            if (File.Exists(from + companion)) File.Move(from + companion, to + companion, overwrite: true);
        }

        File.Move(from, to);
    }

    /// <summary>Deletes a database that never was in use.</summary>
    public static void Discard(string database)
    {
        foreach (var companion in Companions) File.Delete(database + companion);
        File.Delete(database);
    }

    public void Dispose() => _lock?.Dispose();

    private static long Length(string path) => new FileInfo(path) is { Exists: true } file ? file.Length : 0;
}
