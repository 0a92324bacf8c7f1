using GameServer.Engine;

namespace GameServer.Journals;

internal sealed partial class SqliteWriter
{
    private void Put(long room, MembershipChange change)
    {
        using var known = Session.Use("SELECT sum FROM member WHERE player = ? AND room = ?").With(change.Player).With(room);
        if (known.Step()) _directory ^= known.Long(0);

        if (!change.IsMember)
        {
            using var delete = Session.Use("DELETE FROM member WHERE player = ? AND room = ?").With(change.Player).With(room);
            delete.Step();
            _chain.Add(0L).Add(change.Player).Add(room);
            return;
        }

        var sum = Chained(Sum.Member(change.Player, room, change.Seat));
        _directory ^= sum;
        using var put = Session.Use("INSERT OR REPLACE INTO member VALUES (?, ?, ?, ?)");
        put.With(change.Player).With(room).With(change.Seat).With(sum).Step();
    }

    private void Put(PlayerRecord player)
    {
        TakePlayerOut(player.Id);
        var sum = Chained(Sum.Player(player));
        _directory ^= sum;
        using var put = Session.Use("INSERT OR REPLACE INTO player VALUES (?, ?, ?, ?, ?, ?, ?)");
        put.With(player.Id).With(player.TokenHash.Span).With(player.Name).With((long)player.Look)
            .With(player.PersonalEpoch).With(player.LastSeen).With(sum).Step();
    }

    private void DeletePlayer(string id)
    {
        TakePlayerOut(id);
        using var player = Session.Use("DELETE FROM player WHERE id = ?").With(id);
        player.Step();

        using var seats = Session.Use("SELECT sum FROM member WHERE player = ?").With(id);
        while (seats.Step()) _directory ^= seats.Long(0);
        using var delete = Session.Use("DELETE FROM member WHERE player = ?").With(id);
        delete.Step();
        _chain.Add(0L).Add(id);
    }

    // Out of the directory's checksum; the row follows.
    private void TakePlayerOut(string id)
    {
        using var known = Session.Use("SELECT sum FROM player WHERE id = ?").With(id);
        if (known.Step()) _directory ^= known.Long(0);
    }

    // The log, which may be long, is only buried; pruning takes it away in chunks.
    private void Delete(RoomRow room)
    {
        _directory ^= room.Sum;
        DropMembers(room.Id);
        using var row = Session.Use("DELETE FROM room WHERE id = ?").With(room.Id);
        row.Step();
        using var table = Session.Use("DELETE FROM room_table WHERE room = ?").With(room.Id);
        table.Step();
        using var state = Session.Use("DELETE FROM room_state WHERE room = ?").With(room.Id);
        state.Step();
        using var grave = Session.Use("INSERT INTO grave VALUES (?, ?, ?)").With(room.Log).With(room.Pruned).With(room.Head);
        grave.Step();
        _newlyForgotten.Add(new ForgottenEvents(room.Log, Room: null, room.Pruned, room.Head));
        _chain.Add(0L).Add(room.Name);
    }

    private void DropMembers(long room)
    {
        using var members = Session.Use("SELECT sum FROM member WHERE room = ?").With(room);
        while (members.Step()) _directory ^= members.Long(0);
        using var delete = Session.Use("DELETE FROM member WHERE room = ?").With(room);
        delete.Step();
    }
}
