using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

public sealed class F4_KillTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private static readonly Effort KillCount = Figures.Effort(100, 1_000);
    private const int Rooms = 2, MembersPerRoom = 3;

    [Fact, Trait("rule", "FLT-2"), Trait("rule", "MOV-3"), Trait("rule", "JRN-1"), Trait("rule", "JRN-5"), Trait("cost", "heavy")]
    public Task F4_A_hundred_kills_under_load_lose_and_double_nothing() => FaultRun.OfAsync(nameof(F4_A_hundred_kills_under_load_lose_and_double_nothing), async run =>
    {
        await using var world = await RealWorld.StartProcessAsync(run, ("Room:LogEvents", "1000000"), ("Room:LogBytes", "400000000"));
        var players = new List<IPlayer>();
        for (var room = 0; room < Rooms; room++)
        {
            var first = room == 0 ? await world.EnterAsync("0-0") : await world.OpenAsync($"{room}-0");
            players.Add(first);
            for (var i = 1; i < MembersPerRoom; i++) players.Add(await world.EnterRoomAsync($"{room}-{i}", first.Room.Code));
        }

        var (moves, kills) = await Kills.RunAsync(run, world, players, KillCount);
        foreach (var room in run.History.Of(LineKind.Joined).Select(l => l.Room!).Distinct()) await run.History.AllReachHead(room).WaitAsync(FaultRun.Patience);
        await run.SettleAsync(world.Room, FaultRun.Patience);
        await world.EndAsync();

        output.WriteLine($"{moves} moves, {run.History.Of(LineKind.Commit).Count} events, {run.History.Now / 1_000:0} s");
        Figures.Write("kills", new
        {
            Kills = kills, Moves = moves, Events = run.History.Of(LineKind.Commit).Count,
            ReadyP50Ms = Figures.Percentile(world.Process.RestartsMs, 50), ReadyP95Ms = Figures.Percentile(world.Process.RestartsMs, 95),
            LiveP50Ms = Figures.Percentile(ReturnsMs(run), 50), LiveP95Ms = Figures.Percentile(ReturnsMs(run), 95),
        });
        run.ShouldHold(isAlone: false);
        run.History.Of(LineKind.Commit).Count(l => l.Move is not null).Should().Be(moves, "each move is one event");
        run.History.Of(LineKind.Joined).GroupBy(l => l.Room).Should().OnlyContain(r => r.Select(l => l.Epoch).Distinct().Count() == 1, "kill -9 is no reason for a new epoch");
        run.History.Of(LineKind.Snapshot).Should().HaveCount(players.Count, "everybody came back by replay");
    });

    /// <summary>From the server's return to each player's.</summary>
    private static IEnumerable<double> ReturnsMs(FaultRun run)
    {
        var ready = 0d;
        foreach (var line in run.History.Lines)
        {
            if (line is { What: LineKind.Fault, Reason: "kill" }) ready = line.T;
            else if (line.What == LineKind.Welcome && ready > 0) yield return line.T - ready;
        }
    }
}
