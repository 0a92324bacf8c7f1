using GameServer.Engine;
using Microsoft.Data.Sqlite;

namespace GameServer.Journals;

/// <summary>Reads rooms and verifies what it reads (JRN-4); for readers, for the writer and for saving what a damaged file still has.</summary>
internal static class SqliteRooms
{
    private const string Columns =
        "id, name, game, private, ended, epoch, log, first, head, table_sum, state_sum, acks_sum, touched, pruned, sum";

    /// <summary>The row of a room, verified or not; null without one.</summary>
    public static RoomRow? FindRoom(this SqliteSession session, string name)
    {
        using var select = session.Use($"SELECT {Columns} FROM room WHERE name = ?").With(name);
        return select.Step() ? ReadRow(select) : null;
    }

    /// <summary>Every room's row, one at a time, unverified, in the order of their numbers or against it.</summary>
    public static IEnumerable<RoomRow> AllRooms(this SqliteSession session, bool isBackwards = false)
    {
        using var select = session.Use($"SELECT {Columns} FROM room ORDER BY id {(isBackwards ? "DESC" : "")}");
        while (select.Step()) yield return ReadRow(select);
    }

    /// <summary>Logs of deleted rooms that are still on the disk.</summary>
    public static IEnumerable<ForgottenEvents> Graves(this SqliteSession session)
    {
        using var select = session.Use("SELECT log, pruned, head FROM grave");
        while (select.Step()) yield return new ForgottenEvents(select.Long(0), Room: null, select.Long(1), select.Long(2));
    }

    /// <summary>The checksums of all rows of room, player and member, xored: one that vanished or came back old shows.</summary>
    public static long DirectorySum(this SqliteSession session)
    {
        var all = 0L;
        foreach (var table in (ReadOnlySpan<string>)["room", "player", "member"])
        {
            using var select = session.Use($"SELECT sum FROM {table}");
            while (select.Step()) all ^= select.Long(0);
        }

        return all;
    }

    /// <summary>A room with everything but its events' content; every record of it is verified. Null if there is none.</summary>
    public static LoadedRoom? LoadRoom(this SqliteSession session, string name) =>
        session.FindRoom(name) is { } row ? session.LoadRoom(row) : null;

    /// <summary>The rest of a room whose row was read.</summary>
    public static LoadedRoom LoadRoom(this SqliteSession session, RoomRow row)
    {
        var room = new LoadedRoom(row);
        if (row.Sum != row.SumBy(session.Sum))
        {
            room.Found(RoomDamage.Room, "the row");
            return room;
        }

        Guarded(room, RoomDamage.Room, "the table", () => room.Table = LoadBlob(session, "SELECT data FROM room_table WHERE room = ?", row.Id));
        Guarded(room, RoomDamage.Room, "the state", () => room.State = LoadBlob(session, "SELECT data FROM room_state WHERE room = ?", row.Id));
        if (session.Sum.Table(row.Id, room.Table.Span) != row.TableSum) room.Found(RoomDamage.Room, "the table");
        if (session.Sum.State(row.Id, room.State.Span) != row.StateSum) room.Found(RoomDamage.Room, "the state");
        Guarded(room, RoomDamage.Log, "the acks", () => LoadAcks(session, room));
        Guarded(room, RoomDamage.Log, "the log", () => LoadLog(session, room));
        return room;
    }

    private static RoomRow ReadRow(SqliteStatement row) => new(row.Long(0), row.Text(1))
    {
        Header = new RoomHeader(row.Text(2), row.Bool(3), row.Bool(4)),
        Epoch = row.Text(5),
        Log = row.Long(6),
        First = row.Long(7),
        Head = row.Long(8),
        TableSum = row.Long(9),
        StateSum = row.Long(10),
        AcksSum = row.Long(11),
        Touched = row.Long(12),
        Pruned = row.Long(13),
        Sum = row.Long(14),
    };

    // A broken page ends the reading of this part, not of the room.
    private static void Guarded(LoadedRoom room, RoomDamage damage, string part, Action read)
    {
        try
        {
            read();
        }
        catch (SqliteException e) when (e.IsDamage())
        {
            room.Found(damage, part);
        }
    }

    private static byte[] LoadBlob(SqliteSession session, string sql, long room)
    {
        using var select = session.Use(sql).With(room);
        return select.Step() ? select.Blob(0).ToArray() : [];
    }

    private static void LoadAcks(SqliteSession session, LoadedRoom room)
    {
        using var select = session.Use("SELECT player, n, answer, sum, slot, page FROM ack WHERE log = ? ORDER BY player, n").With(room.Row.Log);
        var all = 0L;
        while (select.Step())
        {
            var (player, n, sum, slot) = (select.Text(0), select.Long(1), select.Long(3), select.Long(4));
            var page = select.TextOrNull(5);
            var answer = select.Blob(2);
            all ^= sum;
            // The order too: in a damaged row a number may no longer be one, and then sorts elsewhere.
            var isNext = room.Acks.Count == 0 || room.Acks[^1] is var last && (last.Player != player || last.N < n);
            if (isNext && slot == n % SqliteSchema.AckSlots && session.Sum.Ack(room.Row.Log, player, n, answer, page) == sum)
            {
                room.Acks.Add(new KeptAck(player, n, answer.ToArray(), page));
            }
            else
            {
                room.Found(RoomDamage.Log, $"the ack of a player's move {n}");
            }
        }

        if (all != room.Row.AcksSum) room.Found(RoomDamage.Log, "the list of acks");
    }

    private static void LoadLog(SqliteSession session, LoadedRoom room)
    {
        var row = room.Row;
        using var select = session.Use("SELECT seq, audience, entry, sum FROM event WHERE log = ? AND seq BETWEEN ? AND ? ORDER BY seq")
            .With(row.Log).With(row.First).With(row.Head);
        for (var seq = row.First; seq <= row.Head; seq++)
        {
            if (!select.Step() || ReadEvent(session, select, row.Log, seq) is not { } read)
            {
                room.Found(RoomDamage.Log, $"event {seq}");
                return;
            }

            room.Sizes.Add(read.Size);
            if (read.Audience is { } audience) room.Private.Add((seq, audience));
        }
    }

    /// <summary>Events of a room, as <see cref="IJournal.ReadAsync"/> promises them.</summary>
    /// <exception cref="JournalException">A record is damaged.</exception>
    public static List<LogEvent> ReadRoom(this SqliteSession session, string name, string epoch, long first, int maxEvents, int maxBytes)
    {
        var events = new List<LogEvent>();
        if (session.FindRoom(name) is not { } row) return events;
        if (row.Sum != row.SumBy(session.Sum)) throw SqliteFaults.DamagedRecord(name, "the row");
        if (row.Epoch != epoch || first < row.First || first > row.Head) return events;

        var last = Math.Min(row.Head, first + maxEvents - 1);
        using var select = session.Use("SELECT seq, audience, entry, sum FROM event WHERE log = ? AND seq BETWEEN ? AND ? ORDER BY seq")
            .With(row.Log).With(first).With(last);
        var bytes = 0L;
        for (var seq = first; seq <= last && bytes <= maxBytes; seq++)
        {
            if (!select.Step() || ReadEvent(session, select, row.Log, seq) is not { } read) throw SqliteFaults.DamagedRecord(name, $"event {seq}");
            events.Add(read);
            bytes += read.Size;
        }

        return events;
    }

    // Null: it is not event seq, or not sound.
    private static LogEvent? ReadEvent(SqliteSession session, SqliteStatement row, long log, long seq)
    {
        var audience = row.TextOrNull(1);
        var entry = row.Blob(2);
        if (row.Long(0) != seq || session.Sum.Event(log, seq, audience, entry) != row.Long(3)) return null;
        return new LogEvent(seq, entry.ToArray(), Audience.Parse(audience));
    }
}
