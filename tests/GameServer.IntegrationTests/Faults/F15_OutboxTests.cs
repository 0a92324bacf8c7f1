using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

public sealed class F15_OutboxTests
{
    private const int Moves = 100;
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    [Theory, Trait("rule", "MOV-1"), Trait("rule", "MOV-5"), Trait("rule", "MOV-6"), Trait("cost", "heavy")]
    [InlineData(false, 200)] // for 20 s, whatever a server would say to it
    [InlineData(true, 10)]   // with the limits as they are: the same history, later
    public Task F15_A_hundred_moves_through_a_link_that_is_cut_every_100_ms_take_effect_once_and_in_order(bool isLimited, int cuts) => FaultRun.OfAsync(nameof(F15_A_hundred_moves_through_a_link_that_is_cut_every_100_ms_take_effect_once_and_in_order), async run =>
    {
        (string, string)[] limits = [("Limits:MovesPerSecond", "30"), ("Limits:MovesBurst", "60"), ("Limits:ResumesPer10Seconds", "5")];
        await using var world = await RealWorld.StartAsync(run, isLimited ? limits : []);
        var bob = await world.EnterAsync("bob");
        var ann = await world.EnterAsync("ann");

        var moves = Enumerable.Range(0, Moves).Select(_ => ann.MoveAsync()).ToList();
        for (var i = 0; i < cuts; i++)
        {
            // Of some links the bytes that were under way arrive late, when a newer one has sent them again.
            var link = ann.Proxy.Newest;
            if (run.Chance.Next(3) == 0) await HeldUpAsync(ann, link, run);
            else link.Reset();
            run.History.Fault("cut");
            await Task.Delay(Between, TimeProvider.System);
            if (i % 20 == 0) moves.AddRange(Enumerable.Range(0, 5).Select(_ => ann.MoveAsync()));
        }
        await Task.WhenAll(moves).WaitAsync(FaultRun.Patience);
        await bob.MoveAsync().WaitAsync(FaultRun.Patience);
        await run.SettleAsync(world.Room, FaultRun.Patience);
        await world.EndAsync();

        run.ShouldHold(isAlone: false);
        run.History.Of(LineKind.Commit).Where(l => l.By is not null && l.Move?.StartsWith("ann", StringComparison.Ordinal) == true).Select(l => l.Move)
            .Should().Equal(Enumerable.Range(1, moves.Count).Select(n => $"ann-{n}"));
    });

    /// <summary>The client's end dies with bytes on the way; they reach the server after its next connection was made.</summary>
    private static async Task HeldUpAsync(RealPlayer ann, ProxyLink link, FaultRun run)
    {
        link.Up.Hold();
        await Task.Delay(TimeSpan.FromMilliseconds(run.Chance.Next(5, 30)), TimeProvider.System);
        link.HalfOpen();
        await ann.Proxy.LinkAsync(link.Number + 1).WaitAsync(FaultRun.Patience);
        link.Up.Release();
    }
}
