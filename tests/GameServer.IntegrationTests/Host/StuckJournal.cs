using GameServer.Engine;

namespace GameServer.IntegrationTests.Host;

/// <summary>A journal in memory whose disk can be taken away and given back.</summary>
internal sealed class StuckJournal : IJournal
{
    private readonly MemoryJournal _inner = new(TimeProvider.System);

    public volatile bool IsStuck;

    /// <summary>What opening it finds, in place of the truth.</summary>
    public JournalOpening? Found { get; init; }

    public ValueTask WriteAsync(long number, IReadOnlyList<JournalEntry> batch, CancellationToken cancel = default) =>
        IsStuck ? throw new JournalException(JournalFault.Io, "The disk is gone.") : _inner.WriteAsync(number, batch, cancel);

    public ValueTask<JournalOpening> OpenAsync(CancellationToken cancel = default) => Found is null ? _inner.OpenAsync(cancel) : new(Found);

    public ValueTask<RoomRecord?> LoadAsync(string room, CancellationToken cancel = default) => _inner.LoadAsync(room, cancel);

    public ValueTask<IReadOnlyList<LogEvent>> ReadAsync(
        string room, string epoch, long first, int maxEvents, int maxBytes, CancellationToken cancel = default) =>
        _inner.ReadAsync(room, epoch, first, maxEvents, maxBytes, cancel);

    public ValueTask<PlayerRecord?> FindPlayerAsync(ReadOnlyMemory<byte> tokenHash, CancellationToken cancel = default) =>
        _inner.FindPlayerAsync(tokenHash, cancel);

    public ValueTask<PlayerRecord?> LoadPlayerAsync(string player, CancellationToken cancel = default) => _inner.LoadPlayerAsync(player, cancel);

    public ValueTask<IReadOnlyList<PlayerRoom>> RoomsOfAsync(string player, CancellationToken cancel = default) => _inner.RoomsOfAsync(player, cancel);

    public ValueTask<IReadOnlyList<string>> IdleRoomsAsync(long before, int max, CancellationToken cancel = default) =>
        _inner.IdleRoomsAsync(before, max, cancel);

    public ValueTask<IReadOnlyList<string>> IdlePlayersAsync(long before, int max, CancellationToken cancel = default) =>
        _inner.IdlePlayersAsync(before, max, cancel);

    public ValueTask<bool> PruneAsync(CancellationToken cancel = default) => _inner.PruneAsync(cancel);

    public ValueTask DisposeAsync() => _inner.DisposeAsync();
}
