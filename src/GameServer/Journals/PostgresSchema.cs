using Npgsql;

namespace GameServer.Journals;

/// <summary>
/// The tables, in a schema of their own. Rooms, events, acks, members and players as in <see cref="SqliteSchema"/>, with the same checksums of single rows;
/// what is different serves several writers:
/// <list type="bullet">
/// <item><c>node</c> is who takes part, with a lease by the database's clock; <c>batch</c> is the last batch of each. They are two tables, because the
/// renewal of a lease must not wait for a commit. Every commit begins with its row in <c>batch</c>: without one it is refused (JRN-6).
/// The row of a lease that ended stays under the number's negative: its server, should it come back, sees by that whether history was lost.</item>
/// <item>A fence, the number of a node's lease, is never given out twice.</item>
/// <item><c>raised</c> counts how often history was lost. A room whose row knows of fewer gets a new epoch when it is loaded, before it is written.</item>
/// </list>
/// </summary>
internal static class PostgresSchema
{
    public const string Name = "gameserver";

    /// <summary>The newest version of the tables.</summary>
    public const int Version = 1;

    /// <summary>Keys that one <c>nextval</c> gives.</summary>
    public const int KeyBlock = 1_000;

    /// <summary>SQLSTATEs of <c>begin_batch</c>: no such lease; the batch does not follow the one held.</summary>
    public const string Fenced = "GSF01", Gap = "GSF02";

    // Two servers that start at once must not both make the tables. The number is the schema's name in ASCII, cut to eight letters.
    private const long LockKey = 0x6761_6D65_7365_7276;

    private static readonly string[] Migrations =
    [
        $$"""
        CREATE TABLE cluster (
            one boolean PRIMARY KEY DEFAULT true CHECK (one),
            version int NOT NULL,
            fence bigint NOT NULL DEFAULT 0,   -- the newest lease given out
            batch bigint NOT NULL DEFAULT 0,   -- the highest batch of a lease that ended
            raised bigint NOT NULL DEFAULT 0,  -- how often history was lost
            secret text NOT NULL);             -- by which nodes know each other
        INSERT INTO cluster (version, secret) VALUES (0, gen_random_uuid());
        CREATE TABLE node (
            fence bigint PRIMARY KEY,
            until timestamptz NOT NULL,        -- alive until then, by this database's clock
            beat bigint NOT NULL DEFAULT 0,    -- grows with each renewal: a database that is put back shows
            url text NOT NULL DEFAULT '',      -- where the other nodes reach it; empty until it listens
            public text NOT NULL DEFAULT '',   -- where players reach it; empty: by way of any node
            draining boolean NOT NULL DEFAULT false,
            rooms text NOT NULL DEFAULT '[]'); -- those it shows in the lobby
        CREATE TABLE place (room text PRIMARY KEY, fence bigint NOT NULL); -- whose a room is, for as long as that lease lasts
        CREATE TABLE batch (fence bigint PRIMARY KEY, number bigint NOT NULL) WITH (fillfactor = 10);
        CREATE SEQUENCE key INCREMENT BY {{KeyBlock}};
        CREATE TABLE room (
            id bigint PRIMARY KEY,
            name text NOT NULL UNIQUE,
            game text NOT NULL,
            private boolean NOT NULL,
            ended boolean NOT NULL,
            epoch text NOT NULL,
            log bigint NOT NULL,               -- under which its events and acks lie
            first bigint NOT NULL,             -- events below it are forgotten
            head bigint NOT NULL,
            table_sum bigint NOT NULL,
            state_sum bigint NOT NULL,
            touched bigint NOT NULL,           -- last commit, Unix milliseconds
            sum bigint NOT NULL,
            pruned bigint NOT NULL,            -- events up to it are deleted; not summed, as no answer depends on it
            raised bigint NOT NULL) WITH (fillfactor = 70);
        CREATE TABLE room_table (room bigint PRIMARY KEY, data bytea NOT NULL) WITH (fillfactor = 70);
        CREATE TABLE room_state (room bigint PRIMARY KEY, data bytea NOT NULL) WITH (fillfactor = 70);
        CREATE TABLE event (
            log bigint, seq bigint, audience text, entry bytea NOT NULL, sum bigint NOT NULL, PRIMARY KEY (log, seq));
        CREATE TABLE ack (
            log bigint, player text, slot int, n bigint NOT NULL, answer bytea NOT NULL, sum bigint NOT NULL, page text,
            PRIMARY KEY (log, player, slot)) WITH (fillfactor = 70);
        CREATE TABLE member (player text, room bigint, seat int, PRIMARY KEY (player, room));
        CREATE INDEX member_by_room ON member (room);
        CREATE TABLE player (
            id text PRIMARY KEY, token bytea NOT NULL UNIQUE, name text NOT NULL, look int NOT NULL,
            epoch text NOT NULL, seen bigint NOT NULL, sum bigint NOT NULL, raised bigint NOT NULL);
        CREATE TABLE grave (log bigint PRIMARY KEY, pruned bigint NOT NULL, head bigint NOT NULL); -- logs of deleted rooms, until they are pruned
        CREATE FUNCTION begin_batch(lease bigint, next bigint) RETURNS void LANGUAGE plpgsql AS $body$
        DECLARE held bigint;
        BEGIN
            UPDATE batch SET number = next WHERE fence = lease AND number = next - 1;
            IF FOUND THEN RETURN; END IF;
            SELECT number INTO held FROM batch WHERE fence = lease;
            IF held IS NULL THEN RAISE EXCEPTION 'lease % is over', lease USING ERRCODE = '{{Fenced}}'; END IF;
            RAISE EXCEPTION 'batch % is held and % was given', held, next USING ERRCODE = '{{Gap}}';
        END $body$;
        """,
    ];

    // Tables that were filled for years take their time, and another server may be at it.
    private const int WithoutEnd = 0;

    /// <summary>Makes the tables, or brings them up to this version; servers that start together wait for each other.</summary>
    /// <exception cref="Engine.JournalException">They are newer than this server.</exception>
    /// <returns>Whether there was anything to do.</returns>
    public static async Task<bool> MigrateAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        if (await VersionAsync(connection, cancel) == Version) return false; // who has nothing to do waits for nobody
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await connection.ExecuteAsync("SELECT pg_advisory_xact_lock($1)", WithoutEnd, cancel, LockKey);
        // Only when it is missing: the role may write without being allowed to make a schema.
        if (await connection.ScalarAsync("SELECT to_regnamespace($1) IS NULL", cancel, Name) is true) await connection.ExecuteAsync($"CREATE SCHEMA {Name}", cancel);
        var version = await VersionAsync(connection, cancel);
        if (version > Version) throw PostgresFaults.Newer(version);
        if (version < Version)
        {
            foreach (var migration in Migrations.Skip(version)) await connection.ExecuteAsync(migration, WithoutEnd, cancel);
            await connection.ExecuteAsync("UPDATE cluster SET version = $1", cancel, Version);
        }
        await transaction.CommitAsync(cancel);
        return version < Version;
    }

    private static async Task<int> VersionAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        var isNew = await connection.ScalarAsync("SELECT to_regclass($1) IS NULL", cancel, $"{Name}.cluster") is true;
        return isNew ? 0 : (int)(await connection.ScalarAsync($"SELECT version FROM {Name}.cluster", cancel))!;
    }
}
