using GameServer.LoadTool;
using GameServer.Protocol;
using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

/// <summary>F4 as an operator meets it: a server that has seen many rooms is killed with its players in mid-game.</summary>
[Collection(FaultCollection.Name)]
public sealed class F4_ManyRoomsTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Rooms = 1_000, EventsPerRoom = 200, Players = 500;
    private const int MovesPerSecond = 250;

    /// <summary>What a crash may cost; ms. Where the machine is the limit: this much longer than a start with nothing to recover, and than they first took to enter.</summary>
    private const double MostReady = 1_000, MostLive = 3_000, TimesAsLong = 2;

    [Fact, Trait("rule", "FLT-2"), Trait("rule", "JRN-5"), Trait("cost", "heavy")]
    public Task F4_A_thousand_rooms_are_ready_at_once_after_a_kill_and_five_hundred_players_go_on() => FaultRun.OfAsync(nameof(F4_A_thousand_rooms_are_ready_at_once_after_a_kill_and_five_hundred_players_go_on), async run =>
    {
        var folder = Directory.CreateTempSubdirectory("gameserver-").FullName;
        var players = new List<RealPlayer>();
        try
        {
            var empty = await StartAsync(run, Directory.CreateDirectory(Path.Combine(folder, "empty")).FullName, port: 0);
            await empty.Server.DisposeAsync();
            var rooms = await FillAsync(Path.Combine(folder, "data"));
            var (first, _, address) = await StartAsync(run, folder, LoopbackPort.Free());
            await using var killed = first;

            var entering = run.History.Now;
            await Parallel.ForAsync(0, Players, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, _) =>
            {
                var player = new RealPlayer(run, $"{i}", address);
                lock (players) players.Add(player);
                await player.EnterAsync(rooms[i]);
            });
            var entered = run.History.Now - entering;
            using var stop = new CancellationTokenSource();
            var load = Load.RunAsync(players, MovesPerSecond, stop.Token);
            await run.History.Sees(l => l.What == LineKind.Ack).WaitAsync(FaultRun.Patience);

            await first.KillAsync();
            var gone = run.History.Now;
            var (second, ready, _) = await StartAsync(run, folder, address.Port);
            await using var server = second;
            var back = run.History.Now;
            run.History.Fault("kill");
            foreach (var player in players) await run.History.Sees(l => l.What == LineKind.Joined && l.Who == player.Who && l.T > gone).WaitAsync(FaultRun.Patience);
            var live = Figures.Percentile(run.History.Of(LineKind.Joined).Where(l => l.T > gone).GroupBy(l => l.Who).Select(of => of.Min(l => l.T) - back), 95);
            await stop.CancelAsync();
            var moves = await load;
            foreach (var room in players.Select(player => player.Room.Code)) await run.History.AllReachHead(room).WaitAsync(FaultRun.Patience);
            run.History.Add(new Line { What = LineKind.End });
            foreach (var player in players) await player.DisposeAsync();
            await second.KillAsync();
            await JournalReader.WriteAsync(run.History, Path.Combine(folder, "data"));

            output.WriteLine($"ready after {ready:0} ms ({empty.ReadyMs:0} with no data), 95 of a hundred live {live:0} ms later; they had entered in {entered:0} ms; {moves} moves");
            Figures.Write("recovery", new { Rooms = rooms.Count, EventsEach = EventsPerRoom, ReadyMs = Math.Round(ready), ReadyWithNoDataMs = Math.Round(empty.ReadyMs), Players, LiveP95Ms = live });
            run.ShouldHold();
            run.History.Of(LineKind.Commit).Count(l => l.Move is not null).Should().Be(moves, "each move is one event");
            run.History.Of(LineKind.Snapshot).Should().HaveCount(Players, "everybody came back by replay");
            ready.Should().BeLessThan(Math.Max(MostReady, TimesAsLong * empty.ReadyMs));
            live.Should().BeLessThan(Math.Max(MostLive, TimesAsLong * entered));
        }
        finally
        {
            foreach (var player in players) await player.DisposeAsync();
            Directory.Delete(folder, recursive: true);
        }
    });

    /// <summary>Opens the rooms as players do, and fills them from inside the server. Its data is moved to a folder that does not exist yet.</summary>
    private static async Task<IReadOnlyList<string>> FillAsync(string data)
    {
        const int PerOwner = 100;
        await using var server = await LocalServer.StartAsync(("Limits:MaxRooms", $"{2 * Rooms}"));
        var rooms = new List<string>();
        for (var owner = 0; owner < Rooms / PerOwner; owner++)
        {
            await using var wire = await WireClient.ConnectAsync(server.Address);
            wire.Captures = false;
            await wire.CallAsync<Welcome>(HubMethods.Hello, new HelloRequest { Protocol = Protocol.Wire.Version });
            for (var i = 0; i < PerOwner; i++) rooms.Add((await wire.CallAsync<Joined>(HubMethods.Create, new CreateRequest("relay"))).Room!);
        }
        foreach (var chunk in rooms.Chunk(50)) await Task.WhenAll(chunk.Select(room => server.Node.FillAsync(room, EventsPerRoom)));
        await server.StopAsync();
        Directory.Move(Path.Combine(server.Folder, "data"), data);
        return rooms;
    }

    private static async Task<(ChildProcess Server, double ReadyMs, Uri Address)> StartAsync(FaultRun run, string folder, int port)
    {
        var began = TimeProvider.System.GetTimestamp();
        var server = ServerHost.OnFolder(folder, port);
        run.Keeps(() => server.Output);
        var address = await server.Listening.WaitAsync(FaultRun.Patience);
        return (server, TimeProvider.System.GetElapsedTime(began).TotalMilliseconds, address);
    }
}
