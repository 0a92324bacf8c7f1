using GameServer.Engine;

namespace GameServer.Operations;

/// <summary>While memory is short no room is opened, so that those who play can go on. Looks once a second.</summary>
internal sealed class MemoryGuard(Node node, MemoryGauge memory, TimeProvider time) : IHostedService, IDisposable
{
    private static readonly TimeSpan Beat = TimeSpan.FromSeconds(1);

    private ITimer? _timer;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _timer = time.CreateTimer(_ => node.TakesNewRooms = !memory.IsShort, null, Beat, Beat);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _timer?.Dispose();
}
