using GameServer.Engine;

namespace GameServer.Journals;

internal sealed partial class SqliteWriter
{
    // Over everything the batch writes, begun with the chain so far.
    private readonly RecordSum _chain = new();
    // Checksums of all rows of room, player and member, xored: a row's old one leaves it, the new one enters.
    private long _directory;
    private long _now;
    private long _nextKey;

    private void BeginRecords()
    {
        _now = time.GetUtcNow().ToUnixTimeMilliseconds();
        _directory = _meta.Directory;
        _nextKey = _meta.NextKey;
        _chain.Of('c').Add(_meta.Chain);
        _newlyForgotten.Clear();
    }

    private void EndRecords(SqliteMeta meta)
    {
        _meta = meta with { Directory = _directory, NextKey = _nextKey };
        _meta.Write(Session);
    }

    private void Apply(JournalEntry entry)
    {
        switch (entry)
        {
            case RoomCommit commit:
                Apply(commit);
                break;
            case RoomDeletion deletion:
                if (Session.FindRoom(deletion.Room) is { } room) Delete(room);
                break;
            case PlayerRecord player:
                Put(player);
                break;
            case PlayerDeletion deletion:
                DeletePlayer(deletion.Id);
                break;
            default:
                throw new ArgumentException($"The journal does not know how to keep a {entry.GetType().Name}.", nameof(entry));
        }
    }

    private void Apply(RoomCommit commit)
    {
        var room = Session.FindRoom(commit.Room) is { } known ? Sound(known) : NewRoom(commit);
        if (commit.Header is { } header) room = room with { Header = header };
        foreach (var e in commit.Events)
        {
            if (e.Seq != room.Head + 1) throw JournalGapException.Event(room.Name, room.Head + 1, e.Seq);
            Append(room.Log, e);
            room = room with { Head = e.Seq };
        }

        var acks = room.AcksSum;
        foreach (var ack in commit.Acks) acks ^= Put(room.Log, ack);
        foreach (var change in commit.Members) Put(room.Id, change);
        if (commit.Table is { } table) room = room with { TableSum = PutTable(room.Id, table.Span) };
        if (commit.State is { } state) room = room with { StateSum = PutState(room.Id, state.Span) };

        Put(room with
        {
            Epoch = commit.Epoch,
            First = Math.Max(room.First, Math.Min(commit.ForgetUpTo, room.Head) + 1),
            AcksSum = acks,
            Touched = _now,
        });
    }

    // A row that is not what was written must not become the ground of what is written next.
    private RoomRow Sound(RoomRow room) => room.Sum == room.SumBy(Sum) ? room : throw new DamagedJournalException($"the row of room {room.Name} is not what was written");

    private RoomRow NewRoom(RoomCommit commit)
    {
        var id = _nextKey++;
        return new RoomRow(id, commit.Room)
        {
            Header = commit.Header ?? throw JournalGapException.Header(commit.Room),
            Epoch = commit.Epoch,
            Log = _nextKey++,
            First = 1,
            Head = 0,
            TableSum = PutTable(id, []),
            StateSum = PutState(id, []),
            AcksSum = 0,
            Touched = _now,
        };
    }

    private void Append(long log, LogEvent e)
    {
        var audience = e.Audience?.ToString();
        using var insert = Session.Use("INSERT INTO event VALUES (?, ?, ?, ?, ?)");
        insert.With(log).With(e.Seq).With(audience).With(e.Entry.Span).With(Chained(Sum.Event(log, e.Seq, audience, e.Entry.Span))).Step();
    }

    // Returns by how much the acks' common checksum changes: the replaced ack leaves it, the new one enters.
    private long Put(long log, KeptAck ack)
    {
        var slot = ack.N % SqliteSchema.AckSlots;
        using var replaced = Session.Use("SELECT sum FROM ack WHERE log = ? AND player = ? AND slot = ?").With(log).With(ack.Player).With(slot);
        var old = replaced.Step() ? replaced.Long(0) : 0;

        var sum = Chained(Sum.Ack(log, ack.Player, ack.N, ack.Answer.Span, ack.Page));
        using var put = Session.Use("INSERT OR REPLACE INTO ack VALUES (?, ?, ?, ?, ?, ?, ?)");
        put.With(log).With(ack.Player).With(slot).With(ack.N).With(ack.Answer.Span).With(sum).With(ack.Page).Step();
        return old ^ sum;
    }

    private long PutTable(long room, ReadOnlySpan<byte> data)
    {
        using var put = Session.Use("INSERT INTO room_table VALUES (?, ?) ON CONFLICT (room) DO UPDATE SET data = excluded.data");
        put.With(room).With(data).Step();
        return Sum.Table(room, data);
    }

    private long PutState(long room, ReadOnlySpan<byte> data)
    {
        using var put = Session.Use("INSERT INTO room_state VALUES (?, ?) ON CONFLICT (room) DO UPDATE SET data = excluded.data");
        put.With(room).With(data).Step();
        return Sum.State(room, data);
    }

    private void Put(RoomRow room)
    {
        var sum = Chained(room.SumBy(Sum));
        _directory ^= room.Sum ^ sum;
        // Not REPLACE: that would write the index by name anew each time.
        using var put = Session.Use("""
            INSERT INTO room (id, name, game, private, ended, epoch, log, first, head, table_sum, state_sum, acks_sum, touched, sum, pruned)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET game = excluded.game, private = excluded.private, ended = excluded.ended, epoch = excluded.epoch,
                log = excluded.log, first = excluded.first, head = excluded.head, table_sum = excluded.table_sum, state_sum = excluded.state_sum,
                acks_sum = excluded.acks_sum, touched = excluded.touched, sum = excluded.sum, pruned = excluded.pruned
            """);
        put.With(room.Id).With(room.Name).With(room.Header.Game).With(room.Header.IsPrivate).With(room.Header.HasEnded).With(room.Epoch).With(room.Log)
            .With(room.First).With(room.Head).With(room.TableSum).With(room.StateSum).With(room.AcksSum).With(room.Touched).With(sum).With(room.Pruned).Step();
        if (room.First - 1 > room.Pruned) _newlyForgotten.Add(new ForgottenEvents(room.Log, room.Id, room.Pruned, room.First - 1));
    }

    private long Chained(long sum)
    {
        _chain.Add(sum);
        return sum;
    }
}
