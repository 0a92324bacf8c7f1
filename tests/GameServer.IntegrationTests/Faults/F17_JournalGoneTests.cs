using System.Net;
using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Reliability;
using Microsoft.Data.Sqlite;

namespace GameServer.IntegrationTests.Faults;

[Collection(FaultCollection.Name)]
public sealed class F17_JournalGoneTests
{
    /// <summary>So many that their moves in flight, 16 of each, are more than a room takes ahead of its disk.</summary>
    private const int Players = 6;

    private static readonly TimeSpan Short = TimeSpan.FromSeconds(2), Long = TimeSpan.FromSeconds(7);

    [Theory, Trait("rule", "JRN-7"), Trait("rule", "JRN-1"), Trait("cost", "heavy")]
    [InlineData(JournalFault.Full)]
    [InlineData(JournalFault.Io)]
    public Task F17_While_the_disk_is_full_or_fails_nothing_is_shown_that_is_not_durable_and_then_nothing_is_missing(JournalFault fault) => FaultRun.OfAsync(nameof(F17_While_the_disk_is_full_or_fails_nothing_is_shown_that_is_not_durable_and_then_nothing_is_missing), async run =>
    {
        var isGone = false;
        await using var world = await RealWorld.StartAsync(run, builder => JournalAround.Add(builder.Services, (_, write) =>
            Volatile.Read(ref isGone) ? throw new JournalException(fault, "The disk does what the test wants.") : write()));
        await GoneAsync(run, world, Short, () =>
        {
            Volatile.Write(ref isGone, true);
            return () => Volatile.Write(ref isGone, false);
        });
    });

    [Fact, Trait("rule", "JRN-7"), Trait("cost", "heavy")]
    public Task F17_While_the_database_is_out_of_reach_the_server_says_that_it_is_not_ready_and_then_goes_on() => FaultRun.OfAsync(nameof(F17_While_the_database_is_out_of_reach_the_server_says_that_it_is_not_ready_and_then_goes_on), async run =>
    {
        await using var world = await RealWorld.StartAsync(run);
        using var http = new HttpClient { BaseAddress = world.Local.Address };
        await GoneAsync(run, world, Long, () =>
        {
            var other = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Path.Combine(world.DataDirectory, "journal.db"), Pooling = false }.ToString());
            other.Open();
            using var command = other.CreateCommand();
            command.CommandText = "BEGIN IMMEDIATE";
            command.ExecuteNonQuery();
            return () =>
            {
                http.GetAsync("/readyz").GetAwaiter().GetResult().StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable, "nobody new is to be sent here");
                http.GetAsync("/healthz").GetAwaiter().GetResult().StatusCode.Should().Be(HttpStatusCode.OK, "a restart heals no disk");
                other.Dispose();
            };
        });
    });

    private static async Task GoneAsync(FaultRun run, RealWorld world, TimeSpan duration, Func<Action> takeAway)
    {
        world.Local.Expects = _ => true; // an operator is to be told
        var players = new List<RealPlayer>();
        for (var i = 0; i < Players; i++) players.Add(await world.EnterAsync($"p{i}"));
        await using var wire = new WirePlayer(run, "wire");
        await wire.ConnectAsync(world.Local.Address);
        await wire.JoinAsync(world.Room);
        using var stop = new CancellationTokenSource();
        var load = Load.RunAsync([.. players], 300, stop.Token);
        await run.History.Reaches("p0", world.Room, 50).WaitAsync(FaultRun.Patience);

        var giveBack = takeAway();
        await run.History.AllReachHead(world.Room).WaitAsync(FaultRun.Patience);
        await Task.Delay(duration / 2, TimeProvider.System);
        var shown = run.History.Head(world.Room);
        players[1].Proxy.Newest.Reset();
        await run.History.WelcomedAfter("p1", 1).WaitAsync(FaultRun.Patience);
        var refused = await wire.EmitAsync(world.Room, 1, "wire-1");
        await Task.Delay(duration / 2, TimeProvider.System);
        run.History.Head(world.Room).Should().Be(shown, "nothing is shown that is not durable");
        giveBack();
        run.History.Fault("journal");

        var accepted = await wire.EmitAsync(world.Room, 1, "wire-1");
        while (!accepted.Ok) accepted = await wire.EmitAsync(world.Room, 1, "wire-1");
        await stop.CancelAsync();
        var moves = await load;
        await run.SettleAsync(world.Room, FaultRun.Patience);
        await world.EndAsync();

        run.ShouldHold();
        refused.Should().BeEquivalentTo(new { Ok = false, Reason = Reasons.Unavailable });
        run.History.Of(LineKind.Commit).Count(l => l.Move is not null).Should().Be(moves + 1);
        run.History.Of(LineKind.Joined).Select(l => l.Epoch).Distinct().Should().ContainSingle("a stall is no loss");
        run.History.Of(LineKind.Snapshot).Should().HaveCount(Players + 1);
    }
}
