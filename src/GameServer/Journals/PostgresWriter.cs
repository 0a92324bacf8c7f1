using System.Collections.Concurrent;
using GameServer.Engine;
using Npgsql;

namespace GameServer.Journals;

/// <summary>
/// Writes batches, each as one transaction in one round trip: it begins with the lease's check and its number, so that a lease that ended writes nothing (JRN-6),
/// and a batch whose answer was lost with the connection is known by its number and written once. What it does is done one after the other, on its own connection.
/// </summary>
internal sealed partial class PostgresWriter(NpgsqlDataSource source, PostgresLease lease, TimeProvider time, IChance chance) : IAsyncDisposable
{
    // Longer than any sound commit takes; then the connection is given up, and the batch begins again with the question whether it is durable.
    private const int CommitSeconds = 10;

    // This server alone writes its rooms while it has them, so what it wrote is what is there. Forgotten when it grows beyond this.
    private const int KnownRooms = 20_000;

    private readonly PostgresLink _link = new(source, lease.BindAsync);

    // By anybody.
    private readonly ConcurrentQueue<string> _loaded = new();

    // Of whose turn it is on the link.
    private readonly Dictionary<string, RoomRow> _rooms = new(StringComparer.Ordinal);
    private readonly ForgottenLogs _forgotten = new();
    private long _number;
    private bool _isUnsure; // of what became of the last attempt
    private long _nextKey, _lastKey;

    /// <summary>The lease is a new one: nothing that was known under the last one holds.</summary>
    public Task StartAfterAsync(long number) => _link.RenewAsync(() => // a connection bears the lease's number
    {
        (_number, _isUnsure) = (number, false);
        _rooms.Clear();
        // A database that was put back gives these keys to others, and their logs lie where this one's forgotten events did.
        (_nextKey, _lastKey) = (0, 0);
        _forgotten.Clear();
    });

    /// <summary>The room comes to life here: it may have been another server's meanwhile, and what is known of it is as old as that. Any thread.</summary>
    public void Begin(string room) => _loaded.Enqueue(room);

    /// <exception cref="JournalException">Nothing is known to be durable.</exception>
    /// <exception cref="JournalGapException">It does not follow what is held.</exception>
    public async Task WriteAsync(long number, IReadOnlyList<JournalEntry> entries, CancellationToken cancel)
    {
        if (number != _number && number != _number + 1) throw JournalGapException.Batch(_number, number);
        await _link.UseAsync(async connection =>
        {
            if (number == _number) return true;
            if (_isUnsure && await IsDurableAsync(connection, number, cancel)) return true;
            _isUnsure = true;
            await KnowRoomsAsync(connection, entries, cancel);
            var keys = entries.Count(entry => entry is RoomCommit { Header: not null }) * 2;
            while (_lastKey - _nextKey < keys) await TakeKeysAsync(connection, cancel);
            var columns = new PostgresBatch(_rooms, () => _nextKey++, time.GetUtcNow().ToUnixTimeMilliseconds());
            foreach (var entry in entries) columns.Add(entry);
            await CommitAsync(connection, number, columns, cancel);
            Note(columns);
            (_number, _isUnsure) = (number, false);
            return true;
        }, cancel);
    }

    // An attempt whose connection was lost may still be under way in the database: its lock on the number is waited for.
    private async Task<bool> IsDurableAsync(NpgsqlConnection connection, long number, CancellationToken cancel)
    {
        _rooms.Clear(); // what it wrote lies under keys that were not noted
        var fence = lease.Fence;
        var held = await connection.ScalarAsync("SELECT number FROM batch WHERE fence = $1 FOR UPDATE", cancel, fence);
        if (held is not long last) throw lease.End(fence, "it was not renewed in time");
        if (last < _number) throw await lease.EndByLossAsync(connection, cancel); // what it had confirmed is gone
        if (last != number) return false;
        lease.Confirm(fence, number);
        (_number, _isUnsure) = (number, false);
        return true;
    }

    private async Task CommitAsync(NpgsqlConnection connection, long number, PostgresBatch columns, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection) { Timeout = CommitSeconds };
        var fence = lease.Fence;
        batch.Add("SELECT begin_batch($1, $2)", fence, number);
        columns.Write(batch, lease.Raised);
        try
        {
            await batch.ExecuteNonQueryAsync(cancel);
            lease.Confirm(fence, number);
        }
        catch (PostgresException e) when (e.SqlState == PostgresSchema.Fenced)
        {
            throw lease.End(fence, "it was not renewed in time");
        }
        catch (PostgresException e) when (e.SqlState == PostgresSchema.Gap)
        {
            // The number before it was confirmed, and is not there any more.
            throw await lease.EndByLossAsync(connection, cancel);
        }
    }

    private async Task KnowRoomsAsync(NpgsqlConnection connection, IReadOnlyList<JournalEntry> entries, CancellationToken cancel)
    {
        while (_loaded.TryDequeue(out var loaded)) _rooms.Remove(loaded);
        // A room is deleted while it sleeps: nobody has loaded it since another server had it, and the events of that one must not stay.
        foreach (var deletion in entries.OfType<RoomDeletion>()) _rooms.Remove(deletion.Room);
        if (_rooms.Count > KnownRooms) _rooms.Clear();
        string[] unknown = [.. entries.Select(entry => entry switch { RoomCommit commit => commit.Room, RoomDeletion deletion => deletion.Room, _ => null })
            .OfType<string>().Distinct(StringComparer.Ordinal).Where(name => !_rooms.ContainsKey(name))];
        if (unknown.Length == 0) return;
        foreach (var row in await connection.ListAsync($"SELECT {PostgresRooms.Columns} FROM room WHERE name = ANY($1)", PostgresRooms.ReadRow, cancel, (object)unknown))
        {
            _rooms[row.Name] = row;
        }
    }

    private async Task TakeKeysAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        var first = (long)(await connection.ScalarAsync("SELECT nextval('key')", cancel))!;
        // Blocks of several servers lie between each other; a block that does not follow the last one begins anew.
        if (first != _lastKey) _nextKey = first;
        _lastKey = first + PostgresSchema.KeyBlock;
    }

    private void Note(PostgresBatch columns)
    {
        foreach (var name in columns.Deleted) _rooms.Remove(name);
        foreach (var (name, room) in columns.Rooms)
        {
            var pruned = _rooms.TryGetValue(name, out var known) && known.Id == room.Id ? known.Pruned : 0;
            _rooms[name] = room with { Pruned = pruned };
            _forgotten.Note(new ForgottenEvents(room.Log, room.Id, pruned, room.First - 1));
        }
    }

    public ValueTask DisposeAsync() => _link.DisposeAsync();
}
