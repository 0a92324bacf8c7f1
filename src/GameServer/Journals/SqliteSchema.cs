namespace GameServer.Journals;

/// <summary>
/// The tables, and why they are cut this way:
/// <list type="bullet">
/// <item>Every row carries a checksum; a room's row also carries those of its table, its state and all its acks together,
/// and <c>meta</c> those of all rooms, players and members, so that a row that vanished or came back old shows as well.</item>
/// <item>A heavy state is a row of its own: an event must not rewrite it.</item>
/// <item>Events lie by (log, number): a replay and a prune each touch neighbouring pages. <c>log</c> is a number of the room's
/// own that is never used twice: a deleted or damaged log is left behind by taking another, and costs its room nothing.</item>
/// <item>Move n's ack lies in slot n % 16 of its player, so that the last 16 stay by themselves (MOV-3).</item>
/// </list>
/// </summary>
internal static class SqliteSchema
{
    // "GSJ1" in the file's header.
    private const long ApplicationId = 0x4753_4A31;

    /// <summary>Raised when a table changes; to 127 at most.</summary>
    public const long Version = 2;

    // The version stands in all four bytes of the file's own number, so that a flipped bit is not taken for a newer server.
    private const long VersionBytes = 0x0101_0101;

    private const long VersionNumber = Version * VersionBytes;

    /// <summary>Slots for the acks of each player in each room.</summary>
    public const int AckSlots = 16;

    /// <summary>For a file without any table yet: pages must know their owner before the first one is made, or none can be given back.</summary>
    public const string Prepare = "PRAGMA auto_vacuum = INCREMENTAL";

    /// <summary>Whether the database has no tables at all.</summary>
    public static bool IsMissing(SqliteSession session) => session.Number("SELECT count(*) FROM sqlite_schema") == 0;

    /// <summary>Whether it is a journal, or may become one.</summary>
    public static bool IsOurs(SqliteSession session) => session.Number("PRAGMA application_id") == ApplicationId || IsMissing(session);

    /// <summary>The version of the tables in the file; null when it says none that can be.</summary>
    public static long? VersionOf(SqliteSession session)
    {
        var number = session.Number("PRAGMA user_version");
        return number > 0 && number % VersionBytes == 0 ? number / VersionBytes : null;
    }

    /// <summary>The checksum of the tables' definitions as the file has them.</summary>
    public static long SumBy(SqliteSession session)
    {
        var sum = session.Sum.Of('d');
        using var all = session.Use("SELECT type, name, sql FROM sqlite_schema ORDER BY rowid");
        while (all.Step()) sum.Add(all.Text(0)).Add(all.Text(1)).Add(all.Text(2));
        return sum.Value;
    }

    /// <summary>Makes the tables.</summary>
    public static readonly string Create = $"""
        CREATE TABLE meta (
            id INTEGER PRIMARY KEY CHECK (id = 1),
            journal INTEGER NOT NULL,   -- random; a head mark of another journal says nothing about this one
            batch INTEGER NOT NULL,     -- the last durable one
            chain INTEGER NOT NULL,     -- checksum over all batches
            directory INTEGER NOT NULL, -- checksums of all rows of room, player and member, xored
            schema INTEGER NOT NULL,    -- checksum of these definitions
            next_key INTEGER NOT NULL,  -- the next room or log number
            boot TEXT NOT NULL,         -- the machine's boot in which a run under Durability=normal began
            unsynced INTEGER NOT NULL,  -- 1 while such a run has not stopped cleanly
            sum INTEGER NOT NULL);
        CREATE TABLE room (
            id INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            game TEXT NOT NULL,
            private INTEGER NOT NULL,
            ended INTEGER NOT NULL,
            epoch TEXT NOT NULL,
            log INTEGER NOT NULL,       -- under which its events and acks lie
            first INTEGER NOT NULL,     -- events below it are forgotten
            head INTEGER NOT NULL,
            table_sum INTEGER NOT NULL,
            state_sum INTEGER NOT NULL,
            acks_sum INTEGER NOT NULL,  -- of all kept acks, xored
            touched INTEGER NOT NULL,   -- last commit, Unix milliseconds
            sum INTEGER NOT NULL,
            pruned INTEGER NOT NULL);   -- events up to it are deleted; not summed, as no answer depends on it
        CREATE TABLE room_table (room INTEGER PRIMARY KEY, data BLOB NOT NULL);
        CREATE TABLE room_state (room INTEGER PRIMARY KEY, data BLOB NOT NULL);
        CREATE TABLE event (
            log INTEGER NOT NULL, seq INTEGER NOT NULL, audience TEXT, entry BLOB NOT NULL, sum INTEGER NOT NULL,
            PRIMARY KEY (log, seq)) WITHOUT ROWID;
        CREATE TABLE ack (
            log INTEGER NOT NULL, player TEXT NOT NULL, slot INTEGER NOT NULL, n INTEGER NOT NULL, answer BLOB NOT NULL, sum INTEGER NOT NULL,
            page TEXT,                  -- which of the player's pages made the move; not known of acks of version 1
            PRIMARY KEY (log, player, slot)) WITHOUT ROWID;
        CREATE TABLE member (
            player TEXT NOT NULL, room INTEGER NOT NULL, seat INTEGER, sum INTEGER NOT NULL,
            PRIMARY KEY (player, room)) WITHOUT ROWID;
        CREATE INDEX member_by_room ON member (room);
        CREATE TABLE player (
            id TEXT PRIMARY KEY, token BLOB NOT NULL UNIQUE, name TEXT NOT NULL, look INTEGER NOT NULL,
            epoch TEXT NOT NULL, seen INTEGER NOT NULL, sum INTEGER NOT NULL) WITHOUT ROWID;
        -- Logs of deleted rooms, until their rows are pruned.
        CREATE TABLE grave (log INTEGER PRIMARY KEY, pruned INTEGER NOT NULL, head INTEGER NOT NULL);
        PRAGMA application_id = {ApplicationId};
        PRAGMA user_version = {VersionNumber};
        """;

    /// <summary>Makes the tables of version 1 today's.</summary>
    public static readonly string Upgrade = $"""
        ALTER TABLE ack ADD COLUMN page TEXT;
        PRAGMA user_version = {VersionNumber};
        """;
}
