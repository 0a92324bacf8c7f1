using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

public sealed class F4_OutOfMemoryTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int HeapMB = 64, Members = 3, SideBySide = 12, Padding = 7_500;

    [Fact, Trait("rule", "FLT-2"), Trait("rule", "JRN-1"), Trait("rule", "MOV-3"), Trait("cost", "heavy")]
    public Task F4_A_server_that_runs_out_of_memory_ends_itself_and_loses_and_doubles_nothing() => FaultRun.OfAsync(nameof(F4_A_server_that_runs_out_of_memory_ends_itself_and_loses_and_doubles_nothing), async run =>
    {
        // A room that keeps more in memory than there is.
        await using var world = await RealWorld.StartBoundedAsync(run, HeapMB,
            ("Room:HotEvents", "1000000"), ("Room:HotBytes", "400000000"), ("Room:LogEvents", "1000000"), ("Room:LogBytes", "400000000"));
        var players = new List<IPlayer>();
        for (var i = 0; i < Members; i++) players.Add(await world.EnterAsync($"p{i}"));
        using var ended = new CancellationTokenSource();
        var flood = Enumerable.Range(0, SideBySide).Select(i => FloodAsync(players[i % Members])).ToList();

        await world.Process.Process.Ended.WaitAsync(FaultRun.Patience);
        var said = world.Process.Process.Output;
        await ended.CancelAsync();
        await world.KillAndRestartAsync();
        var moves = (await Task.WhenAll(flood)).Sum();
        await run.SettleAsync(world.Room, FaultRun.Patience);
        await world.EndAsync();

        output.WriteLine($"{moves} moves with {Padding} characters each, {run.History.Now / 1_000:0} s");
        said.Should().Contain("has used up its memory and ends itself");
        run.ShouldHold(isAlone: false);
        run.History.Of(LineKind.Commit).Count(l => l.Move is not null).Should().Be(moves, "each move is one event");
        run.History.Of(LineKind.Snapshot).Should().HaveCount(Members, "everybody came back by replay");

        async Task<int> FloodAsync(IPlayer player)
        {
            var moves = 0;
            for (; !ended.IsCancellationRequested; moves++) await player.MoveAsync(Padding);
            return moves;
        }
    });
}
