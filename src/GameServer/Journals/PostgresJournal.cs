using System.Data;
using GameServer.Engine;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GameServer.Journals;

/// <summary>
/// The journal of several servers, or of one that keeps its data elsewhere: a PostgreSQL database. One connection writes, one keeps the lease,
/// a few read. While the database is gone commits wait and everything that is in memory can still be read (JRN-7).
/// </summary>
public sealed class PostgresJournal : IJournal
{
    // Every row is looked at, once in a while.
    private const int ScanSeconds = 60;

    private readonly ILogger _logger;
    private readonly NpgsqlDataSource _reading;
    private readonly PostgresLease _lease;
    private readonly PostgresWriter _writer;

    private long? _raised; // how often history had been lost at the last opening
    private int _isDisposed;

    /// <param name="options">Where and how.</param>
    /// <param name="time">For leases, and for when a room was last committed to.</param>
    /// <param name="chance">For new epochs.</param>
    /// <param name="logger">Hears of damage and loss.</param>
    /// <exception cref="JournalException">The connection string cannot be read.</exception>
    public PostgresJournal(PostgresOptions options, TimeProvider time, IChance chance, ILogger<PostgresJournal> logger)
        : this(options, time, chance, (ILogger)logger)
    {
    }

    internal PostgresJournal(PostgresOptions options, TimeProvider time, IChance chance, ILogger logger)
    {
        _logger = logger;
        _reading = PostgresSources.Reading(options);
        _lease = new PostgresLease(options, time, logger);
        _writer = new PostgresWriter(PostgresSources.Writing(options), _lease, time, chance);
    }

    /// <summary>This server's part in the database.</summary>
    internal PostgresLease Lease => _lease;

    /// <summary>Takes a lease, a new one each time: called again when the last one ended.</summary>
    public async ValueTask<JournalOpening> OpenAsync(CancellationToken cancel = default)
    {
        var (batch, rooms) = await _lease.TakeAsync(cancel);
        await _writer.StartAfterAsync(batch);
        // What a server finds at its first start another has told.
        var isRaised = _lease.Raised > _raised;
        _raised = _lease.Raised;
        return new JournalOpening(batch, (int)rooms, isRaised ? "tail_loss" : null);
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(long number, IReadOnlyList<JournalEntry> batch, CancellationToken cancel = default) =>
        new(_writer.WriteAsync(number, batch, cancel));

    /// <inheritdoc/>
    public async ValueTask<RoomRecord?> LoadAsync(string room, CancellationToken cancel = default)
    {
        _writer.Begin(room);
        var loaded = await ReadAsync(connection => connection.LoadRoomAsync(room, cancel), cancel);
        if (loaded is null) return null;
        if (loaded.Damage == RoomDamage.None && loaded.Raised >= _lease.Raised) return loaded.ToRecord();
        var (record, finding) = await _writer.RepairAsync(room, cancel);
        if (finding.Length == 0) return record;
        if (record is null or { Header.HasEnded: true }) JournalLog.RoomLost(_logger, room, finding);
        else JournalLog.RoomWithoutPast(_logger, room, finding);
        return record;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LogEvent>> ReadAsync(
        string room, string epoch, long first, int maxEvents, int maxBytes, CancellationToken cancel = default) =>
        new(ReadAsync(connection => connection.ReadRoomAsync(room, epoch, first, maxEvents, maxBytes, cancel), cancel));

    /// <inheritdoc/>
    public ValueTask<PlayerRecord?> FindPlayerAsync(ReadOnlyMemory<byte> tokenHash, CancellationToken cancel = default) =>
        SoundAsync("token", tokenHash.ToArray(), cancel);

    /// <inheritdoc/>
    public ValueTask<PlayerRecord?> LoadPlayerAsync(string player, CancellationToken cancel = default) => SoundAsync("id", player, cancel);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<PlayerRoom>> RoomsOfAsync(string player, CancellationToken cancel = default) =>
        await ReadAsync(connection => connection.ListAsync(
            "SELECT room.name, room.game, member.seat FROM member JOIN room ON room.id = member.room WHERE member.player = $1 ORDER BY room.name COLLATE \"C\"",
            row => new PlayerRoom(row.GetString(0), row.GetString(1), row.IsDBNull(2) ? null : row.GetInt32(2)), cancel, player), cancel);

    // Both look at every row; an index would cost every commit.
    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> IdleRoomsAsync(long before, int max, CancellationToken cancel = default) =>
        NamesAsync("SELECT name FROM room WHERE touched < $1 AND game <> 'personal' ORDER BY touched LIMIT $2", before, max, cancel);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> IdlePlayersAsync(long before, int max, CancellationToken cancel = default) =>
        NamesAsync("SELECT id FROM player WHERE seen < $1 ORDER BY seen LIMIT $2", before, max, cancel);

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyDictionary<string, int>> CountRoomsAsync(CancellationToken cancel = default)
    {
        var games = await ReadAsync(connection => connection.ListAsync(
            "SELECT game, count(*)::int FROM room WHERE NOT ended AND game <> 'personal' GROUP BY game",
            row => KeyValuePair.Create(row.GetString(0), row.GetInt32(1)), ScanSeconds, cancel), cancel);
        return games.ToDictionary();
    }

    /// <inheritdoc/>
    public ValueTask<bool> PruneAsync(CancellationToken cancel = default) => new(_writer.PruneAsync(cancel));

    /// <summary>Gives the lease back: another server may go on at once.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        await _writer.DisposeAsync();
        await _lease.DisposeAsync();
        await _reading.DisposeAsync();
    }

    // Connections that rest in the pool do not know that the database was restarted: a read may be made again.
    private async Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancel)
    {
        try
        {
            return await ReadOnceAsync(read, cancel);
        }
        catch (Exception e) when (PostgresFaults.IsFailure(e))
        {
            _reading.Clear();
        }
        try
        {
            return await ReadOnceAsync(read, cancel);
        }
        catch (Exception e) when (PostgresFaults.IsFailure(e))
        {
            throw PostgresFaults.ToJournal(e);
        }
    }

    private async Task<T> ReadOnceAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancel)
    {
        await using var connection = await _reading.OpenConnectionAsync(cancel);
        // A room's parts are read one after the other and must be of one moment.
        await using var moment = await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);
        var found = await read(connection);
        await moment.CommitAsync(cancel);
        return found;
    }

    private async ValueTask<IReadOnlyList<string>> NamesAsync(string sql, long before, int max, CancellationToken cancel) =>
        await ReadAsync(connection => connection.ListAsync(sql, row => row.GetString(0), ScanSeconds, cancel, before, max), cancel);

    private async ValueTask<PlayerRecord?> SoundAsync(string column, object value, CancellationToken cancel)
    {
        var found = await ReadAsync(connection => connection.FindPlayerAsync(column, value, cancel), cancel);
        if (found is { IsSound: true } && found.Raised < _lease.Raised) found = await _writer.RaisePersonalAsync(found.Record.Id, cancel);
        if (found is { IsSound: false }) JournalLog.PlayerLost(_logger);
        return found is { IsSound: true, Record: var player } ? player : null;
    }
}
