using GameServer.Engine;
using Microsoft.Extensions.Options;

namespace GameServer.Operations;

/// <summary>One reason to send clients here, or not.</summary>
/// <param name="Name">Stable, for scripts.</param>
/// <param name="Ok">Whether it holds.</param>
/// <param name="Detail">What was found.</param>
internal sealed record HealthCheck(string Name, bool Ok, string Detail);

/// <summary>Whether the process lives (else restart it) and whether it is ready for players (else send none). Any thread.</summary>
internal sealed class Health(
    Node node, Admission admission, MemoryGauge memory, Watchdog watchdog, IOptions<GameServerOptions> options)
{
    private static readonly TimeSpan JournalPatience = TimeSpan.FromSeconds(5);

    private readonly int _maxConnections = options.Value.Limits.MaxConnections;

    /// <summary>Whether anything the process is given still runs. Asks no disk: a restart heals none.</summary>
    public bool IsAlive => watchdog.IsMoving;

    /// <summary>Whether every check holds.</summary>
    public bool IsReady => Check().All(check => check.Ok);

    /// <summary>What readiness depends on.</summary>
    public IReadOnlyList<HealthCheck> Check()
    {
        var journal = node.JournalDownFor;
        var open = admission.Open;
        return
        [
            new("draining", !admission.IsDraining, admission.IsDraining ? "the server is stopping" : "no"),
            new("journal", journal is null || journal < JournalPatience, journal is { } down ? $"cannot write for {down.TotalSeconds:F0} s" : "writes"),
            new("memory", !memory.IsShort, $"{memory.Percent} %"),
            // A little before the bound, so that a balancer turns elsewhere before players are refused.
            new("connections", open < _maxConnections * 0.98, $"{open} of {_maxConnections}"),
        ];
    }
}
