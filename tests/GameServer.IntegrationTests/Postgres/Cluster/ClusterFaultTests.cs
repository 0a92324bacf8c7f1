using GameServer.IntegrationTests.Faults;
using GameServer.Reliability;
using Xunit.Abstractions;

namespace GameServer.IntegrationTests.Postgres;

/// <summary>Three nodes under load, one of which fails again and again; the oracle judges what every player saw.</summary>
public sealed class ClusterFaultTests(ITestOutputHelper output)
{
    private static readonly int Kills = Figures.Count(10, 100), Freezes = Figures.Count(3, 20), Cuts = Figures.Count(3, 20),
        Crashes = Figures.Count(1, 5), Restarts = Figures.Count(1, 5);

    private static readonly SortedDictionary<string, int> Done = new(StringComparer.Ordinal);

    private const int MovesPerSecond = 100;

    // Three leases of a second, and the time in which somebody notices.
    private static readonly TimeSpan ThreeLeases = TimeSpan.FromSeconds(3.5);

    [Fact, Trait("rule", "FLT-7"), Trait("rule", "MOV-3"), Trait("rule", "JRN-5"), Trait("cost", "heavy")]
    public Task Kills_of_nodes_under_load_lose_and_double_nothing() =>
        RunAsync(nameof(Kills_of_nodes_under_load_lose_and_double_nothing), "kills", Kills, (world, node) => world.KillAsync(node));

    [Fact, Trait("rule", "JRN-6"), Trait("rule", "FLT-7"), Trait("cost", "heavy")]
    public Task F8_An_owner_that_was_frozen_for_three_leases_writes_nothing_any_more() =>
        RunAsync(nameof(F8_An_owner_that_was_frozen_for_three_leases_writes_nothing_any_more), "frozen", Freezes, async (world, node) =>
        {
            node.IsUp = false;
            node.Host.Process.Freeze();
            world.Avoid(node);
            await Task.Delay(ThreeLeases, TimeProvider.System);
            await world.EverybodyMovesAsync();
            node.Host.Process.Thaw();
            node.IsUp = true;
        });

    [Fact, Trait("rule", "JRN-6"), Trait("rule", "JRN-7"), Trait("cost", "heavy")]
    public Task A_node_that_is_cut_from_the_database_loses_nothing() =>
        RunAsync(nameof(A_node_that_is_cut_from_the_database_loses_nothing), "cutFromTheDatabase", Cuts, async (world, node) =>
        {
            node.Database.Admission = Admission.Refuse;
            foreach (var link in node.Database.Links) link.Reset();
            await Task.Delay(ThreeLeases, TimeProvider.System);
            node.Database.Admission = Admission.Pass;
            await world.EverybodyMovesAsync();
        });

    [Fact, Trait("rule", "JRN-7"), Trait("cost", "heavy")]
    public Task A_crash_of_PostgreSQL_is_a_pause() =>
        RunAsync(nameof(A_crash_of_PostgreSQL_is_a_pause), "databaseCrashes", Crashes, async (world, _) =>
        {
            await world.Postgres.EndAsync("immediate");
            await world.Postgres.BeginAsync();
            await world.EverybodyMovesAsync();
        });

    [Fact, Trait("rule", "FLT-6"), Trait("cost", "heavy")]
    public Task A_rolling_restart_of_all_nodes_with_300_players_is_noticed_by_nobody() =>
        RunAsync(nameof(A_rolling_restart_of_all_nodes_with_300_players_is_noticed_by_nobody), "rollingRestarts", Restarts, async (world, _) =>
        {
            foreach (var node in world.Nodes) (await world.RestartAsync(node)).Should().Be(0, "an orderly stop is no failure");
        }, rooms: 30, members: 10, leaseSeconds: 5); // nobody's lease runs out here, unless three servers and 300 clients starve on two cores

    [Fact, Trait("rule", "JRN-2"), Trait("rule", "JRN-3"), Trait("cost", "heavy")]
    public Task F7_A_database_put_back_under_running_nodes_gives_everybody_a_new_epoch() => FaultRun.OfAsync(nameof(F7_A_database_put_back_under_running_nodes_gives_everybody_a_new_epoch), async run =>
    {
        await using var world = await ClusterWorld.StartAsync(run, nodes: 2);
        await world.FillAsync(rooms: 2, members: 2);
        await world.EverybodyMovesAsync();
        await world.Postgres.EndAsync("fast");
        await world.Postgres.CopyAsync();
        await world.Postgres.BeginAsync();
        for (var i = 0; i < 5; i++) await world.EverybodyMovesAsync();
        var epochs = Epochs(run);

        await world.Postgres.EndAsync("fast");
        await world.Postgres.PutBackAsync();
        await world.Postgres.BeginAsync();
        foreach (var player in world.Players)
        {
            await run.History.Sees(line => line.What == LineKind.Snapshot && line.Who == player.Who && line.Reason == "epoch").WaitAsync(FaultRun.Patience);
        }
        await world.EverybodyMovesAsync();

        Epochs(run).Should().OnlyContain(room => room.Value.Count == 2).And.HaveCount(epochs.Count);
        Oracle.Judge(new History(run.History.Lines)).Where(violation => violation.Invariant is "I2" or "I3").Should().BeEmpty("no number was given out twice");
        Count("databasesPutBack", 1);
    });

    private static void Count(string fault, int times)
    {
        lock (Done)
        {
            Done[fault] = times;
            Figures.Write("nodes", Done);
        }
    }

    private static Dictionary<string, HashSet<string>> Epochs(FaultRun run) =>
        run.History.Of(LineKind.Joined).GroupBy(line => line.Room!).ToDictionary(room => room.Key, room => room.Select(line => line.Epoch!).ToHashSet());

    private Task RunAsync(string test, string fault, int times, Func<ClusterWorld, ClusterNode, Task> happens, int rooms = 3, int members = 3, int leaseSeconds = 1) => FaultRun.OfAsync(test, async run =>
    {
        await using var world = await ClusterWorld.StartAsync(run, nodes: 3,
            ("Room:LogEvents", "1000000"), ("Room:LogBytes", "400000000"), ("Postgres:LeaseSeconds", $"{leaseSeconds}"));
        await world.FillAsync(rooms, members);

        using var stop = new CancellationTokenSource();
        var load = Load.RunAsync(world.Players, MovesPerSecond, stop.Token);
        for (var i = 0; i < times; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(run.Chance.Next(200, 1_000)), TimeProvider.System);
            await happens(world, world.Nodes[run.Chance.Next(world.Nodes.Count)]);
            run.History.Fault("fault");
        }
        await stop.CancelAsync();
        var moves = await load;
        await world.EndAsync();

        output.WriteLine($"{moves} moves, {run.History.Of(LineKind.Commit).Count} events, {run.History.Now / 1_000:0} s");
        run.ShouldHold();
        Count(fault, times);
        run.History.Of(LineKind.Commit).Count(line => line.Move is not null).Should().BeGreaterThanOrEqualTo(moves, "each move is one event");
        run.History.Of(LineKind.Joined).GroupBy(line => line.Room).Should().OnlyContain(room => room.Select(line => line.Epoch).Distinct().Count() == 1, "nothing was lost, so no epoch was raised");
    });
}
