using GameServer.Engine;
using Microsoft.Data.Sqlite;
using static SQLitePCL.raw;

namespace GameServer.Journals;

/// <summary>What a look at the opened database found.</summary>
/// <param name="Meta">Where it stands.</param>
/// <param name="Rooms">Rooms it holds.</param>
/// <param name="IsComplete">Whether the rows of rooms, members and players are all there and none is an older one.</param>
internal sealed record Inspection(SqliteMeta Meta, int Rooms, bool IsComplete);

internal sealed partial class SqliteWriter
{
    /// <summary>Opens the database, makes its tables when there are none, and checks what can be checked without reading all of it.</summary>
    /// <exception cref="JournalException">It cannot be opened, or a newer server wrote it.</exception>
    /// <exception cref="DamagedJournalException">It is no journal, or damaged as a whole.</exception>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException"/>
    public Inspection Inspect()
    {
        if (SqliteSchema.IsMissing(Session)) CreateTables();
        var version = SqliteSchema.VersionOf(Session) ?? throw new DamagedJournalException("its version is none that can be");
        if (version > SqliteSchema.Version)
        {
            throw new JournalException(JournalFault.Io,
                $"The journal {database} was written by a newer server (version {version}, this one knows {SqliteSchema.Version}). Start that one, or give this one its own GameServer:DataDirectory.");
        }

        if (files.IsSuspect)
        {
            if (Session.Text("PRAGMA integrity_check(1)") is var finding and not "ok") throw new DamagedJournalException(finding);
            files.ClearSuspicion();
        }

        _meta = SqliteMeta.Read(Session);
        CheckDirectory();
        if (version < SqliteSchema.Version) Upgrade();
        var rooms = 0;
        foreach (var room in Session.AllRooms())
        {
            rooms++;
            if (room.First - 1 > room.Pruned) _forgotten.Note(new ForgottenEvents(room.Log, room.Id, room.Pruned, room.First - 1));
        }

        foreach (var grave in Session.Graves()) _forgotten.Note(grave);
        return new Inspection(_meta, rooms, IsComplete: Session.DirectorySum() == _meta.Directory);
    }

    // What decides whether a room or a player is found at all. It is small; everything else is verified when it is read.
    private void CheckDirectory()
    {
        if (SqliteSchema.SumBy(Session) != _meta.Schema) throw new DamagedJournalException("its tables are not those it was made with");
        foreach (var table in (ReadOnlySpan<string>)["room", "player", "member"])
        {
            if (Session.Text($"PRAGMA integrity_check('{table}')") is var finding and not "ok") throw new DamagedJournalException(finding);
        }
    }

    /// <summary>
    /// Notes that a run begins: what the next start has to know if this one does not end well. What the last run left in the write-ahead log is on the
    /// disk before anybody reads it: a kill between its write and its fsync left it in the system's memory.
    /// </summary>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException"/>
    public void BeginRun()
    {
        var isUnsynced = options.Durability == Durability.Normal;
        NoteRun(_meta with { IsUnsynced = isUnsynced, Boot = isUnsynced ? machine.BootId() : "" });
        try
        {
            Settle();
        }
        catch (SqliteException e) when (e.SqliteErrorCode == SQLITE_FULL)
        {
            // Only the copy had no room; a full disk can still be read.
        }
        if (isUnsynced) Session.Execute("PRAGMA synchronous = NORMAL");
    }

    /// <summary>A clean stop: everything is on the disk, and in the database file alone.</summary>
    /// <exception cref="Microsoft.Data.Sqlite.SqliteException"/>
    public void EndRun()
    {
        _meta = SqliteMeta.Read(Session);
        NoteRun(_meta with { IsUnsynced = false, Boot = "" });
        Session.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
    }

    // From here with fsync: the next commit, or a checkpoint, covers everything that is in the write-ahead log.
    private void NoteRun(SqliteMeta meta)
    {
        Session.Execute("PRAGMA synchronous = FULL");
        if (meta == _meta) return;
        using var transaction = Session.BeginWrite();
        meta.Write(Session);
        transaction.Commit();
        _meta = meta;
    }

    private void Upgrade()
    {
        using var transaction = Session.BeginWrite();
        Session.Execute(SqliteSchema.Upgrade);
        _meta = _meta with { Schema = SqliteSchema.SumBy(Session) };
        _meta.Write(Session);
        transaction.Commit();
    }

    private void CreateTables()
    {
        using var transaction = Session.BeginWrite();
        Session.Execute(SqliteSchema.Create);
        SqliteMeta.New(chance, SqliteSchema.SumBy(Session)).Write(Session);
        transaction.Commit();
    }
}
