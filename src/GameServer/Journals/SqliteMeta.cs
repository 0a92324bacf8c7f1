using GameServer.Engine;
using Microsoft.Data.Sqlite;

namespace GameServer.Journals;

/// <summary>The one row about the journal itself.</summary>
/// <param name="Journal">Random; a head mark of another journal says nothing about this one.</param>
/// <param name="Batch">The last durable one; 0 in a new journal.</param>
/// <param name="Chain">Checksum over all batches.</param>
/// <param name="Directory">Checksums of all rows of room, player and member, xored.</param>
/// <param name="Schema">Checksum of the tables' definitions: SQLite itself has none for them.</param>
/// <param name="NextKey">The next room or log number.</param>
/// <param name="Boot">The machine's boot in which a run under <see cref="Durability.Normal"/> began.</param>
/// <param name="IsUnsynced">Whether such a run has not stopped cleanly.</param>
internal sealed record SqliteMeta(long Journal, long Batch, long Chain, long Directory, long Schema, long NextKey, string Boot, bool IsUnsynced)
{
    /// <summary>Where the database stands, for the head mark.</summary>
    public HeadMark.Position Position => new(Journal, Batch, Chain);

    /// <summary>A new journal's.</summary>
    public static SqliteMeta New(IChance chance, long schema) =>
        new(BitConverter.ToInt64(chance.Bytes(8)), Batch: 0, Chain: 0, Directory: 0, schema, NextKey: 1, Boot: "", IsUnsynced: false);

    /// <summary>Reads it.</summary>
    /// <exception cref="DamagedJournalException">It is missing or damaged.</exception>
    /// <exception cref="SqliteException"/>
    public static SqliteMeta Read(SqliteSession session)
    {
        using var row = session.Use("SELECT journal, batch, chain, directory, schema, next_key, boot, unsynced, sum FROM meta");
        if (!row.Step()) throw new DamagedJournalException("it does not say where it stands");
        var meta = new SqliteMeta(row.Long(0), row.Long(1), row.Long(2), row.Long(3), row.Long(4), row.Long(5), row.Text(6), row.Bool(7));
        return meta.SumBy(session.Sum) == row.Long(8) ? meta : throw new DamagedJournalException("what it says of where it stands is damaged");
    }

    /// <summary>Writes it, in the session's transaction.</summary>
    /// <exception cref="SqliteException"/>
    public void Write(SqliteSession session)
    {
        using var write = session.Use("INSERT OR REPLACE INTO meta VALUES (1, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
        write.With(Journal).With(Batch).With(Chain).With(Directory).With(Schema).With(NextKey).With(Boot).With(IsUnsynced).With(SumBy(session.Sum)).Step();
    }

    private long SumBy(RecordSum sum) =>
        sum.Of('j').Add(Journal).Add(Batch).Add(Chain).Add(Directory).Add(Schema).Add(NextKey).Add(Boot).Add(IsUnsynced).Value;
}

/// <summary>The database as a whole cannot be trusted: it is set aside.</summary>
internal sealed class DamagedJournalException(string finding) : Exception(finding);
