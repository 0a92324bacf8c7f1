using Npgsql;

namespace GameServer.Journals;

internal sealed partial class PostgresLease
{
    /// <summary>Makes the room this server's, unless another living one has it.</summary>
    /// <param name="room">Its name.</param>
    /// <param name="isNew">It need not be in the journal.</param>
    /// <param name="cancel">Gives up.</param>
    /// <exception cref="Engine.JournalException">The database failed, or the lease is over.</exception>
    public Task<Claim> ClaimAsync(string room, bool isNew, CancellationToken cancel) => _link.UseAsync(async connection =>
    {
        var fence = Fence;
        while (true)
        {
            if (await connection.ExecuteAsync("""
                INSERT INTO place SELECT $1, $2 WHERE EXISTS (SELECT FROM node WHERE fence = $2) AND ($3 OR EXISTS (SELECT FROM room WHERE name = $1))
                ON CONFLICT DO NOTHING
                """, cancel, room, fence, isNew) > 0) return Claim.Mine;

            // A node is there before it has a room. If it is not there with what it has, it is gone for ever, as no number is given out twice.
            var found = await connection.ListAsync("""
                SELECT place.fence, node.until > clock_timestamp(), url, public, draining, EXISTS (SELECT FROM node WHERE fence = $2)
                FROM (VALUES (1)) AS one LEFT JOIN place ON room = $1 LEFT JOIN node USING (fence)
                """, row => (Owner: row.IsDBNull(0) ? (long?)null : row.GetInt64(0), IsAlive: row.IsDBNull(1) ? (bool?)null : row.GetBoolean(1),
                Node: row.IsDBNull(1) ? null : new OtherNode(row.GetInt64(0), row.GetString(2), row.GetString(3), row.GetBoolean(4), []), AmI: row.GetBoolean(5)), cancel, room, fence);
            var (owner, isAlive, node, amI) = found[0];
            if (!amI) throw End(fence, "it was not renewed in time");
            if (owner is null) return default;
            if (owner == fence) return Claim.Mine;
            if (isAlive is true || (isAlive is false && !MayBury)) return new Claim(IsMine: false, Owner: node);
            if (isAlive is false) await BuryIfDeadAsync(connection, owner.Value, cancel);
            else if (await connection.ExecuteAsync("UPDATE place SET fence = $2 WHERE room = $1 AND fence = $3", cancel, room, fence, owner) > 0) return Claim.Mine with { IsTakenOver = true };
        }
    }, cancel);

    /// <summary>The room goes to another lease; this server has closed it.</summary>
    public Task GiveAsync(string room, long to, CancellationToken cancel) => _link.UseAsync(connection =>
        connection.ExecuteAsync("UPDATE place SET fence = $3 WHERE room = $1 AND fence = $2", cancel, room, Fence, to), cancel);

    private async Task BuryIfDeadAsync(NpgsqlConnection connection, long fence, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // First of all, as who takes a lease or reports a loss does: two who each held what the other wanted would wait for ever.
        await connection.ExecuteAsync("SELECT FROM cluster FOR UPDATE", cancel);
        // It may have come back to life meanwhile; from here on it cannot.
        var isDead = await connection.ScalarAsync("SELECT true FROM node WHERE fence = $1 AND until < clock_timestamp() FOR UPDATE", cancel, fence) is true;
        if (isDead) await BuryAsync(connection, fence, cancel);
        await transaction.CommitAsync(cancel);
        if (isDead) FailedOver();
    }
}

/// <summary>Whose a room is; neither this server's nor another's: there is no such room.</summary>
/// <param name="IsMine">This server's.</param>
/// <param name="IsTakenOver">It belonged to a lease that is over.</param>
/// <param name="Owner">The server that has it, alive or not yet known to be dead.</param>
internal readonly record struct Claim(bool IsMine, bool IsTakenOver = false, OtherNode? Owner = null)
{
    /// <summary>This server's, as it was before, or as the first to want it.</summary>
    public static Claim Mine { get; } = new(IsMine: true);
}
