using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

[Collection(FaultCollection.Name)]
public sealed class F6_JoinUnderFireTests
{
    private const int Joiners = 100;

    [Fact, Trait("rule", "CON-5"), Trait("rule", "SNP-1"), Trait("cost", "heavy")]
    public Task F6_A_hundred_who_join_a_room_that_writes_a_thousand_a_second_miss_nothing() => FaultRun.OfAsync(nameof(F6_A_hundred_who_join_a_room_that_writes_a_thousand_a_second_miss_nothing), async run =>
    {
        await using var world = await RealWorld.StartAsync(run);
        world.Views = () => new MemberView();
        await JoinUnderFire.RunAsync(run, world, Joiners, perSecond: 1_000);
        await run.SettleAsync(world.Room, FaultRun.Patience);
        await world.EndAsync();

        run.ShouldHold();
        var snapshots = run.History.Of(LineKind.Snapshot).Where(l => l.View is not null).Select(l => l.Seq).ToHashSet();
        run.History.Of(LineKind.Event).Where(l => snapshots.Contains(l.Seq)).Select(l => l.Seq).Distinct().Count()
            .Should().BeGreaterThanOrEqualTo(10, "views were compared at so many points");
    });
}
