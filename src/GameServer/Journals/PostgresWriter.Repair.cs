using GameServer.Engine;
using Npgsql;

namespace GameServer.Journals;

internal sealed partial class PostgresWriter
{
    /// <summary>
    /// Gives a room a new epoch whose history was lost (F7) or whose records are damaged (JRN-4): then, when its row, table and state are sound, it goes on without its past;
    /// otherwise it is over, or, for a personal room, begins anew.
    /// </summary>
    /// <returns>The room as it now is; null when there is none (any more).</returns>
    /// <exception cref="JournalException">Nothing is known to be changed.</exception>
    public Task<(RoomRecord? Room, string Finding)> RepairAsync(string name, CancellationToken cancel) => _link.UseAsync(async connection =>
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // Nobody without a lease repairs, and no commit of ours runs at the same time.
        var fence = lease.Fence;
        if (await connection.ScalarAsync("SELECT fence FROM batch WHERE fence = $1 FOR UPDATE", cancel, fence) is null) throw lease.End(fence, "it was not renewed in time");
        var room = await connection.LoadRoomAsync(name, cancel);
        if (room is null) return (null, "");
        var repaired = room.Damage == RoomDamage.None && room.Raised >= lease.Raised ? room.ToRecord() : await RepairAsync(connection, room, cancel);
        await transaction.CommitAsync(cancel);
        _rooms.Remove(name);
        return (repaired, room.Finding);
    }, cancel);

    private async Task<RoomRecord?> RepairAsync(NpgsqlConnection connection, LoadedRoom room, CancellationToken cancel)
    {
        var epoch = chance.Id();
        var isPersonal = await connection.ExecuteAsync("UPDATE player SET epoch = $2 WHERE id = $1", cancel, room.Row.Name, epoch) > 0;
        if (isPersonal) await SumPlayerAsync(connection, room.Row.Name, cancel);
        switch (room.Damage)
        {
            case RoomDamage.None:
                await PutAsync(connection, room.Row with { Epoch = epoch }, cancel);
                return room.ToRecord() with { Epoch = epoch, EpochRaised = "tail_loss" };

            case RoomDamage.Log:
                var row = room.Row with { Epoch = epoch, First = room.Row.Head + 1 };
                await connection.ExecuteAsync("DELETE FROM event WHERE log = $1", cancel, row.Log);
                await connection.ExecuteAsync("DELETE FROM ack WHERE log = $1 AND (player, n) NOT IN (SELECT * FROM unnest($2, $3))", cancel,
                    row.Log, room.Acks.Select(ack => ack.Player).ToArray(), room.Acks.Select(ack => ack.N).ToArray());
                await PutAsync(connection, row, cancel);
                return Raised(row) with { Table = room.Table, State = room.State, Acks = room.Acks };

            default:
                foreach (var table in (string[])["room WHERE id", "room_table WHERE room", "room_state WHERE room", "member WHERE room"])
                {
                    await connection.ExecuteAsync($"DELETE FROM {table} = $1", cancel, room.Row.Id);
                }
                var anew = new PostgresBatch(new Dictionary<string, RoomRow>(), () => _nextKey++, time.GetUtcNow().ToUnixTimeMilliseconds());
                while (_lastKey - _nextKey < 2) await TakeKeysAsync(connection, cancel);
                anew.Add(new RoomCommit(room.Row.Name, epoch) { Header = isPersonal ? RoomHeader.Personal : room.Row.Header with { HasEnded = true } });
                await using (var batch = new NpgsqlBatch(connection))
                {
                    anew.Write(batch, lease.Raised);
                    await batch.ExecuteNonQueryAsync(cancel);
                }
                return Raised(anew.Rooms[room.Row.Name]);
        }
    }

    private async Task PutAsync(NpgsqlConnection connection, RoomRow row, CancellationToken cancel) => await connection.ExecuteAsync(
        "UPDATE room SET epoch = $2, first = $3, sum = $4, raised = $5 WHERE id = $1", cancel, row.Id, row.Epoch, row.First, row.SumBy(new RecordSum()), lease.Raised);

    /// <summary>A new epoch for the personal room of a player who was known before history was lost; the player as they now are.</summary>
    /// <exception cref="JournalException">Nothing is known to be changed.</exception>
    public Task<StoredPlayer?> RaisePersonalAsync(string player, CancellationToken cancel) => _link.UseAsync(async connection =>
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        // Another server may have come first: then its epoch holds.
        await connection.ExecuteAsync("UPDATE player SET epoch = $2 WHERE id = $1 AND raised < $3", cancel, player, chance.Id(), lease.Raised);
        await SumPlayerAsync(connection, player, cancel);
        var found = await connection.FindPlayerAsync("id", player, cancel);
        await transaction.CommitAsync(cancel);
        return found;
    }, cancel);

    private async Task SumPlayerAsync(NpgsqlConnection connection, string player, CancellationToken cancel)
    {
        if (await connection.FindPlayerAsync("id", player, cancel) is { } found)
        {
            await connection.ExecuteAsync("UPDATE player SET sum = $2, raised = $3 WHERE id = $1", cancel, player, new RecordSum().Player(found.Record), lease.Raised);
        }
    }

    private static RoomRecord Raised(RoomRow row) => new(row.Header, row.Epoch, row.First, row.Head, default, default, [], [], [], EpochRaised: "corruption");
}
