using GameServer.Engine;
using GameServer.Tests.Journals;

namespace GameServer.IntegrationTests.Journals;

public sealed class SqliteJournalContractTests : JournalContract
{
    private readonly JournalFolder _folder = new();

    private protected override IJournal Create() => _folder.NewJournal(Clock);

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        _folder.Dispose();
    }
}
