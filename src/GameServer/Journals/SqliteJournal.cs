using GameServer.Engine;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace GameServer.Journals;

/// <summary>
/// The journal of a single server: one SQLite database in WAL mode, with one fsync per group commit.
/// One thread writes, two others read; nothing of it runs on the thread pool or on the caller's thread.
/// A sound copy can be taken at any time with SQLite's own backup; leave <c>journal.mark</c> out of it (JRN-3).
/// </summary>
public sealed class SqliteJournal : IJournal
{
    private const int Readers = 2;

    private readonly SqliteJournalOptions _options;
    private readonly TimeProvider _time;
    private readonly IChance _chance;
    private readonly ILogger _logger;
    private readonly JournalMachine _machine;
    private readonly SqliteFiles _files;
    private readonly SqliteWorker _writing = new("journal writer", threads: 1);
    private readonly SqliteWorker _reading = new("journal reader", threads: Readers);

    // Of the reader thread of that number.
    private readonly SqliteReader[] _readers;

    // Of the writer thread; null while the journal is not open.
    private HeadMark? _mark;
    private SqliteWriter? _writer;

    private int _isDisposed;

    /// <param name="options">Where and how.</param>
    /// <param name="time">For when a room was last committed to.</param>
    /// <param name="chance">For new epochs.</param>
    /// <param name="logger">Hears of damage and loss.</param>
    public SqliteJournal(SqliteJournalOptions options, TimeProvider time, IChance chance, ILogger<SqliteJournal> logger)
        : this(options, time, chance, logger, new JournalMachine())
    {
    }

    internal SqliteJournal(SqliteJournalOptions options, TimeProvider time, IChance chance, ILogger logger, JournalMachine machine)
    {
        (_options, _time, _chance, _logger, _machine) = (options, time, chance, logger, machine);
        _files = new SqliteFiles(options.DataDirectory);
        _readers = [.. Enumerable.Range(0, Readers).Select(_ => new SqliteReader(_files))];
    }

    /// <inheritdoc/>
    public long Size => _files.Size;

    /// <summary>
    /// A transaction and its sync cost as much for one move as for ten, and a fast disk would be asked a thousand times a second.
    /// A quarter of what a screen's frame takes.
    /// </summary>
    public TimeSpan CommitEvery => TimeSpan.FromMilliseconds(4);

    /// <inheritdoc/>
    public ValueTask<JournalOpening> OpenAsync(CancellationToken cancel = default) => new(_writing.RunAsync(_ => Open(), cancel));

    /// <inheritdoc/>
    public ValueTask WriteAsync(long number, IReadOnlyList<JournalEntry> batch, CancellationToken cancel = default)
    {
        var written = _writing.RunAsync(_ => Write(number, batch), cancel);
        // After this batch, not in it: whoever waits for the batch does not wait for the checkpoint.
        _writing.Post(Checkpoint);
        return new ValueTask(written);
    }

    /// <inheritdoc/>
    public async ValueTask<RoomRecord?> LoadAsync(string room, CancellationToken cancel = default)
    {
        var loaded = await ReadAsync(session => session.LoadRoom(room), cancel);
        return loaded is null or { Damage: RoomDamage.None } ? loaded?.ToRecord() : await _writing.RunAsync(_ => Repair(room), cancel);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LogEvent>> ReadAsync(
        string room, string epoch, long first, int maxEvents, int maxBytes, CancellationToken cancel = default) =>
        new(ReadAsync<IReadOnlyList<LogEvent>>(session => session.ReadRoom(room, epoch, first, maxEvents, maxBytes), cancel));

    /// <inheritdoc/>
    public ValueTask<PlayerRecord?> FindPlayerAsync(ReadOnlyMemory<byte> tokenHash, CancellationToken cancel = default) =>
        SoundAsync(session => session.FindPlayer(tokenHash.Span), cancel);

    /// <inheritdoc/>
    public ValueTask<PlayerRecord?> LoadPlayerAsync(string player, CancellationToken cancel = default) =>
        SoundAsync(session => session.LoadPlayer(player), cancel);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<PlayerRoom>> RoomsOfAsync(string player, CancellationToken cancel = default) =>
        new(ReadAsync(session => session.RoomsOf(player), cancel));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> IdleRoomsAsync(long before, int max, CancellationToken cancel = default) =>
        new(ReadAsync(session => session.IdleRooms(before, max), cancel));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> IdlePlayersAsync(long before, int max, CancellationToken cancel = default) =>
        new(ReadAsync(session => session.IdlePlayers(before, max), cancel));

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, int>> CountRoomsAsync(CancellationToken cancel = default) =>
        new(ReadAsync(session => session.CountRooms(), cancel));

    /// <inheritdoc/>
    public ValueTask<bool> PruneAsync(CancellationToken cancel = default)
    {
        var pruned = _writing.RunAsync(_ => Writer.Prune(), cancel);
        _writing.Post(Checkpoint);
        return new ValueTask<bool>(pruned);
    }

    /// <summary>Ends the run cleanly: what was written is in the database file alone, and its lock is free. Does what is queued first.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) != 0) return;
        await _reading.CloseAsync();
        foreach (var reader in _readers) reader.Dispose();
        _writing.Post(Close);
        await _writing.CloseAsync();
    }

    private SqliteWriter Writer => _writer ?? throw new InvalidOperationException("The journal is not open: OpenAsync is the first call.");

    private Task<T> ReadAsync<T>(Func<SqliteSession, T> read, CancellationToken cancel) =>
        _reading.RunAsync(thread => _readers[thread].Read(read), cancel);

    private async ValueTask<PlayerRecord?> SoundAsync(Func<SqliteSession, FoundPlayer?> read, CancellationToken cancel)
    {
        var found = await ReadAsync(read, cancel);
        if (found is { IsSound: false }) JournalLog.PlayerLost(_logger);
        return found is { IsSound: true, Record: var player } ? player : null;
    }

    private JournalOpening Open()
    {
        if (_writer is not null) throw new InvalidOperationException("The journal is open already.");
        try
        {
            _files.Claim();
            _mark = new HeadMark(_files);
            (var opening, _writer) = new SqliteOpening(_files, _mark, _options, _machine, _time, _chance, _logger).Open();
            return opening;
        }
        catch
        {
            Release();
            throw;
        }
    }

    // The mark comes before anybody hears of the batch: a database that later ends below it has lost something.
    private object? Write(long number, IReadOnlyList<JournalEntry> batch)
    {
        Writer.Write(number, batch);
        _mark!.Write(Writer.Position);
        return null;
    }

    private RoomRecord? Repair(string room)
    {
        var record = Writer.Repair(room, out var finding);
        if (finding.Length == 0) return record;
        if (record is null or { Header.HasEnded: true }) JournalLog.RoomLost(_logger, room, finding);
        else JournalLog.RoomWithoutPast(_logger, room, finding);
        return record;
    }

    private void Checkpoint()
    {
        if (_writer?.Checkpoint() is { } failure) JournalLog.CheckpointFailed(_logger, failure.ToJournal(_files).Message);
    }

    private void Close()
    {
        try
        {
            _writer?.EndRun();
        }
        catch (Exception e) // Whatever it is: what was written is safe in the write-ahead log, and the files must be let go.
        {
            JournalLog.UncleanEnd(_logger, e.Message);
        }

        Release();
    }

    private void Release()
    {
        _writer?.Dispose();
        _writer = null;
        _mark?.Dispose();
        _mark = null;
        _files.Dispose();
    }
}
