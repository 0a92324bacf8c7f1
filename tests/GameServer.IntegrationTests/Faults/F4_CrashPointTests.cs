using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

public sealed class F4_CrashPointTests
{
    private const int Members = 4, EventsPerSecond = 300;

    /// <summary>How many moves at most pass the point before the one that does not.</summary>
    private const int Latest = 60;

    private static readonly int TimesPerPoint = Figures.Count(4, 20);

    [Fact, Trait("rule", "MOV-2"), Trait("rule", "MOV-3"), Trait("rule", "MOV-4"), Trait("rule", "JRN-1"), Trait("rule", "JRN-3"), Trait("cost", "heavy")]
    public Task F4_A_server_that_ends_between_apply_commit_mark_and_answer_loses_and_doubles_nothing() => FaultRun.OfAsync(nameof(F4_A_server_that_ends_between_apply_commit_mark_and_answer_loses_and_doubles_nothing), async run =>
    {
        await using var world = await RealWorld.StartCrashingAsync(run, ("Room:LogEvents", "1000000"), ("Room:LogBytes", "400000000"));
        var players = new List<IPlayer>();
        for (var i = 0; i < Members; i++) players.Add(await world.EnterAsync($"p{i}"));
        using var stop = new CancellationTokenSource();
        var load = Load.RunAsync(players, EventsPerSecond, stop.Token);

        await world.KillAndRestartAsync(CrashPoint.All[0], run.Chance.Next(1, Latest));
        var crashes = 0;
        for (var i = 0; i < TimesPerPoint; i++)
        {
            foreach (var next in CrashPoint.All.Skip(1).Append(i + 1 < TimesPerPoint ? CrashPoint.All[0] : null))
            {
                await world.Process.Process.Ended.WaitAsync(FaultRun.Patience);
                await world.KillAndRestartAsync(next, run.Chance.Next(1, Latest));
                crashes++;
            }
        }
        await run.History.Sees(l => l.What == LineKind.Welcome && l.T > run.History.Of(LineKind.Fault)[^1].T).WaitAsync(FaultRun.Patience);
        await stop.CancelAsync();
        var moves = await load;
        await run.SettleAsync(world.Room, FaultRun.Patience);
        await world.EndAsync();

        Figures.Write("crashPoints", new { Kills = crashes, Points = CrashPoint.All.Length });
        run.ShouldHold(isAlone: false);
        run.History.Of(LineKind.Commit).Count(l => l.Move is not null).Should().Be(moves, "each move is one event");
        run.History.Of(LineKind.Joined).Select(l => l.Epoch).Distinct().Should().ContainSingle("a mark that is behind is harmless");
        run.History.Of(LineKind.Snapshot).Should().HaveCount(players.Count, "everybody came back by replay");
    });
}
