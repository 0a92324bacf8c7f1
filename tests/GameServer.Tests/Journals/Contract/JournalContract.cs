using GameServer.Engine;

namespace GameServer.Tests.Journals;

/// <summary>What every journal does. A subclass says which; each test starts with an empty one, opened.</summary>
public abstract partial class JournalContract : IAsyncLifetime
{
    private protected JournalClock Clock { get; } = new();

    private protected IJournal Journal { get; private set; } = null!;

    /// <summary>A journal, not opened, over this test's own storage: called again after the first is disposed, it holds what that one wrote.</summary>
    private protected abstract IJournal Create();

    public async Task InitializeAsync()
    {
        Journal = Create();
        await Journal.OpenAsync();
    }

    public virtual async Task DisposeAsync() => await Journal.DisposeAsync();

    private protected async Task<JournalOpening> RestartAsync()
    {
        await Journal.DisposeAsync();
        Journal = Create();
        return await Journal.OpenAsync();
    }

    private protected async Task<RoomRecord> LoadAsync(string room)
    {
        var record = await Journal.LoadAsync(room);
        return record ?? throw new InvalidOperationException($"The journal holds no room {room}.");
    }
}
