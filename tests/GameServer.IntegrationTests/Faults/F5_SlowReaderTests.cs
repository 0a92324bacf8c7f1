using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

[Collection(FaultCollection.Name)]
public sealed class F5_SlowReaderTests
{
    private const int LogEvents = 1_000, Written = 2 * LogEvents, Step = 250, Padding = 400;

    /// <summary>Three events a second: far fewer than the room forgets, however slow the machine is, and enough to show that the link is alive.</summary>
    private const int BytesPerSecond = 1_500;

    [Fact, Trait("rule", "DLV-4"), Trait("rule", "SNP-1"), Trait("rule", "SNP-3"), Trait("cost", "heavy")]
    public Task F5_Who_falls_behind_the_log_on_a_slow_link_gets_one_state_and_what_follows_it() => FaultRun.OfAsync(nameof(F5_Who_falls_behind_the_log_on_a_slow_link_gets_one_state_and_what_follows_it), async run =>
    {
        await using var world = await RealWorld.StartAsync(run, ("Room:LogEvents", $"{LogEvents}"), ("Room:LogBytes", "100000000"));
        world.Views = () => new MemberView();
        var slow = await world.EnterAsync("slow");
        var others = new List<IPlayer>();
        for (var i = 0; i < 4; i++) others.Add(await world.EnterAsync($"fast{i}"));
        await others[0].MoveAsync(); // its ack says where the head is
        await run.History.AllReachHead(world.Room).WaitAsync(FaultRun.Patience);

        slow.Proxy.Newest.Down.BytesPerSecond = BytesPerSecond;
        run.History.Fault("slow");
        var head = run.History.Head(world.Room);
        for (var written = 0; written < Written; written += Step) await WriteAsync(Step);
        run.History.Of(LineKind.Snapshot).Should().NotContain(l => l.Pushed == true, "who has not acknowledged what it got is not sent anything else");

        slow.Proxy.Newest.Down.BytesPerSecond = 0;
        run.History.Fault("open again");
        await run.History.Sees(l => l is { What: LineKind.Snapshot, Who: "slow", Pushed: true }).WaitAsync(FaultRun.Patience);
        await WriteAsync(Step);
        await run.SettleAsync(world.Room, FaultRun.Patience);
        await world.EndAsync();

        run.ShouldHold();
        var pushed = run.History.Of(LineKind.Snapshot).Where(l => l.Pushed == true).Should().ContainSingle("the others are undisturbed").Subject;
        (pushed.Who, pushed.Reason, pushed.Seq).Should().Be(("slow", "trimmed", head - Step));
        run.History.Of(LineKind.Event).Where(l => l.Who == "slow").Select(l => l.Seq).TakeLast(Step).Should().Equal(Enumerable.Range(0, Step).Select(i => (long?)(head - Step + 1 + i)), "all that follows the state comes");
        run.History.Of(LineKind.Welcome).Should().HaveCount(1 + others.Count, "nobody lost the connection");

        // Those who keep up are not to fall behind the log only since the test writes faster than they read.
        async Task WriteAsync(int events)
        {
            await world.Local.Node.FillAsync(world.Room, events, Padding);
            head += events;
            foreach (var other in others) await run.History.Reaches(other.Who, world.Room, head).WaitAsync(FaultRun.Patience);
        }
    });
}
