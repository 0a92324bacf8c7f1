using GameServer.Client;
using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

[Collection(FaultCollection.Name)]
public sealed class F2_TwoPagesTests
{
    private const int Pending = 5;

    [Fact, Trait("rule", "CON-2"), Trait("rule", "MOV-5")]
    public Task F2_A_second_page_takes_over_and_the_first_says_which_moves_it_gave_up() => FaultRun.OfAsync(nameof(F2_A_second_page_takes_over_and_the_first_says_which_moves_it_gave_up), async run =>
    {
        await using var world = await RealWorld.StartAsync(run);
        var bob = await world.EnterAsync("bob");
        var tokens = new MemoryTokenStore();
        var older = await world.EnterAsync("ann", tokens, "tab1");
        await older.MoveAsync();

        // Written, and held on the way: the server reads them when the newer page has taken over.
        var link = older.Proxy.Newest;
        link.Up.Hold();
        var moves = Enumerable.Range(0, Pending).Select(_ => older.MoveAsync()).ToList();
        var newer = await world.EnterAsync("ann", tokens, "tab2", takeOver: true);
        foreach (var move in moves)
            (await move.Invoking(m => m.WaitAsync(FaultRun.Patience)).Should().ThrowAsync<MoveDroppedException>()).Which.Reason.Should().Be(DropReasons.Superseded);
        link.Up.Release();
        await link.Over.WaitAsync(FaultRun.Patience);
        run.History.Fault("taken over");

        for (var i = 0; i < 10; i++) await (i % 2 == 0 ? bob : newer).MoveAsync().WaitAsync(FaultRun.Patience);
        await run.SettleAsync(world.Room, FaultRun.Patience);

        older.Client.Link.Should().Be(new Link.Ended("superseded"));
        older.Proxy.Links.Should().ContainSingle("who was superseded does not come back");
        await world.EndAsync();
        run.ShouldHold();
        run.History.Of(LineKind.Dropped).Should().HaveCount(Pending);
        run.History.Of(LineKind.Commit).Where(l => l.Move?.StartsWith("tab1", StringComparison.Ordinal) == true).Should().ContainSingle("of the older page only what it did before takes effect");
        run.History.Of(LineKind.Event).Where(l => l.Client == "tab2" && l.Move is not null).Should().HaveCount(10, "the newer page gets the whole stream");
    });

    [Fact, Trait("rule", "MOV-5")]
    public Task F2_A_page_that_never_heard_of_the_take_over_comes_back_and_is_not_given_the_ack_of_the_others_move() => FaultRun.OfAsync(nameof(F2_A_page_that_never_heard_of_the_take_over_comes_back_and_is_not_given_the_ack_of_the_others_move), async run =>
    {
        await using var world = await RealWorld.StartAsync(run);
        var tokens = new MemoryTokenStore();
        var older = await world.EnterAsync("ann", tokens, "tab1");
        await older.MoveAsync();

        older.Proxy.Newest.Hold();
        var lost = older.MoveAsync();
        older.Proxy.Admission = Admission.Refuse;
        older.Proxy.Newest.Reset();
        var newer = await world.EnterAsync("ann", tokens, "tab2", takeOver: true);
        await newer.MoveAsync().WaitAsync(FaultRun.Patience);
        run.History.Fault("the number is taken");
        older.Proxy.Admission = Admission.Pass;

        (await lost.Invoking(m => m.WaitAsync(FaultRun.Patience)).Should().ThrowAsync<MoveDroppedException>()).Which.Reason.Should().Be(DropReasons.OtherPage);
        await older.MoveAsync().WaitAsync(FaultRun.Patience);
        await run.SettleAsync(world.Room, FaultRun.Patience);

        newer.Client.Link.Should().Be(new Link.Ended("superseded"));
        await world.EndAsync();
        run.ShouldHold();
        run.History.Of(LineKind.Commit).Where(l => l.Move is not null).Select(l => l.Move).Should().Equal("tab1-1", "tab2-1", "tab1-3");
    });
}
