using GameServer.Engine;
using Microsoft.Data.Sqlite;

namespace GameServer.Journals;

/// <summary>What could be saved of a damaged database.</summary>
/// <param name="Rooms">Rooms that go on.</param>
/// <param name="LostRooms">Rooms that were found but are not sound.</param>
/// <param name="Players">Players who are still known.</param>
internal readonly record struct Salvaged(int Rooms, int LostRooms, int Players);

/// <summary>
/// Reads what is sound from a damaged database into a new one: rooms (without their past), acks, members, players.
/// Every record is verified; a broken page costs what lies on it. The damaged file is not changed.
/// </summary>
internal static class SqliteSalvage
{
    /// <exception cref="JournalException">The new database cannot be written.</exception>
    public static Salvaged Save(string damaged, SqliteWriter into)
    {
        into.Inspect();
        into.DeferSync();
        SqliteSession from;
        try
        {
            from = new SqliteSession(damaged, SqliteOpenMode.ReadWrite, isBroken: true);
        }
        catch (SqliteException)
        {
            return default; // Not even a database.
        }

        using (from)
        {
            return Save(from, into);
        }
    }

    // Rows are read in the order of the tables themselves: an index may be what is broken.
    private static Salvaged Save(SqliteSession from, SqliteWriter into)
    {
        var players = BothWays(from.AllPlayers).Where(player => player.IsSound).DistinctBy(player => player.Record.Id).ToList();
        into.Adopt(players.Select(player => player.Record));

        var members = BothWays(from.AllMembers).Distinct().ToLookup(member => member.Room, member => member.Member);
        var (saved, lost) = (0, 0);
        foreach (var row in BothWays(from.AllRooms).DistinctBy(row => row.Name))
        {
            var room = from.LoadRoom(row);
            if (room.Damage == RoomDamage.Room)
            {
                lost++;
                continue;
            }

            into.Adopt(room, members[row.Id]);
            saved++;
        }

        return new Salvaged(saved, lost, players.Count);
    }

    // From both ends, as far as it goes: what lies behind a broken page is reached from the other side.
    private static List<T> BothWays<T>(Func<bool, IEnumerable<T>> all)
    {
        var found = new List<T>();
        foreach (var isBackwards in (ReadOnlySpan<bool>)[false, true])
        {
            try
            {
                foreach (var row in all(isBackwards)) found.Add(row);
            }
            catch (SqliteException) // A broken page; whatever it answers, the rest may still be read.
            {
            }
        }

        return found;
    }
}
