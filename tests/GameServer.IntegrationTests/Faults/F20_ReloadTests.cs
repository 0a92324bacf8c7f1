using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

[Collection(FaultCollection.Name)]
public sealed class F20_ReloadTests
{
    [Fact, Trait("rule", "MOV-5"), Trait("rule", "SNP-4")]
    public Task F20_A_page_reloaded_with_a_move_on_its_way_sends_it_again_under_the_same_number_and_it_ran_once() => FaultRun.OfAsync(nameof(F20_A_page_reloaded_with_a_move_on_its_way_sends_it_again_under_the_same_number_and_it_ran_once), async run =>
    {
        await using var world = await RealWorld.StartAsync(run);
        await using var node = NodePlayers.Start(run);
        var bob = await world.EnterAsync("bob");
        var ann = await node.EnterAsync("ann", world.Port, world.Room);
        await Reload.RunAsync(run, world.Room, ann, bob);
        await run.SettleAsync(world.Room, FaultRun.Patience);
        await ann.DisposeAsync();
        await world.EndAsync();

        run.ShouldHold();
        node.Errors.Should().BeEmpty();
        run.History.Of(LineKind.Commit).Should().ContainSingle(l => l.Move == "ann-1");
        run.History.Of(LineKind.Snapshot).Where(l => l.Who == "ann").Select(l => l.Reason).Should().Equal("new", "new");
    });
}
