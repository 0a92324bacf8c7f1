using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

[Collection(FaultCollection.Name)]
public sealed class F7_TailLossTests
{
    [Fact, Trait("rule", "JRN-2"), Trait("rule", "JRN-3"), Trait("rule", "SNP-2")]
    public Task F7_A_database_that_lost_its_tail_gives_no_number_twice_and_every_client_is_told() => FaultRun.OfAsync(nameof(F7_A_database_that_lost_its_tail_gives_no_number_twice_and_every_client_is_told), async run =>
    {
        await using var world = await RealWorld.StartAsync(run);
        var (ann, bob) = (await world.EnterAsync("ann"), await world.EnterAsync("bob"));
        for (var i = 0; i < 100; i++) await ann.MoveAsync().WaitAsync(FaultRun.Patience);

        // Kept as it is now; after more was seen by everybody, this is what the disk gives back.
        var kept = Path.Combine(world.DataDirectory, "..", "kept.db");
        await world.RestartAsync(data => File.Copy(Path.Combine(data, "journal.db"), kept));
        for (var i = 0; i < 3; i++) await bob.MoveAsync().WaitAsync(FaultRun.Patience);
        await run.History.AllReachHead(world.Room).WaitAsync(FaultRun.Patience);
        var lost = run.History.Of(LineKind.Event)[^1].Epoch;
        await world.RestartAsync(data => File.Copy(kept, Path.Combine(data, "journal.db"), overwrite: true));
        world.Local.Expects = error => error.Contains("tail_loss", StringComparison.Ordinal);
        foreach (var who in new[] { "ann", "bob" })
            await run.History.Sees(l => l is { What: LineKind.Snapshot, Reason: "epoch" } && l.Who == who).WaitAsync(FaultRun.Patience);
        for (var i = 0; i < 3; i++) await bob.MoveAsync().WaitAsync(FaultRun.Patience);

        run.History.Add(new Line { What = LineKind.Raised, Epoch = lost, Reason = "tail_loss", Told = world.Local.Errors.Any(world.Local.Expects) });
        await run.SettleAsync(world.Room, FaultRun.Patience);
        await world.EndAsync();

        run.ShouldHold();
        var seen = run.History.Of(LineKind.Event).GroupBy(l => l.Seq).Where(number => number.Select(l => l.Hash).Distinct().Count() > 1);
        seen.Should().OnlyContain(number => number.Select(l => l.Epoch).Distinct().Count() > 1, "a number has one payload in an epoch");
    });
}
