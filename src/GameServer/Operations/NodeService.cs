using GameServer.Engine;
using GameServer.Journals;
using Microsoft.Extensions.Options;

namespace GameServer.Operations;

/// <summary>Opens the node before the server listens, and closes its journal after the last connection.</summary>
internal sealed class NodeService(Node node, GameMetrics metrics, NodeGauges gauges, Drain drain, MemoryGauge memory, IOptions<GameServerOptions> options, TimeProvider time, ILogger<NodeService> log) : IHostedService
{
    // A journal that is sound closes in this time, also when the drain has used up its own.
    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(1);

    // How often memory is looked at.
    private static readonly TimeSpan MemoryLook = TimeSpan.FromSeconds(1);

    private ITimer? _memory;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Journal == JournalKind.Memory) ServerLog.JournalIsMemory(log);
        else if (options.Value is { Journal: JournalKind.Sqlite, Durability: Durability.Normal }) ServerLog.DurabilityIsNormal(log);
        var began = time.GetTimestamp();
        var opening = await node.StartAsync(cancellationToken);
        var took = time.GetElapsedTime(began);
        if (opening.EpochsRaised is { } reason) metrics.EpochsRaised(reason, Math.Max(1, opening.Rooms));
        _memory = time.CreateTimer(_ => node.IsShed = memory.IsShort, null, TimeSpan.Zero, MemoryLook);
        gauges.Begin(took, opening.Rooms);
        ServerLog.Recovered(log, opening.Rooms, (long)took.TotalMilliseconds, opening.EpochsRaised ?? "none");
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        _memory?.Dispose();
        try
        {
            await node.DisposeAsync().AsTask().WaitAsync(drain.Left + CloseTime, time, cancellationToken);
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            ServerLog.JournalLeft(log, options.Value.Drain.MaxSeconds);
        }
    }
}
