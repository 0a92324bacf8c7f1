using GameServer.Engine;

namespace GameServer.Delivery;

/// <summary>
/// Runs the engine's items on the thread pool. The last item that an item readies follows it on the same thread: a turn, its commit and what
/// that releases need no other thread to wake up, which would cost more than all three. What was readied before the last is another thread's at once.
/// </summary>
internal sealed class ThreadPoolScheduler : IScheduler
{
    /// <summary>So many follow each other before the pool's other work has its turn.</summary>
    private const int MostInARow = 8;

    // Of a thread that runs an item.
    [ThreadStatic]
    private static bool _isRunning;

    [ThreadStatic]
    private static IRunnable? _next;

    public void Schedule(IRunnable item)
    {
        if (!_isRunning)
        {
            Queue(item);
            return;
        }
        if (_next is { } readiedBefore) Queue(readiedBefore);
        _next = item;
    }

    private static void Queue(IRunnable item) => ThreadPool.UnsafeQueueUserWorkItem(Run, item, preferLocal: false);

    private static void Run(IRunnable item)
    {
        _isRunning = true;
        for (var left = MostInARow; ; left--)
        {
            item.Run();
            if (_next is not { } next) break;
            _next = null;
            if (left == 1)
            {
                Queue(next);
                break;
            }
            item = next;
        }
        _isRunning = false;
    }
}
