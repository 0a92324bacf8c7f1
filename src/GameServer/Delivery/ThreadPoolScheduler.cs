using GameServer.Engine;

namespace GameServer.Delivery;

/// <summary>Runs the engine's items on the thread pool.</summary>
internal sealed class ThreadPoolScheduler : IScheduler
{
    public void Schedule(IRunnable item) => ThreadPool.UnsafeQueueUserWorkItem(item, preferLocal: false);
}
