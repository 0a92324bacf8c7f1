using GameServer.Engine;

namespace GameServer.Tests.Journals;

public sealed class MemoryJournalTests : JournalContract
{
    private MemoryJournal? _memory;

    private protected override IJournal Create() => _memory ??= new MemoryJournal(Clock);
}
