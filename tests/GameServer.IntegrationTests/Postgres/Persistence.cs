using GameServer.Engine;

namespace GameServer.IntegrationTests.Postgres;

/// <summary>As the engine's writer does: again, until it is done or the lease is over.</summary>
internal static class Persistence
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    public static Task AgainAsync(Func<ValueTask> call) => AgainAsync(async Task<bool> () =>
    {
        await call();
        return true;
    });

    public static Task<T> AgainAsync<T>(Func<ValueTask<T>> call) => AgainAsync(() => call().AsTask());

    public static async Task<T> AgainAsync<T>(Func<Task<T>> call)
    {
        while (true)
        {
            try
            {
                return await call();
            }
            catch (JournalException failure) when (failure.Fault == JournalFault.Io)
            {
                await Task.Delay(Pause, TimeProvider.System);
            }
        }
    }
}
