using System.Data;
using GameServer.Engine;
using Npgsql;

namespace GameServer.Journals;

/// <summary>Reads rooms and verifies what it reads (JRN-4); for readers and for the writer.</summary>
internal static class PostgresRooms
{
    public const string Columns = "id, name, game, private, ended, epoch, log, first, head, table_sum, state_sum, touched, pruned, sum, raised";

    public static RoomRow ReadRow(NpgsqlDataReader row) => new(row.GetInt64(0), row.GetString(1))
    {
        Header = new RoomHeader(row.GetString(2), row.GetBoolean(3), row.GetBoolean(4)),
        Epoch = row.GetString(5),
        Log = row.GetInt64(6),
        First = row.GetInt64(7),
        Head = row.GetInt64(8),
        TableSum = row.GetInt64(9),
        StateSum = row.GetInt64(10),
        AcksSum = 0,
        Touched = row.GetInt64(11),
        Pruned = row.GetInt64(12),
        Sum = row.GetInt64(13),
    };

    /// <summary>A room with everything but its events' content; every record of it is verified. Null if there is none. Inside a transaction that sees one moment.</summary>
    public static async Task<LoadedRoom?> LoadRoomAsync(this NpgsqlConnection connection, string name, CancellationToken cancel)
    {
        var found = await connection.ListAsync($"SELECT {Columns} FROM room WHERE name = $1", row => (Row: ReadRow(row), Raised: row.GetInt64(14)), cancel, name);
        if (found is not [var (row, raised)]) return null;
        var room = new LoadedRoom(row) { Raised = raised };
        var sum = new RecordSum();
        if (row.Sum != row.SumBy(sum))
        {
            room.Found(RoomDamage.Room, "the row");
            return room;
        }

        room.Table = await connection.ScalarAsync("SELECT data FROM room_table WHERE room = $1", cancel, row.Id) as byte[] ?? [];
        room.State = await connection.ScalarAsync("SELECT data FROM room_state WHERE room = $1", cancel, row.Id) as byte[] ?? [];
        if (sum.Table(row.Id, room.Table.Span) != row.TableSum) room.Found(RoomDamage.Room, "the table");
        if (sum.State(row.Id, room.State.Span) != row.StateSum) room.Found(RoomDamage.Room, "the state");
        await LoadAcksAsync(connection, room, sum, cancel);
        await LoadLogAsync(connection, room, sum, cancel);
        return room;
    }

    private static async Task LoadAcksAsync(NpgsqlConnection connection, LoadedRoom room, RecordSum sum, CancellationToken cancel)
    {
        var acks = await connection.ListAsync("SELECT player, n, answer, page, sum FROM ack WHERE log = $1 ORDER BY player COLLATE \"C\", n",
            row => (Ack: new KeptAck(row.GetString(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2), row.IsDBNull(3) ? null : row.GetString(3)), Sum: row.GetInt64(4)), cancel, room.Row.Log);
        foreach (var (ack, found) in acks)
        {
            if (sum.Ack(room.Row.Log, ack.Player, ack.N, ack.Answer.Span, ack.Page) == found) room.Acks.Add(ack);
            else room.Found(RoomDamage.Log, $"the ack of a player's move {ack.N}");
        }
    }

    private static async Task LoadLogAsync(NpgsqlConnection connection, LoadedRoom room, RecordSum sum, CancellationToken cancel)
    {
        var row = room.Row;
        var seq = row.First;
        foreach (var (e, isSound) in await ReadEventsAsync(connection, row.Log, row.First, row.Head, sum, cancel))
        {
            if (!isSound || e.Seq != seq) break;
            room.Sizes.Add(e.Size);
            if (e.Audience is { } audience) room.Private.Add((seq, audience));
            seq++;
        }
        if (seq <= row.Head) room.Found(RoomDamage.Log, $"event {seq}");
    }

    /// <summary>Events of a room, as <see cref="IJournal.ReadAsync"/> promises them.</summary>
    /// <exception cref="JournalException">A record is damaged.</exception>
    public static async Task<IReadOnlyList<LogEvent>> ReadRoomAsync(
        this NpgsqlConnection connection, string name, string epoch, long first, int maxEvents, int maxBytes, CancellationToken cancel)
    {
        var found = await connection.ListAsync($"SELECT {Columns} FROM room WHERE name = $1", ReadRow, cancel, name);
        var sum = new RecordSum();
        if (found is not [var row]) return [];
        if (row.Sum != row.SumBy(sum)) throw SqliteFaults.DamagedRecord(name, "the row");
        if (row.Epoch != epoch || first < row.First || first > row.Head) return [];

        var last = Math.Min(row.Head, first + maxEvents - 1);
        var events = new List<LogEvent>();
        var bytes = 0L;
        foreach (var (e, isSound) in await ReadEventsAsync(connection, row.Log, first, last, sum, cancel))
        {
            if (!isSound || e.Seq != first + events.Count) throw SqliteFaults.DamagedRecord(name, $"event {first + events.Count}");
            if (bytes > maxBytes) return events;
            events.Add(e);
            bytes += e.Size;
        }
        return events.Count > 0 ? events : throw SqliteFaults.DamagedRecord(name, $"event {first}");
    }

    private static Task<List<(LogEvent Event, bool IsSound)>> ReadEventsAsync(
        NpgsqlConnection connection, long log, long first, long last, RecordSum sum, CancellationToken cancel) =>
        connection.ListAsync("SELECT seq, audience, entry, sum FROM event WHERE log = $1 AND seq BETWEEN $2 AND $3 ORDER BY seq", row =>
        {
            var (seq, audience, entry) = (row.GetInt64(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetFieldValue<byte[]>(2));
            var isSound = sum.Event(log, seq, audience, entry) == row.GetInt64(3);
            return (new LogEvent(seq, entry, isSound ? Audience.Parse(audience) : null), isSound);
        }, cancel, log, first, last);

    /// <summary>The player whose column has that value.</summary>
    /// <param name="connection">To read from.</param>
    /// <param name="column"><c>id</c> or <c>token</c>.</param>
    /// <param name="value">Its value.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<StoredPlayer?> FindPlayerAsync(this NpgsqlConnection connection, string column, object value, CancellationToken cancel)
    {
        var found = await connection.ListAsync($"SELECT id, token, name, look, epoch, seen, sum, raised FROM player WHERE {column} = $1", row =>
        {
            var player = new PlayerRecord(row.GetString(0), row.GetFieldValue<byte[]>(1), row.GetString(2), row.GetInt32(3), row.GetString(4), row.GetInt64(5));
            return new StoredPlayer(player, IsSound: new RecordSum().Player(player) == row.GetInt64(6), row.GetInt64(7));
        }, cancel, value);
        return found is [var player] ? player : null;
    }
}

/// <summary>A player's record as it was read. One that is not sound is nobody's: that client begins anew.</summary>
/// <param name="Record">What was read.</param>
/// <param name="IsSound">Whether its checksum fits.</param>
/// <param name="Raised">How often history had been lost when it was written.</param>
internal sealed record StoredPlayer(PlayerRecord Record, bool IsSound, long Raised);
