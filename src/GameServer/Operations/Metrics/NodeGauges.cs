using System.Diagnostics.Metrics;
using GameServer.Engine;
using GameServer.Journals;

namespace GameServer.Operations;

/// <summary>What is read off the node when somebody asks for figures.</summary>
internal sealed class NodeGauges(GameMetrics metrics, Node node, Admission admission, IJournal journal)
{
    /// <summary>Once, when the node has opened its journal.</summary>
    public void Begin(TimeSpan recovery, int rooms)
    {
        var meter = metrics.Meter;
        meter.CreateObservableUpDownCounter("game.players.active", Players, "{player}", "Members of live rooms.");
        meter.CreateObservableUpDownCounter("game.rooms.active", Rooms, "{room}", "Rooms; hibernated ones are counted every 10 seconds.");
        meter.CreateObservableGauge("game.recovery.duration", () => recovery.TotalSeconds, "s", "Time the journal took to open at start.");
        meter.CreateObservableGauge("game.recovery.rooms", () => rooms, "{room}", "Rooms found in the journal at start.");
        meter.CreateObservableGauge("game.journal.pending", () => node.PendingEvents, "{event}", "Events that are not durable yet.");
        meter.CreateObservableGauge("game.journal.size", () => node.JournalBytes, "By", "What the journal takes; 0 with PostgreSQL.");
        meter.CreateObservableGauge("game.node.draining", () => admission.IsDraining ? 1 : 0, unit: null, "1 while nobody new is let in because the server is about to stop.");
        meter.CreateObservableGauge("game.leases.held", Leases, "{lease}", "1 while this node renews its lease in time; without a lease it has no rooms.");
        meter.CreateObservableGauge("game.build.info", Build, unit: null, "Always 1.");
    }

    private IEnumerable<Measurement<int>> Players() => node.Gauges().SelectMany(game => new[]
    {
        Of(game.Connected, game.Game, "connected"),
        Of(game.Away, game.Game, "away"),
    });

    private IEnumerable<Measurement<int>> Rooms() => node.Gauges().SelectMany(game => new[]
    {
        Of(game.Live, game.Game, "live"),
        Of(game.Hibernated, game.Game, "hibernated"),
        Of(game.Faulted, game.Game, "faulted"),
    });

    // A journal of the node's own is under no lease.
    private IEnumerable<Measurement<int>> Leases() => journal is PostgresJournal { Lease: var lease } ? [new(lease.IsLive ? 1 : 0)] : [];

    private static Measurement<int> Build() => new(1, new("version", BuildInfo.Version), new("commit", BuildInfo.Commit));

    private static Measurement<int> Of(int value, string game, string state) => new(value, new("game", game), new("state", state));
}
