using GameServer.Engine;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace GameServer.Journals;

/// <summary>
/// This server's part in the database: a lease with a number (the fence) that is never given out twice, renewed while the server lives.
/// It also remembers what the database has confirmed, and knows by that when the database was put back to an earlier state (F7).
/// Any thread.
/// </summary>
internal sealed partial class PostgresLease : IAsyncDisposable
{
    // All rooms are counted, for the operator; on a database that was just put back nothing of it is in memory.
    private const int CountSeconds = 60;

    // A jump that no other server's lease of the lost time can have reached.
    private const long FencesAfterLoss = 1_000_000;

    // Leases that have ended and whose last batch is kept, for their servers to compare: whoever comes back after more than that is simply over.
    private const long KeptBatches = 1_000;

    private readonly PostgresOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly PostgresLink _link;
    private readonly PostgresLink _opening; // while a lease is taken

    // Replaced as a whole; null while there is no lease.
    private Held? _held;
    private ITimer? _renewal;

    public PostgresLease(PostgresOptions options, TimeProvider time, ILogger logger)
    {
        (_options, _time, _logger) = (options, time, logger);
        _link = new PostgresLink(PostgresSources.Keeping(options), LinkedAsync);
        _opening = new PostgresLink(PostgresSources.Opening(options), OpenedAsync);
    }

    /// <summary>What every commit carries. An ended lease is 0, which the database never gave out.</summary>
    public long Fence => _held?.Fence ?? 0;

    /// <summary>How often history was lost, as this lease knows.</summary>
    public long Raised => _held?.Raised ?? 0;

    /// <summary>By which the servers on this database know each other; empty without a lease.</summary>
    public string Secret => _held?.Secret ?? "";

    /// <summary>Whether the database confirmed the lease within its length, by this server's clock: before another one may end it.</summary>
    public bool IsLive => _held is { } held && _time.GetElapsedTime(held.RenewedAt) < Length;

    private TimeSpan Length => TimeSpan.FromSeconds(_options.LeaseSeconds);

    /// <summary>Called once for each lease that ended before it was given back. Any thread.</summary>
    public Action Ended { get; set; } = () => { };

    /// <summary>Called for each dead server whose lease this one ended. Any thread.</summary>
    public Action FailedOver { get; set; } = () => { };

    /// <summary>Takes a new lease. The last batch of all leases before, and how many rooms there are.</summary>
    /// <exception cref="JournalException">The database failed.</exception>
    public async Task<(long Batch, long Rooms)> TakeAsync(CancellationToken cancel)
    {
        _held = null;
        var rooms = await _opening.UseAsync(async connection =>
        {
            await PostgresSchema.MigrateAsync(connection, cancel);
            return (long)(await connection.ScalarAsync("SELECT count(*) FROM room", CountSeconds, cancel))!;
        }, cancel);
        var (held, batch) = await _opening.UseAsync(connection => TakeAsync(connection, cancel), cancel);
        await _opening.RenewAsync(); // it is closed until the next lease is taken
        _held = held;
        var period = Length / 4;
        _renewal ??= _time.CreateTimer(_ => _ = RenewAsync(), null, period, period);
        return (batch, rooms);
    }

    private async Task<(Held Held, long Batch)> TakeAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        var began = _time.GetTimestamp();
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var (fence, raised, secret) = (await connection.ListAsync("UPDATE cluster SET fence = fence + 1 RETURNING fence, raised, secret",
            row => (row.GetInt64(0), row.GetInt64(1), row.GetString(2)), cancel))[0];
        var buried = 0;
        foreach (var dead in await connection.ListAsync("SELECT fence FROM node WHERE until < clock_timestamp()", row => row.GetInt64(0), cancel))
        {
            if (await BuryAsync(connection, dead, cancel)) buried++;
        }
        var batch = (long)(await connection.ScalarAsync("SELECT batch FROM cluster", cancel))!;
        await connection.ExecuteAsync("INSERT INTO node (fence, until) VALUES ($1, clock_timestamp() + $2)", cancel, fence, Length);
        await connection.ExecuteAsync("INSERT INTO batch VALUES ($1, $2)", cancel, fence, batch);
        await connection.ExecuteAsync("DELETE FROM batch WHERE fence < 0 AND fence >= $1", cancel, KeptBatches - fence);
        await transaction.CommitAsync(cancel);
        for (; buried > 0; buried--) FailedOver();
        return (new Held(fence, raised, secret, began, batch), batch);
    }

    // A dead server may hold locks: frozen in the middle of a commit it would keep its row for ever. Its connections bear its number.
    // Its last batch stays, where no commit finds it: by that alone it knows, if it comes back, that the database has lost what it had confirmed.
    // False: it was buried already.
    private static async Task<bool> BuryAsync(NpgsqlConnection connection, long fence, CancellationToken cancel)
    {
        await connection.ExecuteAsync("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = $1", cancel, NameOf(fence));
        var wasThere = await connection.ExecuteAsync("DELETE FROM node WHERE fence = $1", cancel, fence) > 0;
        var batch = await connection.ScalarAsync("UPDATE batch SET fence = -fence WHERE fence = $1 RETURNING number", cancel, fence) as long? ?? 0;
        await connection.ExecuteAsync("UPDATE cluster SET batch = greatest(batch, $1)", cancel, batch);
        return wasThere;
    }

    /// <summary>Names a connection after the lease, when it is fit to write.</summary>
    public async Task BindAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await OpenedAsync(connection, cancel);
        await connection.ExecuteAsync("SELECT set_config('application_name', $1, false)", cancel, NameOf(Fence));
    }

    private static string NameOf(long fence) => $"gameserver {fence}";

    // What is confirmed is on the disk: a commit, but also the number of a lease, which is never given out twice, and that history was lost.
    private async Task OpenedAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await connection.ExecuteAsync("SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'", cancel);
        await CheckAsync(connection, cancel);
    }

    // After every lost connection, before the first write (F7): does the database still hold the last renewal and the last batch that it confirmed?
    private async Task CheckAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        if (_held is not { } held) return;
        var (heldBeat, heldBatch) = (held.Beat, held.Batch); // before the question: what overtakes the answer is no loss
        var (raised, newest, beat, batch) = (await connection.ListAsync(
            "SELECT raised, fence, (SELECT beat FROM node WHERE fence = $1), (SELECT max(number) FROM batch WHERE fence IN ($1, -$1)) FROM cluster",
            row => (row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? -1 : row.GetInt64(2), row.IsDBNull(3) ? (long?)null : row.GetInt64(3)), cancel, held.Fence))[0];
        var isBatchThere = batch is { } number ? number >= heldBatch : newest - held.Fence >= KeptBatches;
        if (beat >= heldBeat && isBatchThere) return;
        if (raised > held.Raised) throw End(held.Fence, "another server found that the database was put back");
        if (beat < 0 && newest >= held.Fence && isBatchThere) throw End(held.Fence, "it was not renewed in time");
        throw await EndByLossAsync(connection, cancel);
    }

    // A database that was away may have come back without its last commits, and every lease ran out meanwhile. Those who know of it come back as well:
    // for one lease they may look before anybody goes on with their rooms. Whoever has just started has seen no such thing, and does not wait.
    private async Task LinkedAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await OpenedAsync(connection, cancel);
        if (_held is not { } held) return;
        if (held.IsLinked) held.BackAt = _time.GetTimestamp();
        held.IsLinked = true;
    }

    private bool MayBury => _held?.BackAt is not { } backAt || _time.GetElapsedTime(backAt) >= Length;

    /// <summary>The database has confirmed a batch of the lease of that number.</summary>
    public void Confirm(long fence, long batch)
    {
        if (_held is { } held && held.Fence == fence) held.Batch = batch;
    }

    /// <summary>The database ends before what it had confirmed: this lease is over, and history is marked as lost before anything else is written.</summary>
    public async Task<JournalException> EndByLossAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        var held = _held;
        if (held is not null) await ReportLossAsync(connection, held, cancel);
        return End(held?.Fence ?? 0, "the database was put back to an earlier state");
    }

    // Whoever finds it first; no lease of before is good any more.
    private async Task ReportLossAsync(NpgsqlConnection connection, Held held, CancellationToken cancel)
    {
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var rooms = await connection.ScalarAsync("SELECT count(*) FROM room", CountSeconds, cancel);
        var isFirst = await connection.ExecuteAsync(
            "UPDATE cluster SET raised = $1 + 1, fence = greatest(fence, $2) + $3 WHERE raised <= $1", cancel, held.Raised, held.Fence, FencesAfterLoss) > 0;
        if (isFirst)
        {
            await connection.ExecuteAsync("DELETE FROM node", cancel);
            await connection.ExecuteAsync("DELETE FROM batch", cancel);
        }
        await transaction.CommitAsync(cancel);
        if (isFirst) JournalLog.DatabasePutBack(_logger, (long)rooms!);
    }

    /// <summary>
    /// The lease of that number is over, whatever this server believed; the exception says so to whoever wanted to write. A newer one is not:
    /// what was found of its predecessor may have come late.
    /// </summary>
    public JournalException End(long fence, string why)
    {
        if (_held is { } held && held.Fence == fence && Interlocked.CompareExchange(ref _held, null, held) == held)
        {
            JournalLog.LeaseEnded(_logger, why);
            Ended();
        }
        return PostgresFaults.Fenced(why);
    }

    /// <summary>Gives the lease back: what belongs to it is free at once.</summary>
    public async ValueTask DisposeAsync()
    {
        await LeaveAsync();
        await _link.DisposeAsync();
        await _opening.DisposeAsync();
    }

    /// <summary>The same; a new one may be taken.</summary>
    public async Task LeaveAsync()
    {
        if (_renewal is not null) await _renewal.DisposeAsync();
        _renewal = null;
        if (Interlocked.Exchange(ref _held, null) is { } held)
        {
            try
            {
                await _link.UseAsync(connection => BuryAsync(connection, held.Fence, CancellationToken.None), CancellationToken.None);
            }
            catch (JournalException)
            {
                // It runs out by itself.
            }
        }
    }

    private sealed class Held(long fence, long raised, string secret, long takenAt, long batch)
    {
        private long _batch = batch;
        private long _beat;
        private long _renewedAt = takenAt;

        public long Fence { get; } = fence;

        public long Raised { get; } = raised;

        public string Secret { get; } = secret;

        /// <summary>The newest renewal that the database has confirmed.</summary>
        public long Beat
        {
            get => Volatile.Read(ref _beat);
            set => Volatile.Write(ref _beat, value);
        }

        /// <summary>The newest batch that the database has confirmed.</summary>
        public long Batch
        {
            get => Volatile.Read(ref _batch);
            set => Volatile.Write(ref _batch, value);
        }

        /// <summary>When that renewal was asked for, or the lease; a timestamp of the clock.</summary>
        public long RenewedAt
        {
            get => Volatile.Read(ref _renewedAt);
            set => Volatile.Write(ref _renewedAt, value);
        }

        /// <summary>One renewal at a time.</summary>
        public SemaphoreSlim Renewal { get; } = new(1, 1);

        /// <summary>When the newest renewal began, confirmed or not; a timestamp of the clock. Whoever renews.</summary>
        public long BegunAt { get; set; }

        /// <summary>Whether it had a connection for the lease before. Of whose turn it is on the link.</summary>
        public bool IsLinked { get; set; }

        /// <summary>When it got one again after a loss; a timestamp of the clock. Of whose turn it is on the link.</summary>
        public long? BackAt { get; set; }
    }
}
