using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

[Collection(FaultCollection.Name)]
public sealed class F5_SlowReaderTests
{
    private const int LogEvents = 1_000, Behind = 900, BytesPerSecond = 50_000;
    private const int EventsPerSecond = 500, Padding = 400, Step = 250;

    [Fact, Trait("rule", "DLV-4"), Trait("rule", "SNP-1"), Trait("rule", "SNP-3"), Trait("cost", "heavy")]
    public Task F5_Who_falls_behind_the_log_on_a_slow_link_gets_one_state_and_what_follows_it() => FaultRun.OfAsync(nameof(F5_Who_falls_behind_the_log_on_a_slow_link_gets_one_state_and_what_follows_it), async run =>
    {
        await using var world = await RealWorld.StartAsync(run, ("Room:LogEvents", $"{LogEvents}"), ("Room:LogBytes", "100000000"));
        world.Views = () => new MemberView();
        var slow = await world.EnterAsync("slow");
        var others = new List<IPlayer>();
        for (var i = 0; i < 4; i++) others.Add(await world.EnterAsync($"fast{i}"));

        // Away until it is 900 behind, then back on a link that carries less than what the room writes.
        var generation = run.History.Generation("slow");
        slow.Proxy.Admission = Admission.Hold;
        slow.Proxy.Newest.Reset();
        await world.Local.Node.FillAsync(world.Room, Behind, Padding);
        slow.Proxy.Opened = link => link.Down.BytesPerSecond = BytesPerSecond;
        slow.Proxy.Admission = Admission.Pass;
        await run.History.WelcomedAfter("slow", generation).WaitAsync(FaultRun.Patience);
        run.History.Fault("slow");
        var trimmed = run.History.Sees(l => l is { What: LineKind.Snapshot, Who: "slow", Reason: "trimmed" });
        for (var began = run.History.Now; !trimmed.IsCompleted && run.History.Now - began < FaultRun.Patience.TotalMilliseconds;)
        {
            await world.Local.Node.FillAsync(world.Room, Step, Padding);
            foreach (var other in others) await run.History.Reaches(other.Who, world.Room, run.History.Head(world.Room)).WaitAsync(FaultRun.Patience);
            await Task.Delay(TimeSpan.FromSeconds(Step / (double)EventsPerSecond), TimeProvider.System);
        }
        await trimmed.WaitAsync(FaultRun.Patience);
        slow.Proxy.Newest.Down.BytesPerSecond = 0;
        run.History.Fault("slow");
        await run.SettleAsync(world.Room, FaultRun.Patience);
        await world.EndAsync();

        run.ShouldHold();
        run.History.Of(LineKind.Joined).Last(l => l.Who == "slow").Reason.Should().Be("replay", "900 of 1,000 are kept");
        run.History.Of(LineKind.Snapshot).Where(l => l.Pushed == true).Should().ContainSingle().Which.Who.Should().Be("slow", "the others are undisturbed");
        run.History.Of(LineKind.Welcome).Where(l => l.Who != "slow").Should().HaveCount(others.Count);
    });
}
