using GameServer.Delivery;
using GameServer.Engine;

namespace GameServer.IntegrationTests.Host;

/// <summary>How the engine's items come to run.</summary>
public sealed class SchedulerTests
{
    private readonly ThreadPoolScheduler _scheduler = new();

    [Fact]
    public async Task What_an_item_readies_last_follows_it_on_its_thread()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int first = 0, follows = 0;

        _scheduler.Schedule(new Item(() =>
        {
            first = Environment.CurrentManagedThreadId;
            _scheduler.Schedule(new Item(() => { }));
            _scheduler.Schedule(new Item(() =>
            {
                follows = Environment.CurrentManagedThreadId;
                done.SetResult();
            }));
        }));
        await done.Task.WaitAsync(RunningServer.Patience);

        follows.Should().Be(first);
    }

    [Fact]
    public async Task However_many_ready_each_other_each_runs_once()
    {
        const int generations = 12; // more than follow each other on one thread
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var ran = new int[(1 << generations) - 1]; // a tree: item i readies 2i + 1 and 2i + 2
        var left = ran.Length;

        Ready(0);
        await done.Task.WaitAsync(RunningServer.Patience);

        ran.Should().OnlyContain(times => times == 1);

        void Ready(int i) => _scheduler.Schedule(new Item(() =>
        {
            Interlocked.Increment(ref ran[i]);
            if (2 * i + 2 < ran.Length)
            {
                Ready(2 * i + 1);
                Ready(2 * i + 2);
            }
            if (Interlocked.Decrement(ref left) == 0) done.SetResult();
        }));
    }

    private sealed class Item(Action run) : IRunnable
    {
        public void Run() => run();
    }
}
