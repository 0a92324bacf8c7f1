using GameServer.Engine;

namespace GameServer.Journals;

/// <summary>Reads players, memberships and what nobody has used for a while.</summary>
internal static class SqlitePlayers
{
    private const string Columns = "id, token, name, look, epoch, seen, sum";

    /// <summary>The player of a token's hash. One whose record is damaged is none: that client begins anew.</summary>
    public static PlayerRecord? FindPlayer(this SqliteSession session, ReadOnlySpan<byte> tokenHash)
    {
        using var select = session.Use($"SELECT {Columns} FROM player WHERE token = ?").With(tokenHash);
        return select.Step() ? ReadSound(session, select) : null;
    }

    /// <summary>The player of that id. One whose record is damaged is none.</summary>
    public static PlayerRecord? LoadPlayer(this SqliteSession session, string id)
    {
        using var select = session.Use($"SELECT {Columns} FROM player WHERE id = ?").With(id);
        return select.Step() ? ReadSound(session, select) : null;
    }

    /// <summary>Every player whose record is sound, one at a time.</summary>
    public static IEnumerable<PlayerRecord> AllPlayers(this SqliteSession session)
    {
        using var select = session.Use($"SELECT {Columns} FROM player");
        while (select.Step())
        {
            if (ReadSound(session, select) is { } player) yield return player;
        }
    }

    /// <summary>The members of a room whose records are sound.</summary>
    public static List<MembershipChange> SoundMembers(this SqliteSession session, long room)
    {
        using var select = session.Use("SELECT player, seat, sum FROM member WHERE room = ?").With(room);
        var members = new List<MembershipChange>();
        while (select.Step())
        {
            var (player, seat) = (select.Text(0), select.IntOrNull(1));
            if (session.Sum.Member(player, room, seat) == select.Long(2)) members.Add(new MembershipChange(player, IsMember: true, seat));
        }

        return members;
    }

    /// <summary>Where a player is a member, with the seat held.</summary>
    public static IReadOnlyList<PlayerRoom> RoomsOf(this SqliteSession session, string player)
    {
        using var select = session.Use(
            "SELECT room.name, room.game, member.seat FROM member JOIN room ON room.id = member.room WHERE member.player = ? ORDER BY room.name").With(player);
        var rooms = new List<PlayerRoom>();
        while (select.Step()) rooms.Add(new PlayerRoom(select.Text(0), select.Text(1), select.IntOrNull(2)));
        return rooms;
    }

    // Both look at every row, once in a while and beside the writer; an index would cost every commit.
    public static IReadOnlyList<string> IdleRooms(this SqliteSession session, long before, int max) =>
        Names(session.Use("SELECT name FROM room WHERE touched < ? ORDER BY touched LIMIT ?").With(before).With((long)max));

    public static IReadOnlyList<string> IdlePlayers(this SqliteSession session, long before, int max) =>
        Names(session.Use("SELECT id FROM player WHERE seen < ? ORDER BY seen LIMIT ?").With(before).With((long)max));

    private static List<string> Names(SqliteStatement select)
    {
        using (select)
        {
            var names = new List<string>();
            while (select.Step()) names.Add(select.Text(0));
            return names;
        }
    }

    private static PlayerRecord? ReadSound(SqliteSession session, SqliteStatement row)
    {
        var player = new PlayerRecord(row.Text(0), row.Blob(1).ToArray(), row.Text(2), (int)row.Long(3), row.Text(4), row.Long(5));
        return session.Sum.Player(player) == row.Long(6) ? player : null;
    }
}
