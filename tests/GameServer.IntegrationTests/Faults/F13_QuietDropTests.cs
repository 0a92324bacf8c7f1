using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

[Collection(FaultCollection.Name)]
public sealed class F13_QuietDropTests
{
    [Fact, Trait("rule", "DLV-5")]
    public Task F13_Who_had_no_event_yet_and_drops_for_a_second_gets_exactly_what_it_missed() => FaultRun.OfAsync(nameof(F13_Who_had_no_event_yet_and_drops_for_a_second_gets_exactly_what_it_missed), async run =>
    {
        await using var world = await RealWorld.StartAsync(run);
        var (bob, ann) = (await world.EnterAsync("bob"), await world.EnterAsync("ann"));
        await QuietDrop.RunAsync(run, world, ann, bob, events: 3);
        await EndAsync(run, world);

        Missed(run, "ann").Should().Be(3);
    });

    [Fact, Trait("rule", "DLV-5")]
    public Task F13_Who_was_at_rest_for_three_windows_of_silence_resumes_by_replay() => FaultRun.OfAsync(nameof(F13_Who_was_at_rest_for_three_windows_of_silence_resumes_by_replay), async run =>
    {
        await using var world = await RealWorld.StartAsync(run, ("Net:SilenceSeconds", "2"));
        var (bob, ann) = (await world.EnterAsync("bob"), await world.EnterAsync("ann"));
        await bob.MoveAsync();
        await Task.Delay(TimeSpan.FromSeconds(6.5), TimeProvider.System); // the quiet is the fault
        await QuietDrop.RunAsync(run, world, ann, bob, events: 1);
        await EndAsync(run, world);

        Missed(run, "ann").Should().Be(1);
        ann.Proxy.Links.Should().HaveCount(2, "pings kept the quiet connection");
    });

    [Fact, Trait("rule", "DLV-5"), Trait("rule", "FRM-3")]
    public Task F13_Who_last_got_an_ack_with_a_text_in_it_resumes_by_replay() => FaultRun.OfAsync(nameof(F13_Who_last_got_an_ack_with_a_text_in_it_resumes_by_replay), async run =>
    {
        await using var world = await RealWorld.StartAsync(run);
        var (bob, ann) = (await world.EnterAsync("bob"), await world.EnterAsync("ann"));
        var refused = await ann.Room.SendAsync("emit", "not a type", 1);
        refused.Ok.Should().BeFalse();
        refused.Text.Should().NotBeNullOrEmpty();
        await QuietDrop.RunAsync(run, world, ann, bob, events: 3);
        await EndAsync(run, world);

        Missed(run, "ann").Should().Be(3);
    });

    private static async Task EndAsync(FaultRun run, RealWorld world)
    {
        await run.SettleAsync(world.Room, FaultRun.Patience);
        await world.EndAsync();
        run.ShouldHold();
        run.History.Of(LineKind.Snapshot).Should().HaveCount(2, "one for each first join");
    }

    /// <summary>What the replay of the return held, others' moves of the time away.</summary>
    private static int Missed(FaultRun run, string who)
    {
        var joined = run.History.Of(LineKind.Joined).Last(l => l.Who == who);
        joined.Reason.Should().Be("replay");
        return run.History.Of(LineKind.Event).Count(l => l.Who == who && l.Gen == joined.Gen && l.Seq <= joined.Head);
    }
}
