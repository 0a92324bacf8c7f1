using GameServer.Engine;

namespace GameServer.Tests.Simulation;

/// <summary>
/// A disk under the journal: writes pend until the simulated fsync, which is slow, or fails for a while, before the fact or after it.
/// A kill leaves what was durable, and a pending write or not. What it ever made durable it keeps, for the oracle.
/// </summary>
public sealed class SimDisk(SimLoop loop, SimProcess world, PlantedBug bug) : IJournal
{
    private readonly List<IReadOnlyList<JournalEntry>> _batches = [];
    private readonly List<(int Count, TaskCompletionSource Safe)> _waiting = [];
    private MemoryJournal _held = new(world.Clock);
    private IReadOnlyList<JournalEntry>? _pending;
    private int _safe; // batches that survive a kill; all of them, unless the disk lies

    /// <summary>Until when writes fail; then reads may too.</summary>
    public TimeSpan BrokenUntil { get; set; }

    /// <summary>Until when writes take long.</summary>
    public TimeSpan SlowUntil { get; set; }

    /// <summary>Told of every epoch raise: the rooms with the epochs that they had until then.</summary>
    public Action<IEnumerable<(string Room, string Epoch)>> OnRaised { get; set; } = _ => { };

    /// <summary>Everything durable, in order.</summary>
    public IEnumerable<JournalEntry> Entries => _batches.SelectMany(batch => batch);

    private bool Lies => bug is PlantedBug.AckBeforeCommit or PlantedBug.DeliverBeforeCommit;

    /// <summary>Completes when everything the journal was given so far would survive a kill.</summary>
    public Task SafeAsync()
    {
        if (_safe >= _batches.Count) return Task.CompletedTask;
        var safe = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add((_batches.Count, safe));
        return safe.Task;
    }

    /// <summary>The machine of a journal lost its last batches, as it may with <c>Durability=normal</c>; or only the process ended.</summary>
    /// <param name="lost">Durable batches that are lost; the journal sees it and raises every epoch (JRN-3).</param>
    /// <param name="keep">Batches that are never lost.</param>
    public async Task CrashAsync(int lost, int keep)
    {
        if (_pending is { } pending && loop.Random.Next(2) == 0) await KeepAsync(pending);
        _pending = null;
        _waiting.Clear();
        var whole = _batches.Count;
        var left = lost > 0 ? Math.Max(keep, _safe - lost) : Lies ? _safe : whole;
        if (left >= whole) return;
        var before = Entries.Select(EpochOf).OfType<(string, string)>().Distinct().ToList();
        _batches.RemoveRange(left, whole - left);
        _held = new MemoryJournal(world.Clock);
        for (var i = 0; i < left; i++) await _held.WriteAsync(i + 1, _batches[i]);
        if (lost > 0 && bug != PlantedBug.EpochKeptAfterTruncation) await RaiseAsync(before);
        _safe = _batches.Count;
    }

    private async Task RaiseAsync(IEnumerable<(string Room, string Epoch)> before)
    {
        var raised = new SortedDictionary<string, JournalEntry>(StringComparer.Ordinal);
        foreach (var entry in Entries)
        {
            if (entry is RoomCommit commit) raised[commit.Room] = new RoomCommit(commit.Room, NewEpoch());
            if (entry is PlayerRecord player) raised["player " + player.Id] = player;
        }
        foreach (var (key, entry) in raised.ToList())
        {
            // A player's record and its personal room say the same epoch.
            if (entry is PlayerRecord player)
                raised[key] = player with { PersonalEpoch = (raised.GetValueOrDefault(player.Id) as RoomCommit)?.Epoch ?? NewEpoch() };
        }
        await KeepAsync([.. raised.Values]);
        OnRaised(before);
    }

    private static (string Room, string Epoch)? EpochOf(JournalEntry entry) => entry switch
    {
        RoomCommit commit => (commit.Room, commit.Epoch),
        PlayerRecord player => (player.Id, player.PersonalEpoch),
        _ => null,
    };

    private string NewEpoch() => loop.Random.NextInt64().ToString("x16", null);

    private async Task KeepAsync(IReadOnlyList<JournalEntry> batch)
    {
        await _held.WriteAsync(_batches.Count + 1, batch);
        _batches.Add(batch);
        if (!Lies) _safe = _batches.Count;
    }

    public async ValueTask WriteAsync(long number, IReadOnlyList<JournalEntry> batch, CancellationToken cancel = default)
    {
        if (number == _batches.Count) return;
        if (number != _batches.Count + 1) throw JournalGapException.Batch(_batches.Count, number);
        IReadOnlyList<JournalEntry> copy = [.. batch.Select(Copy)];
        var breaks = loop.Now < BrokenUntil;
        var takes = TimeSpan.FromMilliseconds(loop.Now < SlowUntil ? loop.Random.Next(50, 800) : loop.Random.Next(1, 6));
        if (Lies)
        {
            await KeepAsync(copy);
            var count = _batches.Count;
            world.After(takes * 20, () => MakeSafe(count));
            return;
        }
        _pending = copy;
        var fsync = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        world.After(takes, () => fsync.SetResult(!breaks));
        var isDurable = await fsync.Task || loop.Random.Next(4) == 0;
        _pending = null;
        if (isDurable) await KeepAsync(copy);
        if (breaks) throw new JournalException(loop.Random.Next(2) == 0 ? JournalFault.Full : JournalFault.Io, "the simulated disk is broken") { IsUndone = !isDurable };
    }

    private void MakeSafe(int count)
    {
        _safe = Math.Max(_safe, Math.Min(count, _batches.Count));
        foreach (var (_, safe) in _waiting.Where(w => w.Count <= _safe)) safe.TrySetResult();
        _waiting.RemoveAll(w => w.Count <= _safe);
    }

    // The engine may use its lists again.
    private JournalEntry Copy(JournalEntry entry) => entry is RoomCommit commit
        ? commit with { Events = [.. commit.Events], Acks = bug == PlantedBug.AcksOutsideTheCommit ? [] : [.. commit.Acks], Members = [.. commit.Members] }
        : entry;

    private async ValueTask ReadingAsync()
    {
        if (loop.Random.Next(3) == 0) await world.Delay(TimeSpan.FromMilliseconds(loop.Random.Next(1, 20)));
        if (loop.Now < BrokenUntil && loop.Random.Next(8) == 0) throw new JournalException(JournalFault.Io, "the simulated disk cannot be read");
    }

    public async ValueTask<IReadOnlyList<LogEvent>> ReadAsync(string room, string epoch, long first, int maxEvents, int maxBytes, CancellationToken cancel = default)
    {
        await ReadingAsync();
        var events = await _held.ReadAsync(room, epoch, first, maxEvents, maxBytes, cancel);
        return bug == PlantedBug.AudienceSkippedInReplay ? [.. events.Select(e => e with { Audience = null })] : events;
    }

    public async ValueTask<RoomRecord?> LoadAsync(string room, CancellationToken cancel = default)
    {
        await ReadingAsync();
        return await _held.LoadAsync(room, cancel);
    }

    public async ValueTask<PlayerRecord?> FindPlayerAsync(ReadOnlyMemory<byte> tokenHash, CancellationToken cancel = default)
    {
        await ReadingAsync();
        return await _held.FindPlayerAsync(tokenHash, cancel);
    }

    public async ValueTask<IReadOnlyList<PlayerRoom>> RoomsOfAsync(string player, CancellationToken cancel = default)
    {
        await ReadingAsync();
        return await _held.RoomsOfAsync(player, cancel);
    }

    /// <summary>Batches durable so far.</summary>
    public int Count => _batches.Count;

    public ValueTask<JournalOpening> OpenAsync(CancellationToken cancel = default) => _held.OpenAsync(cancel);
    public ValueTask<PlayerRecord?> LoadPlayerAsync(string player, CancellationToken cancel = default) => _held.LoadPlayerAsync(player, cancel);
    public ValueTask<IReadOnlyList<string>> IdleRoomsAsync(long before, int max, CancellationToken cancel = default) => _held.IdleRoomsAsync(before, max, cancel);
    public ValueTask<IReadOnlyList<string>> IdlePlayersAsync(long before, int max, CancellationToken cancel = default) => _held.IdlePlayersAsync(before, max, cancel);
    public ValueTask<bool> PruneAsync(CancellationToken cancel = default) => _held.PruneAsync(cancel);
    public ValueTask DisposeAsync() => default;
}
