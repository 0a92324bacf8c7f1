using GameServer.IntegrationTests.Faults;
using GameServer.Protocol;
using GameServer.Reliability;
using Xunit.Abstractions;

namespace GameServer.IntegrationTests.Postgres;

/// <summary>Three nodes under load, one of which fails again and again; the oracle judges what every player saw.</summary>
public sealed class ClusterFaultTests(ITestOutputHelper output)
{
    private static readonly Effort Kills = Figures.Effort(10, 100), Freezes = Figures.Effort(3, 20), Cuts = Figures.Effort(3, 20), Crashes = Figures.Effort(1, 5);

    // Three leases of a second, and the time in which somebody notices.
    private static readonly TimeSpan ThreeLeases = TimeSpan.FromSeconds(3.5);

    [Fact, Trait("rule", "FLT-7"), Trait("rule", "MOV-3"), Trait("rule", "JRN-5"), Trait("cost", "heavy")]
    public Task Kills_of_nodes_under_load_lose_and_double_nothing() =>
        ClusterRun.OfAsync(output, nameof(Kills_of_nodes_under_load_lose_and_double_nothing), "kills", Kills, (world, node) => world.KillAsync(node));

    [Fact, Trait("rule", "JRN-6"), Trait("rule", "FLT-7"), Trait("cost", "heavy")]
    public Task F8_An_owner_that_was_frozen_for_three_leases_writes_nothing_any_more() =>
        ClusterRun.OfAsync(output, nameof(F8_An_owner_that_was_frozen_for_three_leases_writes_nothing_any_more), "frozen", Freezes, async (world, node) =>
        {
            node.IsUp = false;
            node.Host.Process.Freeze();
            world.Avoid(node);
            await Task.Delay(ThreeLeases, TimeProvider.System);
            await world.EverybodyMovesAsync();
            node.Host.Process.Thaw();
            node.IsUp = true;
        });

    [Fact, Trait("rule", "JRN-6"), Trait("rule", "MOV-2")]
    public Task F8_A_move_that_waits_at_a_frozen_owner_takes_no_effect_once_the_room_has_moved() => FaultRun.OfAsync(nameof(F8_A_move_that_waits_at_a_frozen_owner_takes_no_effect_once_the_room_has_moved), async run =>
    {
        await using var world = await ClusterWorld.StartAsync(run, nodes: 2, ("Player:AwayMs", "60000"));
        var (frozen, other) = (world.Nodes[0], world.Nodes[1]);
        await using var before = await WireClient.ConnectAsync(new Uri($"http://127.0.0.1:{frozen.Port}"));
        var token = (await before.CallAsync<Welcome>(HubMethods.Hello, new HelloRequest { Protocol = Protocol.Wire.Version })).Token!;
        var opened = await before.CallAsync<Joined>(HubMethods.Create, new CreateRequest("relay"));

        frozen.Host.Process.Freeze();
        var waiting = before.CallAsync<Ack>(HubMethods.Send, new SendRequest(opened.Room!, 1, "emit", [RawJson.From("said"), RawJson.From("to the frozen one")]));
        await Task.Delay(ThreeLeases, TimeProvider.System);
        // The player comes back elsewhere, which makes no event: nothing but the fence stands between the old owner and the next number.
        await using var after = await WireClient.ConnectAsync(new Uri($"http://127.0.0.1:{other.Port}"));
        var back = new JoinRequest(opened.Room!, new Cursor(opened.Epoch!, opened.Head!.Value));
        var welcome = await after.CallAsync<Welcome>(HubMethods.Hello, new HelloRequest { Protocol = Protocol.Wire.Version, Token = token, TakeOver = true, Join = [back] });
        frozen.Host.Process.Thaw();
        var outcome = await waiting.WaitAsync(FaultRun.Patience).ContinueWith(answer => answer.IsCompletedSuccessfully && answer.Result.Ok, TaskScheduler.Default);
        var ack = await after.CallAsync<Ack>(HubMethods.Send, new SendRequest(opened.Room!, 1, "emit", [RawJson.From("said"), RawJson.From("to the new one")])).WaitAsync(FaultRun.Patience);

        welcome.Joined![0].Resume.Should().Be("replay");
        outcome.Should().BeFalse("the old owner may write nothing, so it may confirm nothing");
        (ack.Ok, ack.Seq).Should().Be((true, opened.Head + 1));
        after.Captured.Should().NotContain("to the frozen one");
    });

    [Fact, Trait("rule", "JRN-6"), Trait("rule", "JRN-7"), Trait("cost", "heavy")]
    public Task A_node_that_is_cut_from_the_database_loses_nothing() =>
        ClusterRun.OfAsync(output, nameof(A_node_that_is_cut_from_the_database_loses_nothing), "cutFromTheDatabase", Cuts, async (world, node) =>
        {
            node.Database.Admission = Admission.Refuse;
            foreach (var link in node.Database.Links) link.Reset();
            await Task.Delay(ThreeLeases, TimeProvider.System);
            node.Database.Admission = Admission.Pass;
            await world.EverybodyMovesAsync();
        });

    [Fact, Trait("rule", "JRN-7"), Trait("cost", "heavy")]
    public Task A_crash_of_PostgreSQL_is_a_pause() =>
        ClusterRun.OfAsync(output, nameof(A_crash_of_PostgreSQL_is_a_pause), "databaseCrashes", Crashes, async (world, _) =>
        {
            await world.Postgres.EndAsync("immediate");
            await world.Postgres.BeginAsync();
            await world.EverybodyMovesAsync();
        });

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
        ClusterRun.Count("databasesPutBack", 1);
    });

    private static Dictionary<string, HashSet<string>> Epochs(FaultRun run) =>
        run.History.Of(LineKind.Joined).GroupBy(line => line.Room!).ToDictionary(room => room.Key, room => room.Select(line => line.Epoch!).ToHashSet());
}
