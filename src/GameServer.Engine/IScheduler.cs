namespace GameServer.Engine;

/// <summary>
/// Runs what is ready: room turns, the journal writer, pumps that cannot go on inline.
/// The thread pool in a server; in a simulation one thread that picks the next item by seed.
/// </summary>
public interface IScheduler
{
    /// <summary>Queues <paramref name="item"/>; called from any thread, never runs it inline.</summary>
    void Schedule(IRunnable item);
}

/// <summary>Something that runs when its time has come. It never throws. The thread pool takes it as it is, without garbage around it.</summary>
public interface IRunnable : IThreadPoolWorkItem
{
    void Run();

    void IThreadPoolWorkItem.Execute() => Run();
}
