using GameServer.Engine;
using Npgsql;

namespace GameServer.Journals;

/// <summary>
/// One group commit as columns: whatever many rooms did becomes a handful of statements. Entries are added in their order; of what one batch
/// changes several times only the end is written. Used once, by the writer.
/// </summary>
/// <param name="known">The rooms it speaks of, by name, as the database holds them.</param>
/// <param name="nextKey">A number for a new room or log.</param>
/// <param name="now">Unix milliseconds.</param>
internal sealed class PostgresBatch(IReadOnlyDictionary<string, RoomRow> known, Func<long> nextKey, long now)
{
    private readonly RecordSum _sum = new();
    private readonly Dictionary<string, RoomRow> _rooms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RoomRow> _deleted = new(StringComparer.Ordinal);
    private readonly Dictionary<long, byte[]> _tables = [];
    private readonly Dictionary<long, byte[]> _states = [];
    private readonly List<(long Log, LogEvent Event)> _events = [];
    private readonly Dictionary<(long Log, string Player, int Slot), KeptAck> _acks = [];
    private readonly Dictionary<(string Player, long Room), MembershipChange> _members = [];
    private readonly Dictionary<string, PlayerRecord?> _players = new(StringComparer.Ordinal);

    /// <summary>The rooms as they are after the batch; those it deleted are not among them.</summary>
    public IReadOnlyDictionary<string, RoomRow> Rooms => _rooms;

    /// <summary>Names of rooms that are gone after the batch.</summary>
    public IEnumerable<string> Deleted => _deleted.Keys.Where(name => !_rooms.ContainsKey(name));

    /// <exception cref="JournalGapException">It does not follow what is held.</exception>
    public void Add(JournalEntry entry)
    {
        switch (entry)
        {
            case RoomCommit commit:
                Add(commit);
                break;
            case RoomDeletion deletion:
                if (Find(deletion.Room) is { } room) Delete(room);
                break;
            case PlayerRecord player:
                _players[player.Id] = player;
                break;
            case PlayerDeletion deletion:
                _players[deletion.Id] = null;
                foreach (var key in _members.Keys.Where(key => key.Player == deletion.Id).ToList()) _members.Remove(key);
                break;
            default:
                throw new ArgumentException($"The journal does not know how to keep a {entry.GetType().Name}.", nameof(entry));
        }
    }

    private RoomRow? Find(string name) =>
        _rooms.TryGetValue(name, out var room) ? room : _deleted.ContainsKey(name) ? null : known.GetValueOrDefault(name);

    private void Add(RoomCommit commit)
    {
        var room = Find(commit.Room) ?? NewRoom(commit);
        if (commit.Header is { } header) room = room with { Header = header };
        foreach (var e in commit.Events)
        {
            if (e.Seq != room.Head + 1) throw JournalGapException.Event(room.Name, room.Head + 1, e.Seq);
            _events.Add((room.Log, e));
            room = room with { Head = e.Seq };
        }
        foreach (var ack in commit.Acks) _acks[(room.Log, ack.Player, (int)(ack.N % SqliteSchema.AckSlots))] = ack;
        foreach (var change in commit.Members) _members[(change.Player, room.Id)] = change;
        if (commit.Table is { } table) room = room with { TableSum = Put(_tables, room.Id, table, _sum.Table(room.Id, table.Span)) };
        if (commit.State is { } state) room = room with { StateSum = Put(_states, room.Id, state, _sum.State(room.Id, state.Span)) };
        _rooms[room.Name] = room with
        {
            Epoch = commit.Epoch,
            First = Math.Max(room.First, Math.Min(commit.ForgetUpTo, room.Head) + 1),
            Touched = now,
        };
    }

    private RoomRow NewRoom(RoomCommit commit)
    {
        var id = nextKey();
        return new RoomRow(id, commit.Room)
        {
            Header = commit.Header ?? throw JournalGapException.Header(commit.Room),
            Epoch = commit.Epoch,
            Log = nextKey(),
            First = 1,
            Head = 0,
            TableSum = Put(_tables, id, default, _sum.Table(id, [])),
            StateSum = Put(_states, id, default, _sum.State(id, [])),
            AcksSum = 0,
            Touched = now,
        };
    }

    private static long Put(Dictionary<long, byte[]> data, long room, ReadOnlyMemory<byte> bytes, long sum)
    {
        data[room] = bytes.ToArray();
        return sum;
    }

    private void Delete(RoomRow room)
    {
        _rooms.Remove(room.Name);
        if (known.TryGetValue(room.Name, out var stored) && stored.Id == room.Id) _deleted[room.Name] = stored;
        _tables.Remove(room.Id);
        _states.Remove(room.Id);
        _events.RemoveAll(e => e.Log == room.Log);
        foreach (var key in _acks.Keys.Where(key => key.Log == room.Log).ToList()) _acks.Remove(key);
        foreach (var key in _members.Keys.Where(key => key.Room == room.Id).ToList()) _members.Remove(key);
    }

    /// <summary>Adds the statements. What is deleted goes first, as a room may be deleted and begun again.</summary>
    /// <param name="batch">Begun with the lease's check.</param>
    /// <param name="raised">How often history was lost, as the lease knows.</param>
    public void Write(NpgsqlBatch batch, long raised)
    {
        if (_deleted.Count > 0) WriteDeletions(batch, [.. _deleted.Values]);
        if (_rooms.Count > 0) WriteRooms(batch, [.. _rooms.Values], raised);
        WriteData(batch, "room_table", _tables);
        WriteData(batch, "room_state", _states);
        if (_events.Count > 0) WriteEvents(batch);
        if (_acks.Count > 0) WriteAcks(batch);
        if (_players.Count > 0) WritePlayers(batch, raised);
        if (_members.Count > 0) WriteMembers(batch);
    }

    private static void WriteDeletions(NpgsqlBatch batch, RoomRow[] rooms)
    {
        long[] ids = [.. rooms.Select(room => room.Id)];
        foreach (var table in (string[])["room WHERE id", "room_table WHERE room", "room_state WHERE room", "member WHERE room"])
        {
            batch.Add($"DELETE FROM {table} = ANY($1)", ids);
        }
        batch.Add("DELETE FROM place WHERE room = ANY($1)", (object)rooms.Select(room => room.Name).ToArray());
        batch.Add("INSERT INTO grave SELECT * FROM unnest($1, $2, $3)",
            rooms.Select(room => room.Log).ToArray(), rooms.Select(room => room.First - 1).ToArray(), rooms.Select(room => room.Head).ToArray());
    }

    private void WriteRooms(NpgsqlBatch batch, RoomRow[] rooms, long raised) => batch.Add("""
        INSERT INTO room (id, name, game, private, ended, epoch, log, first, head, table_sum, state_sum, touched, sum, pruned, raised)
        SELECT *, 0, $14 FROM unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        ON CONFLICT (id) DO UPDATE SET game = excluded.game, private = excluded.private, ended = excluded.ended, epoch = excluded.epoch, log = excluded.log,
            first = excluded.first, head = excluded.head, table_sum = excluded.table_sum, state_sum = excluded.state_sum, touched = excluded.touched,
            sum = excluded.sum, raised = excluded.raised
        """,
        rooms.Select(room => room.Id).ToArray(), rooms.Select(room => room.Name).ToArray(), rooms.Select(room => room.Header.Game).ToArray(),
        rooms.Select(room => room.Header.IsPrivate).ToArray(), rooms.Select(room => room.Header.HasEnded).ToArray(), rooms.Select(room => room.Epoch).ToArray(),
        rooms.Select(room => room.Log).ToArray(), rooms.Select(room => room.First).ToArray(), rooms.Select(room => room.Head).ToArray(),
        rooms.Select(room => room.TableSum).ToArray(), rooms.Select(room => room.StateSum).ToArray(), rooms.Select(room => room.Touched).ToArray(),
        rooms.Select(room => room.SumBy(_sum)).ToArray(), raised);

    private static void WriteData(NpgsqlBatch batch, string table, Dictionary<long, byte[]> data)
    {
        if (data.Count == 0) return;
        batch.Add($"INSERT INTO {table} SELECT * FROM unnest($1, $2) ON CONFLICT (room) DO UPDATE SET data = excluded.data", data.Keys.ToArray(), data.Values.ToArray());
    }

    private void WriteEvents(NpgsqlBatch batch)
    {
        string?[] audiences = [.. _events.Select(e => e.Event.Audience?.ToString())];
        batch.Add("INSERT INTO event SELECT * FROM unnest($1, $2, $3, $4, $5)",
            _events.Select(e => e.Log).ToArray(), _events.Select(e => e.Event.Seq).ToArray(), audiences, _events.Select(e => e.Event.Entry.ToArray()).ToArray(),
            _events.Select((e, i) => _sum.Event(e.Log, e.Event.Seq, audiences[i], e.Event.Entry.Span)).ToArray());
    }

    private void WriteAcks(NpgsqlBatch batch) => batch.Add("""
        INSERT INTO ack SELECT * FROM unnest($1, $2, $3, $4, $5, $6, $7)
        ON CONFLICT (log, player, slot) DO UPDATE SET n = excluded.n, answer = excluded.answer, sum = excluded.sum, page = excluded.page
        """,
        _acks.Keys.Select(key => key.Log).ToArray(), _acks.Keys.Select(key => key.Player).ToArray(), _acks.Keys.Select(key => key.Slot).ToArray(),
        _acks.Values.Select(ack => ack.N).ToArray(), _acks.Values.Select(ack => ack.Answer.ToArray()).ToArray(),
        _acks.Select(item => _sum.Ack(item.Key.Log, item.Value.Player, item.Value.N, item.Value.Answer.Span, item.Value.Page)).ToArray(),
        _acks.Values.Select(ack => ack.Page).ToArray());

    private void WriteMembers(NpgsqlBatch batch)
    {
        var gone = _members.Where(member => !member.Value.IsMember).Select(member => member.Key).ToList();
        if (gone.Count > 0)
        {
            batch.Add("DELETE FROM member USING unnest($1, $2) AS gone (player, room) WHERE member.player = gone.player AND member.room = gone.room",
                gone.Select(key => key.Player).ToArray(), gone.Select(key => key.Room).ToArray());
        }
        var present = _members.Where(member => member.Value.IsMember).ToList();
        if (present.Count == 0) return;
        batch.Add("INSERT INTO member SELECT * FROM unnest($1, $2, $3) ON CONFLICT (player, room) DO UPDATE SET seat = excluded.seat",
            present.Select(member => member.Key.Player).ToArray(), present.Select(member => member.Key.Room).ToArray(), present.Select(member => member.Value.Seat).ToArray());
    }

    private void WritePlayers(NpgsqlBatch batch, long raised)
    {
        string[] gone = [.. _players.Where(player => player.Value is null).Select(player => player.Key)];
        if (gone.Length > 0)
        {
            batch.Add("DELETE FROM player WHERE id = ANY($1)", (object)gone);
            batch.Add("DELETE FROM member WHERE player = ANY($1)", (object)gone);
            batch.Add("DELETE FROM place WHERE room = ANY($1)", (object)gone);
        }
        PlayerRecord[] present = [.. _players.Values.OfType<PlayerRecord>()];
        if (present.Length == 0) return;
        batch.Add("""
            INSERT INTO player SELECT *, $8 FROM unnest($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (id) DO UPDATE SET token = excluded.token, name = excluded.name, look = excluded.look, epoch = excluded.epoch,
                seen = excluded.seen, sum = excluded.sum, raised = excluded.raised
            """,
            present.Select(player => player.Id).ToArray(), present.Select(player => player.TokenHash.ToArray()).ToArray(),
            present.Select(player => player.Name).ToArray(), present.Select(player => player.Look).ToArray(), present.Select(player => player.PersonalEpoch).ToArray(),
            present.Select(player => player.LastSeen).ToArray(), present.Select(player => _sum.Player(player)).ToArray(), raised);
    }
}
