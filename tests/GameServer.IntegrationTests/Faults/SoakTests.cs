using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

/// <summary>Players who come, play, lose their links and go, for as long as it takes to see whether the server grows.</summary>
public sealed class SoakTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int AtOnce = 24, Rooms = 6, EventsPerSecond = 120;

    private static readonly Effort Minutes = Figures.Effort(1, 60);

    [Fact, Trait("rule", "FLT-1"), Trait("rule", "CON-3"), Trait("cost", "heavy")]
    public Task Players_who_come_and_go_for_minutes_leave_nothing_behind() => FaultRun.OfAsync(nameof(Players_who_come_and_go_for_minutes_leave_nothing_behind), async run =>
    {
        await using var world = await RealWorld.StartProcessAsync(run, ("Room:EmptySeconds", "2"), ("Player:ResumeSeconds", "5"), ("Room:LogEvents", "2000"), ("Room:HotEvents", "64"));
        var writers = new List<IPlayer>();
        var rooms = new List<string>();
        for (var i = 0; i < Rooms; i++)
        {
            var writer = await world.OpenAsync($"writer{i}");
            writers.Add(writer);
            rooms.Add(writer.Room.Code);
        }
        using var stop = new CancellationTokenSource();
        var load = Load.RunAsync(writers, EventsPerSecond, stop.Token);
        var duration = TimeSpan.FromMinutes(Math.Clamp(Figures.MostTime.TotalMinutes, Minutes.Least, Minutes.Most));
        var memory = MemoryAsync(run, world, duration);
        var visits = await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(i => VisitAsync(run, world, rooms, i, duration)));
        var (before, after) = await memory;
        await stop.CancelAsync();
        await load;
        foreach (var room in rooms) await run.History.AllReachHead(room).WaitAsync(FaultRun.Patience);
        await run.SettleAsync(rooms[0], FaultRun.Patience);
        await world.EndAsync();

        output.WriteLine($"{visits.Sum()} visits, {run.History.Of(LineKind.Event).Count} events, {before:0.0} MB after a third, {after:0.0} MB at the end");
        Figures.Write("soak", new { Minutes = duration.TotalMinutes, Visits = visits.Sum(), Events = run.History.Of(LineKind.Event).Count, GrowthMb = Math.Round(after - before, 1) });
        run.ShouldHold(isAlone: false);
        (after - before).Should().BeLessThan(MostGrowth(duration), "who has left is forgotten");
    });

    /// <summary>
    /// What the process may grow by from its first third to its last, MB. In minutes it still compiles and its heap finds its size;
    /// in an hour it does neither.
    /// </summary>
    private static double MostGrowth(TimeSpan duration) => duration < TimeSpan.FromMinutes(20) ? 80 : 20;

    private static async Task<int> VisitAsync(FaultRun run, RealWorld world, List<string> rooms, int seat, TimeSpan duration)
    {
        Random chance;
        lock (run.Chance) chance = new Random(run.Chance.Next());
        var visits = 0;
        for (; run.History.Now < duration.TotalMilliseconds; visits++)
        {
            var room = rooms[chance.Next(rooms.Count)];
            var who = $"guest{seat}-{visits}";
            var guest = await world.EnterRoomAsync(who, room);
            for (var i = chance.Next(1, 6); i > 0; i--)
            {
                await run.History.Reaches(who, room, run.History.Head(room) + chance.Next(1, 20)).WaitAsync(FaultRun.Patience);
                if (chance.Next(2) == 0) await guest.MoveAsync().WaitAsync(FaultRun.Patience);
                else
                {
                    var before = run.History.Generation(who);
                    guest.Proxy.Newest.Reset();
                    run.History.Fault("reset", who: who);
                    await run.History.WelcomedAfter(who, before).WaitAsync(FaultRun.Patience);
                }
            }
            if (chance.Next(2) == 0) await guest.Room.LeaveAsync().WaitAsync(FaultRun.Patience);
            await guest.DisposeAsync();
        }
        return visits;
    }

    // The most of a few looks: between two collections a heap may be anything.
    private static async Task<(double Before, double After)> MemoryAsync(FaultRun run, RealWorld world, TimeSpan duration)
    {
        var looks = new List<(double At, double MB)>();
        using var clock = new PeriodicTimer(TimeSpan.FromSeconds(1), TimeProvider.System);
        while (run.History.Now < duration.TotalMilliseconds && await clock.WaitForNextTickAsync())
        {
            looks.Add((run.History.Now, world.Process.Process.WorkingSet / 1_048_576.0));
            Figures.Progress("soak", (long)run.History.Now / 1_000, (long)duration.TotalSeconds);
        }
        var third = duration.TotalMilliseconds / 3;
        return (looks.Where(l => l.At < third).Max(l => l.MB), looks.Where(l => l.At > 2 * third).Max(l => l.MB));
    }
}
