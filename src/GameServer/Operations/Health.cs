using GameServer.Engine;
using GameServer.Journals;
using Microsoft.Extensions.Options;

namespace GameServer.Operations;

/// <summary>One reason to send clients here, or not.</summary>
/// <param name="Name">Stable, for scripts.</param>
/// <param name="Ok">Whether it holds.</param>
/// <param name="Detail">What was found.</param>
internal sealed record HealthCheck(string Name, bool Ok, string Detail);

/// <summary>Whether the process lives (else restart it) and whether it is ready for players (else send none). Any thread.</summary>
internal sealed class Health(
    Node node, IJournal journals, Admission admission, MemoryGauge memory, Watchdog watchdog, IOptions<GameServerOptions> options)
{
    private static readonly TimeSpan JournalPatience = TimeSpan.FromSeconds(5);

    // A restart does not heal one: its player sends the same move again, and everybody else would be thrown out for it, over and over.
    // As many as there are processors leave nobody time.
    private static readonly int MostHanging = Math.Max(2, Environment.ProcessorCount);

    private readonly int _maxConnections = options.Value.Limits.MaxConnections;

    // A journal of the node's own is under no lease.
    private readonly PostgresLease? _lease = (journals as PostgresJournal)?.Lease;

    // A long lease is renewed less often than the journal's patience lasts.
    private readonly TimeSpan _leasePatience = TimeSpan.FromSeconds(Math.Max(JournalPatience.TotalSeconds, options.Value.Postgres.LeaseSeconds / 2.0));

    /// <summary>Whether what the process is given still runs, and not too much of it for ever. Asks no disk: a restart heals none.</summary>
    public bool IsAlive => watchdog.IsMoving && node.HangingRooms < MostHanging;

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
            .. Lease(),
            new("memory", !memory.IsShort, $"{memory.Percent} %"),
            // A little before the bound, so that a balancer turns elsewhere before players are refused.
            new("connections", open < _maxConnections * 0.98, $"{open} of {_maxConnections}"),
        ];
    }

    private IEnumerable<HealthCheck> Lease()
    {
        if (_lease is null) return [];
        var silence = node.IsLost ? null : _lease.Silence;
        return [new("lease", silence < _leasePatience, silence is { } since ? $"renewed {since.TotalSeconds:F0} s ago" : "none")];
    }
}
