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
    IPlacement Placement,
    INodeLog Log,
    INodeMetrics Metrics,
    Action<Session, string> End)
{
    private volatile bool _isStopping;

    /// <summary>Set once, when the server is about to stop: rooms take no more moves, and their clocks stand still.</summary>
    public bool IsStopping
    {
        get => _isStopping;
        set => _isStopping = value;
    }
}
