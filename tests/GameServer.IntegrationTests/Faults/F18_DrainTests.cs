using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

/// <summary>F18: the server is told to stop while people play, and a new one goes on.</summary>
public sealed class F18_DrainTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int EventsPerSecond = 200;

    private static readonly Effort Terms = Figures.Effort(25, 100);

    [Fact, Trait("rule", "FLT-6"), Trait("rule", "MOV-3"), Trait("cost", "heavy")]
    public Task F18_SIGTERM_under_load_loses_and_doubles_nothing() => FaultRun.OfAsync(nameof(F18_SIGTERM_under_load_loses_and_doubles_nothing), async run =>
    {
        await using var world = await RealWorld.StartProcessAsync(run, ("Drain:SpreadSeconds", "0"), ("Room:LogEvents", "1000000"), ("Room:LogBytes", "400000000"));
        var players = new List<IPlayer>();
        for (var i = 0; i < 6; i++) players.Add(await world.EnterAsync($"player {i}"));
        using var stop = new CancellationTokenSource();

        var load = Load.RunAsync(players, EventsPerSecond, stop.Token);
        var done = 0;
        for (; Terms.GoesOn(done, run.Elapsed); done++)
        {
            Figures.Progress("sigterm", done, Terms.Most);
            await Task.Delay(TimeSpan.FromMilliseconds(run.Chance.Next(50, 300)), TimeProvider.System);
            var stopped = run.History.Now;
            (await world.Process.RestartAsync()).Should().Be(0);
            run.History.Fault("sigterm");
            foreach (var player in players) await run.History.Sees(l => l.What == LineKind.Welcome && l.Who == player.Who && l.T > stopped).WaitAsync(FaultRun.Patience);
        }
        await stop.CancelAsync();
        var moves = await load;
        await run.SettleAsync(world.Room, FaultRun.Patience);
        await world.EndAsync();

        output.WriteLine($"{moves} moves, {run.History.Of(LineKind.Commit).Count} events, {run.History.Now / 1_000:0} s");
        Figures.Write("sigterm", new { Sigterm = done, Moves = moves, Events = run.History.Of(LineKind.Commit).Count });
        run.ShouldHold(isAlone: false);
        run.History.Of(LineKind.Commit).Count(l => l.Move is not null).Should().Be(moves, "each move is one event");
        run.History.Of(LineKind.Commit).Select(l => l.Note).Should().NotContain("left", "nobody left");
        run.History.Of(LineKind.Commit).Count(l => l.Note == "joined").Should().Be(players.Count, "and nobody came anew");
        run.History.Of(LineKind.Lost).Where(l => l.Reason == "draining").Should().HaveCountGreaterThanOrEqualTo(done * players.Count, "everybody was told");
        run.History.Of(LineKind.Joined).GroupBy(l => l.Room).Should().OnlyContain(r => r.Select(l => l.Epoch).Distinct().Count() == 1);
    });
}
