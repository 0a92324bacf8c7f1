using GameServer.Engine;
using GameServer.Journals;
using Microsoft.Extensions.Options;

namespace GameServer.Operations;

/// <summary>Opens the node before the server listens, and closes its journal after the last connection.</summary>
internal sealed class NodeService(Node node, IOptions<GameServerOptions> options, TimeProvider time, ILogger<NodeService> log) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Journal == JournalKind.Memory) ServerLog.JournalIsMemory(log);
        else if (options.Value.Durability == Durability.Normal) ServerLog.DurabilityIsNormal(log);
        var began = time.GetTimestamp();
        var opening = await node.StartAsync(cancellationToken);
        ServerLog.Recovered(log, opening.Rooms, (long)time.GetElapsedTime(began).TotalMilliseconds, opening.EpochsRaised ?? "none");
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        var seconds = options.Value.Drain.MaxSeconds;
        try
        {
            await node.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(seconds), time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            ServerLog.JournalLeft(log, seconds);
        }
    }
}
