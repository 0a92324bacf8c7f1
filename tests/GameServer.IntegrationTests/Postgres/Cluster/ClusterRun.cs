using GameServer.IntegrationTests.Faults;
using GameServer.Reliability;
using Xunit.Abstractions;

namespace GameServer.IntegrationTests.Postgres;

/// <summary>Three nodes under load, to which something happens again and again; the oracle judges what every player saw.</summary>
internal static class ClusterRun
{
    private const int MovesPerSecond = 100;

    private static readonly SortedDictionary<string, int> Done = new(StringComparer.Ordinal);

    public static Task OfAsync(ITestOutputHelper output, string test, string fault, Effort times, Func<ClusterWorld, ClusterNode, Task> happens, bool isAlone = false, int rooms = 3, int members = 3, int leaseSeconds = 1) => FaultRun.OfAsync(test, async run =>
    {
        await using var world = await ClusterWorld.StartAsync(run, nodes: 3,
            ("Room:LogEvents", "1000000"), ("Room:LogBytes", "400000000"), ("Postgres:LeaseSeconds", $"{leaseSeconds}"));
        await world.FillAsync(rooms, members);

        using var stop = new CancellationTokenSource();
        var load = Load.RunAsync(world.Players, MovesPerSecond, stop.Token);
        var done = 0;
        for (; times.GoesOn(done, run.Elapsed); done++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(run.Chance.Next(200, 1_000)), TimeProvider.System);
            await happens(world, world.Nodes[run.Chance.Next(world.Nodes.Count)]);
            run.History.Fault("fault");
        }
        await stop.CancelAsync();
        var moves = await load;
        await world.EndAsync();

        output.WriteLine($"{moves} moves, {run.History.Of(LineKind.Commit).Count} events, {run.History.Now / 1_000:0} s");
        run.ShouldHold(isAlone);
        Count(fault, done);
        run.History.Of(LineKind.Commit).Count(line => line.Move is not null).Should().BeGreaterThanOrEqualTo(moves, "each move is one event");
        run.History.Of(LineKind.Joined).GroupBy(line => line.Room).Should().OnlyContain(room => room.Select(line => line.Epoch).Distinct().Count() == 1, "nothing was lost, so no epoch was raised");
    });

    public static void Count(string fault, int times)
    {
        lock (Done)
        {
            Done[fault] = times;
            Figures.Write("nodes", Done);
        }
    }
}
