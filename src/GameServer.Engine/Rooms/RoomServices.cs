namespace GameServer.Engine;

/// <summary>What every room of a node works with.</summary>
internal sealed record RoomServices(
    NodeOptions Options,
    GameCatalog Games,
    IJournal Journal,
    JournalWriter Writer,
    TimeProvider Time,
    IScheduler Scheduler,
    TickClock Clock,
    INodeLog Log,
    Action<Session> Flooded);
