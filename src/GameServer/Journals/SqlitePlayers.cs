using GameServer.Engine;

namespace GameServer.Journals;

/// <summary>A player's record as it was read. One that is not sound is nobody's: that client begins anew.</summary>
internal readonly record struct FoundPlayer(PlayerRecord Record, bool IsSound);

/// <summary>Reads players, memberships and what nobody has used for a while.</summary>
internal static class SqlitePlayers
{
    private const string Columns = "id, token, name, look, epoch, seen, sum";

    /// <summary>The player of a token's hash.</summary>
    public static FoundPlayer? FindPlayer(this SqliteSession session, ReadOnlySpan<byte> tokenHash)
    {
        using var select = session.Use($"SELECT {Columns} FROM player WHERE token = ?").With(tokenHash);
        return select.Step() ? Read(session, select) : null;
    }

    /// <summary>The player of that id.</summary>
    public static FoundPlayer? LoadPlayer(this SqliteSession session, string id)
    {
        using var select = session.Use($"SELECT {Columns} FROM player WHERE id = ?").With(id);
        return select.Step() ? Read(session, select) : null;
    }

    /// <summary>Every player, one at a time, in the order of their ids or against it.</summary>
    public static IEnumerable<FoundPlayer> AllPlayers(this SqliteSession session, bool isBackwards = false)
    {
        using var select = session.Use($"SELECT {Columns} FROM player ORDER BY id {(isBackwards ? "DESC" : "")}");
        while (select.Step()) yield return Read(session, select);
    }

    /// <summary>Every membership whose record is sound, one at a time, in the order of the players' ids or against it.</summary>
    public static IEnumerable<(long Room, MembershipChange Member)> AllMembers(this SqliteSession session, bool isBackwards = false)
    {
        var order = isBackwards ? "player DESC, room DESC" : "player, room";
        using var select = session.Use($"SELECT player, room, seat, sum FROM member ORDER BY {order}");
        while (select.Step())
        {
            var (player, room, seat) = (select.Text(0), select.Long(1), select.IntOrNull(2));
            if (session.Sum.Member(player, room, seat) == select.Long(3)) yield return (room, new MembershipChange(player, IsMember: true, seat));
        }
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
        Names(session.Use("SELECT name FROM room WHERE touched < ? AND game <> 'personal' ORDER BY touched LIMIT ?").With(before).With((long)max));

    public static IReadOnlyDictionary<string, int> CountRooms(this SqliteSession session)
    {
        var rooms = new Dictionary<string, int>(StringComparer.Ordinal);
        using var games = session.Use("SELECT game, count(*) FROM room WHERE ended = 0 AND game <> 'personal' GROUP BY game");
        while (games.Step()) rooms[games.Text(0)] = (int)games.Long(1);
        return rooms;
    }

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

    private static FoundPlayer Read(SqliteSession session, SqliteStatement row)
    {
        var player = new PlayerRecord(row.Text(0), row.Blob(1).ToArray(), row.Text(2), (int)row.Long(3), row.Text(4), row.Long(5));
        return new FoundPlayer(player, IsSound: session.Sum.Player(player) == row.Long(6));
    }
}
