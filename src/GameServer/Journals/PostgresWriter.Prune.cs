using GameServer.Engine;
using Npgsql;

namespace GameServer.Journals;

internal sealed partial class PostgresWriter
{
    // Rows deleted in one transaction: some milliseconds, for which the next commit may have to wait.
    private const int PruneRows = 500;

    /// <summary>Deletes a chunk of what is forgotten; true: there is more.</summary>
    /// <exception cref="JournalException">Nothing is known to be deleted.</exception>
    public Task<bool> PruneAsync(CancellationToken cancel) => _link.UseAsync(async connection =>
    {
        if (await PruneGraveAsync(connection, cancel)) return true;
        if (_forgotten.EventsOfRooms < PruneRows) return false;
        var log = _forgotten.All.MaxBy(forgotten => forgotten.Count);
        var upTo = Math.Min(log.UpTo, log.Pruned + PruneRows);
        await using var batch = new NpgsqlBatch(connection);
        batch.Add("DELETE FROM event WHERE log = $1 AND seq <= $2", log.Log, upTo);
        batch.Add("UPDATE room SET pruned = $2 WHERE id = $1", log.Room, upTo);
        await batch.ExecuteNonQueryAsync(cancel);
        _forgotten.Note(log with { Pruned = upTo });
        if (_rooms.Values.FirstOrDefault(room => room.Id == log.Room) is { } known) _rooms[known.Name] = known with { Pruned = upTo };
        return _forgotten.EventsOfRooms >= PruneRows;
    }, cancel);

    // Logs of deleted rooms are anybody's; who is at one keeps the others off it.
    private static async Task<bool> PruneGraveAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var graves = await connection.ListAsync("SELECT log, pruned, head FROM grave LIMIT 1 FOR UPDATE SKIP LOCKED",
            row => new ForgottenEvents(row.GetInt64(0), Room: null, row.GetInt64(1), row.GetInt64(2)), cancel);
        if (graves is not [var grave]) return false;
        var upTo = Math.Min(grave.UpTo, grave.Pruned + PruneRows);
        await connection.ExecuteAsync("DELETE FROM event WHERE log = $1 AND seq <= $2", cancel, grave.Log, upTo);
        if (upTo < grave.UpTo)
        {
            await connection.ExecuteAsync("UPDATE grave SET pruned = $2 WHERE log = $1", cancel, grave.Log, upTo);
        }
        else
        {
            await connection.ExecuteAsync("DELETE FROM ack WHERE log = $1", cancel, grave.Log);
            await connection.ExecuteAsync("DELETE FROM grave WHERE log = $1", cancel, grave.Log);
        }
        await transaction.CommitAsync(cancel);
        return true;
    }
}
