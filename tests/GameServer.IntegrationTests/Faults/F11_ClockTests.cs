using GameServer.Reliability;
using Microsoft.Extensions.DependencyInjection;

namespace GameServer.IntegrationTests.Faults;

[Collection(FaultCollection.Name)]
public sealed class F11_ClockTests
{
    private static readonly TimeSpan[] Jumps = [TimeSpan.FromHours(2), TimeSpan.FromHours(-2), TimeSpan.Zero];

    [Fact, Trait("rule", "FLT-4")]
    public Task F11_Clocks_that_jump_by_hours_and_a_client_a_year_off_change_nothing_but_the_times_shown() => FaultRun.OfAsync(nameof(F11_Clocks_that_jump_by_hours_and_a_client_a_year_off_change_nothing_but_the_times_shown), async run =>
    {
        var clock = new JumpingTime();
        await using var world = await RealWorld.StartAsync(run, builder => builder.Services.AddSingleton<TimeProvider>(clock));
        var ann = await world.EnterAsync("ann");
        var bob = await world.EnterAsync("bob");
        world.Options = options => options with { Time = new JumpingTime { Offset = TimeSpan.FromDays(-365) } };
        var cleo = await world.EnterAsync("cleo");
        using var stop = new CancellationTokenSource();
        var load = Load.RunAsync([bob, cleo], 100, stop.Token);

        foreach (var jump in Jumps)
        {
            // While one is away, one is in the middle of a commit, and one lives in another year.
            var outage = ann.Proxy.OutageAsync(TimeSpan.FromMilliseconds(300));
            ann.Proxy.Newest.Reset();
            clock.Offset = jump;
            await outage;
            run.History.Fault("clock");
            cleo.Proxy.Newest.Reset();
            await run.History.Reaches("ann", world.Room, run.History.Head(world.Room) + 20).WaitAsync(FaultRun.Patience);
            await run.History.Reaches("cleo", world.Room, run.History.Head(world.Room) + 20).WaitAsync(FaultRun.Patience);
        }
        await stop.CancelAsync();
        await load;
        clock.Offset = TimeSpan.Zero;
        await run.SettleAsync(world.Room, FaultRun.Patience);
        await world.EndAsync();

        run.ShouldHold();
        run.History.Of(LineKind.Commit).Should().NotContain(l => l.Note == "left" || l.Note == "away" || l.Note == "back", "absence is measured, not read from a clock");
        run.History.Of(LineKind.Snapshot).Should().HaveCount(3, "nothing expired, nothing was forgotten");
        run.History.Of(LineKind.Welcome).Count(l => l.Who == "bob").Should().Be(1, "no link was given up for a jump");
    });

    /// <summary>The system's, but for what it says the time is.</summary>
    private sealed class JumpingTime : TimeProvider
    {
        private long _offset;

        public TimeSpan Offset
        {
            get => new(Interlocked.Read(ref _offset));
            set => Interlocked.Exchange(ref _offset, value.Ticks);
        }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Offset;
    }
}
