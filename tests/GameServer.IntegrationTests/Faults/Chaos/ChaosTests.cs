using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

/// <summary>
/// Every fault of a network at any moment, to many players at once, in C# and in TypeScript, in rooms that they share, on one real server.
/// A fault is done to a player that is live; the next one when it stands at its room's head again.
/// </summary>
public sealed class ChaosTests(Xunit.Abstractions.ITestOutputHelper output)
{
    /// <summary>TypeScript clients are patient by constants: more of them do as much in the same time.</summary>
    private const int Rooms = 10, CSharpPerRoom = 5, NodePerRoom = 4;
    private const int EventsPerSecond = 100;

    private static readonly Effort CSharpFaults = Figures.Effort(8_000, 80_000), NodeFaults = Figures.Effort(2_000, 20_000);

    [Fact, Trait("rule", "FLT-1"), Trait("rule", "CON-1"), Trait("rule", "DLV-1"), Trait("rule", "MOV-3"), Trait("cost", "heavy")]
    public Task Whatever_networks_do_nobody_misses_an_event_or_gets_one_twice() => FaultRun.OfAsync(nameof(Whatever_networks_do_nobody_misses_an_event_or_gets_one_twice), async run =>
    {
        await using var world = await RealWorld.StartAsync(run, ("Net:SilenceSeconds", "2"), ("Room:HotEvents", "4"), ("Room:LogEvents", "1000000"), ("Room:LogBytes", "400000000"));
        world.Options = options => options with
        {
            PingAfter = TimeSpan.FromMilliseconds(200), ShakyAfter = TimeSpan.FromMilliseconds(400), DeadAfter = TimeSpan.FromMilliseconds(800),
            RetrySteps = [.. new[] { 0, 20, 50, 100 }.Select(ms => TimeSpan.FromMilliseconds(ms))],
        };
        await using var node = NodePlayers.Start(run);
        var (csharp, typescript) = (new List<(IPlayer Player, string Room)>(), new List<(IPlayer Player, string Room)>());
        for (var room = 0; room < Rooms; room++)
        {
            var first = await world.OpenAsync($"c{room}-0");
            csharp.Add((first, first.Room.Code));
            for (var i = 1; i < CSharpPerRoom; i++) csharp.Add((await world.EnterRoomAsync($"c{room}-{i}", first.Room.Code), first.Room.Code));
            for (var i = 0; i < NodePerRoom; i++) typescript.Add((await node.EnterAsync($"t{room}-{i}", world.Port, first.Room.Code), first.Room.Code));
        }

        using var stop = new CancellationTokenSource();
        var rooms = csharp.Select(p => p.Room).Distinct().ToList();
        var load = Load.RunAsync([.. csharp.Concat(typescript).Select(p => p.Player)], EventsPerSecond, stop.Token, waiting: 16);
        var asides = AsidesAsync(run, world.Local.Node, rooms, stop.Token);
        var storm = new Storm(run);
        await Task.WhenAll([
            .. csharp.Select(p => storm.OverAsync(p.Player, p.Room, CSharpFaults / csharp.Count)),
            .. typescript.Select(p => storm.OverAsync(p.Player, p.Room, NodeFaults / typescript.Count))]);
        await stop.CancelAsync();
        await load;
        await asides;
        foreach (var room in rooms) await run.History.AllReachHead(room).WaitAsync(FaultRun.Patience);
        await run.SettleAsync(rooms[0], FaultRun.Patience);
        foreach (var (player, _) in typescript) await player.DisposeAsync();
        await world.EndAsync();

        var resume = Figures.Percentile(storm.ResumesMs, 99);
        output.WriteLine($"{storm.Faults} faults ({string.Join(", ", storm.ByName)}), {run.History.Of(LineKind.Event).Count} events, {run.History.Of(LineKind.Hidden).Count} hidden ranges, {run.History.Now / 1_000:0} s, p99 of a resume {resume} ms");
        Figures.Write("chaos", new
        {
            storm.Faults, OfThemToTypescript = storm.FaultsOf("t"), Connections = run.History.Of(LineKind.Welcome).Count, Events = run.History.Of(LineKind.Event).Count,
            ResumeP50Ms = Figures.Percentile(storm.ResumesMs, 50), ResumeP99Ms = resume,
        });
        run.ShouldHold(isAlone: false);
        node.Errors.Should().BeEmpty("no fault of a network is an error of the client");
        run.History.Of(LineKind.Snapshot).Should().HaveCount(csharp.Count + typescript.Count, "everybody came back by replay");
        run.History.Of(LineKind.Hidden).Should().NotBeEmpty("some events were for others");
    });

    /// <summary>Every now and then one member alone is told something: a hidden range to the others.</summary>
    private static async Task AsidesAsync(FaultRun run, Node node, List<string> rooms, CancellationToken stop)
    {
        using var clock = new PeriodicTimer(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        try
        {
            for (var i = 0; await clock.WaitForNextTickAsync(stop); i++)
            {
                var room = rooms[i % rooms.Count];
                var members = run.History.MembersOf(room);
                await node.PublishAsync(room, "aside", RawJson.From(new { i }), Audience.Only(members[i / rooms.Count % members.Count]));
            }
        }
        catch (OperationCanceledException)
        {
            // Told to stop.
        }
    }
}
