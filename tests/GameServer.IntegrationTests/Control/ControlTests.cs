using GameServer.IntegrationTests.Faults;
using GameServer.Reliability;

namespace GameServer.IntegrationTests.Control;

/// <summary>
/// The faults of the real world against a stock hub with plain groups. Each must break there, by the invariant one expects:
/// a harness in which plain groups pass proves nothing.
/// </summary>
public sealed class ControlTests
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    [Fact, Trait("rule", "CON-1")]
    public Task F1_Plain_groups_lose_what_happens_behind_a_half_open_connection() => FaultRun.OfAsync(nameof(F1_Plain_groups_lose_what_happens_behind_a_half_open_connection), async run =>
    {
        await using var world = await ControlWorld.StartAsync(run);
        await HalfOpen.RunAsync(run, world, times: 2, waitsForOldOnes: false);
        await EndAsync(run, world);

        run.ShouldBreak("I1");
    });

    [Fact, Trait("rule", "MOV-3")]
    public Task F3_Plain_groups_run_a_move_twice_whose_ack_was_lost() => FaultRun.OfAsync(nameof(F3_Plain_groups_run_a_move_twice_whose_ack_was_lost), async run =>
    {
        await using var world = await ControlWorld.StartAsync(run);
        await LostAck.RunAsync(run, world);
        await EndAsync(run, world);

        run.ShouldBreak("I5");
    });

    [Fact, Trait("rule", "FLT-2"), Trait("cost", "heavy")]
    public Task F4_Plain_groups_lose_events_and_double_moves_when_the_server_is_killed() => FaultRun.OfAsync(nameof(F4_Plain_groups_lose_events_and_double_moves_when_the_server_is_killed), async run =>
    {
        await using var world = await ControlWorld.StartProcessAsync(run);
        List<IPlayer> players = [await world.EnterAsync("ann"), await world.EnterAsync("bob"), await world.EnterAsync("cleo")];
        await Kills.RunAsync(run, world, players, new Effort(4, 4));
        await EndAsync(run, world);

        run.ShouldBreak("I1", "I5", "I8");
    });

    [Fact, Trait("rule", "CON-5")]
    public Task F6_Plain_groups_lose_what_happens_while_one_joins() => FaultRun.OfAsync(nameof(F6_Plain_groups_lose_what_happens_while_one_joins), async run =>
    {
        await using var world = await ControlWorld.StartAsync(run);
        await JoinUnderFire.RunAsync(run, world, joiners: 20, perSecond: 1_000);
        await EndAsync(run, world);

        run.ShouldBreak("I1");
    });

    [Fact, Trait("rule", "DLV-5")]
    public Task F13_Plain_groups_lose_what_happens_in_a_second_of_absence() => FaultRun.OfAsync(nameof(F13_Plain_groups_lose_what_happens_in_a_second_of_absence), async run =>
    {
        await using var world = await ControlWorld.StartAsync(run);
        var (ann, bob) = (await world.EnterAsync("ann"), await world.EnterAsync("bob"));
        await QuietDrop.RunAsync(run, world, ann, bob, events: 3);
        await EndAsync(run, world);

        run.ShouldBreak("I1");
    });

    [Fact, Trait("rule", "MOV-5")]
    public Task F20_Plain_groups_run_a_move_twice_whose_page_was_reloaded() => FaultRun.OfAsync(nameof(F20_Plain_groups_run_a_move_twice_whose_page_was_reloaded), async run =>
    {
        await using var world = await ControlWorld.StartAsync(run);
        var (bob, ann) = (await world.EnterAsync("bob"), await world.EnterAsync("ann"));
        await Reload.RunAsync(run, world.Room, (ControlPlayer)ann, bob);
        await EndAsync(run, world);

        run.ShouldBreak("I5");
    });

    private static async Task EndAsync(FaultRun run, ControlWorld world)
    {
        await run.SettleAsync(world.Room, Settling);
        await world.EndAsync();
        run.History.Of(LineKind.Commit).Should().NotBeEmpty("the run did something");
    }
}
