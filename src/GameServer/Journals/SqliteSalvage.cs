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
            from = new SqliteSession(damaged, SqliteOpenMode.ReadWrite);
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

    private static Salvaged Save(SqliteSession from, SqliteWriter into)
    {
        // The first lets a file be read that is shorter than it says of itself.
        TryRead(() => from.Execute("PRAGMA writable_schema = ON; PRAGMA query_only = ON"));

        var players = Names(from, "SELECT id FROM player ORDER BY id").Select(id => TryRead(() => from.LoadPlayer(id))).OfType<PlayerRecord>().ToList();
        into.Adopt(players);

        var (saved, lost) = (0, 0);
        foreach (var name in Names(from, "SELECT name FROM room ORDER BY id"))
        {
            if (TryRead(() => from.LoadRoom(name)) is { Damage: not RoomDamage.Room } room)
            {
                into.Adopt(room, TryRead(() => from.SoundMembers(room.Row.Id)) ?? []);
                saved++;
            }
            else
            {
                lost++;
            }
        }

        return new Salvaged(saved, lost, players.Count);
    }

    // From both ends: what lies behind a broken page is reached from the other side.
    private static HashSet<string> Names(SqliteSession from, string sql)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var order in (ReadOnlySpan<string>)[sql, sql + " DESC"])
        {
            TryRead(() =>
            {
                using var select = from.Use(order);
                while (select.Step()) names.Add(select.Text(0));
            });
        }

        return names;
    }

    private static void TryRead(Action read) => TryRead<object?>(() =>
    {
        read();
        return null;
    });

    private static T? TryRead<T>(Func<T?> read)
    {
        try
        {
            return read();
        }
        catch (SqliteException) // Whatever the broken file answers: the rest may still be read.
        {
            return default;
        }
    }
}
