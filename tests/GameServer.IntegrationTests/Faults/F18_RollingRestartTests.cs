using GameServer.LoadTool;
using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

/// <summary>F18: a deploy in the middle of the evening, with the settings as they come.</summary>
[Collection(FaultCollection.Name)]
public sealed class F18_RollingRestartTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Rooms = 125, MembersPerRoom = 8;
    private const int MovesPerSecond = 250;
    private const double Spread = 3_000; // ms, over which a drain tells them to come back

    [Fact, Trait("rule", "FLT-6"), Trait("rule", "CON-3"), Trait("rule", "CON-6"), Trait("cost", "heavy")]
    public Task F18_A_thousand_players_in_mid_game_are_back_after_a_restart_and_nobody_left() => FaultRun.OfAsync(nameof(F18_A_thousand_players_in_mid_game_are_back_after_a_restart_and_nobody_left), async run =>
    {
        var folder = Directory.CreateTempSubdirectory("gameserver-").FullName;
        var players = new List<RealPlayer>();
        try
        {
            await using var first = ServerHost.OnFolder(folder, LoopbackPort.Free());
            run.Keeps(() => first.Output);
            var address = await first.Listening.WaitAsync(FaultRun.Patience);
            await Parallel.ForAsync(0, Rooms, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (room, _) =>
            {
                for (var i = 0; i < MembersPerRoom; i++)
                {
                    var player = new RealPlayer(run, $"{room}-{i}", address);
                    lock (players) players.Add(player);
                    await player.EnterAsync(i == 0 ? null : RoomOf(players, $"{room}-0"));
                }
            });
            using var stop = new CancellationTokenSource();
            var load = Load.RunAsync(players, MovesPerSecond, stop.Token);
            await run.History.Sees(l => l.What == LineKind.Ack).WaitAsync(FaultRun.Patience);
            var entered = run.History.Now;

            var told = run.History.Now;
            var code = await first.TerminateAsync();
            var gone = run.History.Now;
            await using var second = ServerHost.OnFolder(folder, address.Port);
            run.Keeps(() => second.Output);
            await second.Listening.WaitAsync(FaultRun.Patience);
            var ready = run.History.Now;
            run.History.Fault("sigterm");
            foreach (var player in players) await run.History.Sees(l => l.What == LineKind.Joined && l.Who == player.Who && l.T > gone).WaitAsync(FaultRun.Patience);
            var back = run.History.Of(LineKind.Joined).Where(l => l.T > gone).GroupBy(l => l.Who).Max(of => of.Min(l => l.T));
            await stop.CancelAsync();
            var moves = await load;
            foreach (var room in players.Select(player => player.Room.Code).Distinct()) await run.History.AllReachHead(room).WaitAsync(FaultRun.Patience);
            run.History.Add(new Line { What = LineKind.End });
            foreach (var player in players) await player.DisposeAsync();
            (await second.TerminateAsync()).Should().Be(0);
            await JournalReader.WriteAsync(run.History, Path.Combine(folder, "data"));

            output.WriteLine($"all in after {entered / 1_000:0.0} s, stopped in {(gone - told) / 1_000:0.0} s, ready again {(ready - gone) / 1_000:0.0} s later, all back {(back - ready) / 1_000:0.0} s after that; {moves} moves");
            code.Should().Be(0);
            run.ShouldHold();
            run.History.Of(LineKind.Commit).Count(l => l.Move is not null).Should().Be(moves, "each move is one event");
            run.History.Of(LineKind.Commit).Select(l => l.Note).Should().NotContain("left", "nobody left");
            run.History.Of(LineKind.Commit).Count(l => l.Note == "joined").Should().Be(players.Count, "and nobody came anew");
            run.History.Of(LineKind.Lost).Count(l => l.Reason == "draining").Should().Be(players.Count, "everybody was told");
            (back - ready).Should().BeLessThan(Spread + Math.Max(2_000, entered), "they come back spread over three seconds, and where the machine is the limit no slower than they first came");
        }
        finally
        {
            foreach (var player in players) await player.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    });

    private static string RoomOf(List<RealPlayer> players, string who)
    {
        lock (players) return players.Find(player => player.Who == who)!.Room.Code;
    }
}
