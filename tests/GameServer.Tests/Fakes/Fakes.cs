using System.Text;
using GameServer.Engine;
using GameServer.Protocol;

namespace GameServer.Tests.Fakes;

/// <summary>Chance that repeats itself.</summary>
public sealed class SeededChance(int seed = 1) : IChance
{
    private readonly Random _random = new(seed);

    public void Fill(Span<byte> bytes) { lock (_random) _random.NextBytes(bytes); }
}

/// <summary>Keeps what a node says.</summary>
public sealed class NotedLog : INodeLog
{
    public List<string> Lines { get; } = [];

    public void GameFault(string room, string game, string move, Exception fault) => Note($"fault {game} {move} {fault.Message}");
    public void RoomFaulted(string room, string game, string why) => Note($"faulted {game} {why}");
    public void SlowStep(string room, string game, TimeSpan took) => Note($"slow {game}");
    public void TurnHangs(string room, string game, TimeSpan after) => Note($"hangs {game} {(int)after.TotalSeconds}");
    public void InputDidNotFit(string room, string game, string expected) => Note($"misfit {game} {expected}");
    /// <summary>Exceptions that nothing expects and a test does; what else escapes fails the test that runs.</summary>
    public Func<Exception, bool> Expects { get; set; } = _ => false;

    /// <summary>Gets what escaped and no test expects.</summary>
    public Action<Exception> Escapes { get; init; }

    // Thrown outside of the net that caught it.
    private Exception? _escaped;

    public NotedLog() => Escapes = bug => _escaped ??= bug;

    public void Escaped(string from, Exception bug)
    {
        Note($"escaped {from.Split(' ')[0]} {bug.Message}");
        if (!Expects(bug)) Escapes(bug);
    }

    /// <summary>Throws if something escaped that nothing expects.</summary>
    public void Check()
    {
        if (_escaped is { } bug) throw new InvalidOperationException("A bug escaped into the last net.", bug);
    }

    public void JournalFailed(JournalException failure) => Note($"journal failed {failure.Fault}");
    public void JournalRecovered(TimeSpan after) => Note("journal recovered");
    public void EpochRaised(string room, string reason) => Note($"epoch {reason}");
    public void SnapshotInstead(string player, string room, string reason) => Note($"snapshot {reason}");
    public void ConnectionClosed(string connection, string reason) => Note($"closed {reason}");

    private void Note(string line) { lock (Lines) Lines.Add(line); }
}

/// <summary>A connection that keeps what is written to it, and can be made to hang.</summary>
public sealed class FakeConnection : IConnection
{
    private TaskCompletionSource? _hang;

    public string Id { get; init; } = "connection";

    public string Address { get; init; } = "10.0.0.1";

    public List<Outgoing> Written { get; } = [];

    public bool IsAborted { get; private set; }

    /// <summary>Which messages cannot be written, because of a bug.</summary>
    public Func<Outgoing, bool> Breaks { get; set; } = _ => false;

    public ClosedMessage? Last { get; private set; }

    /// <summary>Every entry of a room written so far, in order.</summary>
    public IReadOnlyList<Entry> Entries => [.. Written.OfType<EventBatch>().SelectMany(batch => batch.Entries.To<Entry[]>()!)];

    public void Hang() => _hang = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Resume()
    {
        var hang = _hang;
        _hang = null;
        hang?.SetResult();
    }

    public ValueTask WriteAsync(Outgoing message)
    {
        if (Breaks(message)) throw new InvalidOperationException("cannot be written");
        Written.Add(message);
        return _hang is null ? default : new ValueTask(_hang.Task);
    }

    public void Close(ClosedMessage last) => Last ??= last;

    public void Abort() => IsAborted = true;
}

/// <summary>A journal around another: writes wait at a gate, or fail, when a test says so.</summary>
public sealed class GatedJournal(IJournal inner) : IJournal
{
    private TaskCompletionSource? _gate;
    private Func<JournalEntry, bool> _shut = _ => true;
    private TaskCompletionSource? _readGate;
    private TaskCompletionSource? _loadGate;

    /// <summary>While set, every write fails with it.</summary>
    public JournalFault? Fault { get; set; }

    /// <summary>Whether there is space for a batch; else it is refused before anything is done.</summary>
    public Func<IReadOnlyList<JournalEntry>, bool> Fits { get; set; } = _ => true;

    /// <summary>A room whose next commit does not follow what is held.</summary>
    public string? GapIn { get; set; }

    /// <summary>A write that waits at the gate goes on waiting when it is cancelled.</summary>
    public bool IsDeaf { get; set; }

    public TimeSpan CommitEvery { get; set; }

    /// <summary>Of which room no event can be read, for now.</summary>
    public string? UnreadableRoom { get; set; }

    /// <summary>Whether a player's rooms can be looked up.</summary>
    public bool KnowsRoomsOf { get; set; } = true;

    /// <summary>Batches made durable.</summary>
    public List<IReadOnlyList<JournalEntry>> Written { get; } = [];

    public int Reads { get; private set; }

    public int Opens { get; private set; }

    /// <summary>Happens while it is being opened.</summary>
    public Action Opening { get; set; } = () => { };

    public int Prunes { get; private set; }

    /// <summary>Happens while it is being pruned.</summary>
    public Action Pruning { get; set; } = () => { };

    /// <summary>Rooms looked up.</summary>
    public int Loads { get; private set; }

    /// <summary>From now on writes wait; or those alone that hold such an entry.</summary>
    public void Shut(Func<JournalEntry, bool>? holds = null) =>
        (_gate, _shut) = (new(TaskCreationOptions.RunContinuationsAsynchronously), holds ?? (_ => true));

    public void Open()
    {
        var gate = _gate;
        _gate = null;
        gate?.TrySetResult();
    }

    public void ShutReads() => _readGate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void OpenReads()
    {
        var gate = _readGate;
        _readGate = null;
        gate?.SetResult();
    }

    /// <summary>Rooms that are looked up are found, and told later.</summary>
    public void ShutLoads() => _loadGate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void OpenLoads()
    {
        var gate = _loadGate;
        _loadGate = null;
        gate?.SetResult();
    }

    public async ValueTask WriteAsync(long number, IReadOnlyList<JournalEntry> batch, CancellationToken cancel = default)
    {
        if (_gate is { } gate && batch.Any(_shut))
        {
            using var cancelled = cancel.Register(() => _ = IsDeaf || gate.TrySetCanceled(cancel));
            await gate.Task;
        }
        if (Fault is { } fault) throw new JournalException(fault, "told to fail");
        if (GapIn is { } room && batch.OfType<RoomCommit>().Any(commit => commit.Room == room))
        {
            GapIn = null;
            throw JournalGapException.Event(room, expected: 1, actual: 2);
        }
        if (!Fits(batch)) throw new JournalException(JournalFault.Full, "told to be full") { IsUndone = true };
        await inner.WriteAsync(number, batch, cancel);
        Written.Add([.. batch]);
    }

    public async ValueTask<IReadOnlyList<LogEvent>> ReadAsync(string room, string epoch, long first, int maxEvents, int maxBytes, CancellationToken cancel = default)
    {
        Reads++;
        if (room == UnreadableRoom) throw new JournalException(JournalFault.Io, "told to fail");
        var read = await inner.ReadAsync(room, epoch, first, maxEvents, maxBytes, cancel);
        if (_readGate is { } gate) await gate.Task;
        return read;
    }

    public ValueTask<bool> PruneAsync(CancellationToken cancel = default)
    {
        Prunes++;
        Pruning();
        return inner.PruneAsync(cancel);
    }

    public ValueTask<JournalOpening> OpenAsync(CancellationToken cancel = default)
    {
        Opens++;
        Opening();
        return inner.OpenAsync(cancel);
    }

    public async ValueTask<RoomRecord?> LoadAsync(string room, CancellationToken cancel = default)
    {
        Loads++;
        var record = await inner.LoadAsync(room, cancel);
        if (_loadGate is { } gate) await gate.Task;
        return record;
    }

    public ValueTask<PlayerRecord?> FindPlayerAsync(ReadOnlyMemory<byte> tokenHash, CancellationToken cancel = default) => inner.FindPlayerAsync(tokenHash, cancel);
    public ValueTask<PlayerRecord?> LoadPlayerAsync(string player, CancellationToken cancel = default) => inner.LoadPlayerAsync(player, cancel);
    public ValueTask<IReadOnlyList<PlayerRoom>> RoomsOfAsync(string player, CancellationToken cancel = default) =>
        KnowsRoomsOf ? inner.RoomsOfAsync(player, cancel) : throw new JournalException(JournalFault.Io, "told to fail");
    public ValueTask<IReadOnlyList<string>> IdleRoomsAsync(long before, int max, CancellationToken cancel = default) => inner.IdleRoomsAsync(before, max, cancel);
    public ValueTask<IReadOnlyList<string>> IdlePlayersAsync(long before, int max, CancellationToken cancel = default) => inner.IdlePlayersAsync(before, max, cancel);
    public ValueTask DisposeAsync() => inner.DisposeAsync();
}

/// <summary>Short ways to what tests need.</summary>
public static class Make
{
    public static LogEvent Event(long seq, string data = "1", Audience? audience = null) =>
        new(seq, EntryEncoder.Encode(new Published("said", new RawJson(Encoding.UTF8.GetBytes(data)), From: null, audience), at: 0).ToArray(), audience);

    public static RawJson Json(string text) => new(Encoding.UTF8.GetBytes(text));
}
