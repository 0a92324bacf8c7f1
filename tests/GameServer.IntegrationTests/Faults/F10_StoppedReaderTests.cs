using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

/// <summary>
/// F10: a member of ten stops reading for a minute while the room writes 100 events of 1 KB a second.
/// A twin room in which everybody reads, and plain groups of which one member stops too, run beside it in the same minute:
/// what is compared was measured on the same machine in the same state.
/// </summary>
[Collection(FaultCollection.Name)]
public sealed class F10_StoppedReaderTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const string Control = "R";
    private const int Members = 10, EventsPerSecond = 100, ReceiveBytes = 4_096;
    private const double MostAddedMs = 20;

    /// <summary>What one costs is measured on many, so that the noise of a heap is shared by them.</summary>
    private const int Crowd = 20;
    private const long MostCostBytes = 256 << 10;

    // Until the rooms' hot tails in memory are full (1 MB of 1 KB events each): what grows afterwards is the stopped readers'.
    private static readonly TimeSpan Warm = TimeSpan.FromSeconds(12);
    private static readonly TimeSpan Stopped = TimeSpan.FromSeconds(60);

    // Collecting the whole heap stops everybody: that delay is the measurement's, and is let pass.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);
    private static readonly string Padding = new('.', 1_000);

    [Fact, Trait("rule", "DLV-3"), Trait("rule", "DLV-4"), Trait("cost", "heavy")]
    public Task F10_Who_stops_reading_delays_nobody_costs_little_and_catches_up_and_stops_everybody_in_plain_groups() => FaultRun.OfAsync(nameof(F10_Who_stops_reading_delays_nobody_costs_little_and_catches_up_and_stops_everybody_in_plain_groups), async run =>
    {
        await using var server = await LocalServer.StartAsync(("Room:LogBytes", "16777216"));
        var (room, code) = await MeasuredRoom.OpenAsync(server.Address, Members - 2);
        var (twin, _) = await MeasuredRoom.OpenAsync(server.Address, Members);
        var (writer, crowdCode) = await MeasuredRoom.OpenAsync(server.Address, 1);
        await using var pinging = await EnterAsync(run, "pinging", server, code);
        await using var silent = await EnterAsync(run, "silent", server, code);
        var crowd = new List<Listener>();
        while (crowd.Count < Crowd) crowd.Add(await Listener.EnterRealAsync(server.Address, crowdCode, ReceiveBytes));

        await using var process = await ServerHost.StartAsync(run, "GameServer.IntegrationTests.dll", ["control"], new Dictionary<string, string>());
        var address = await process.Process.Listening; // past the proxy, which would read on
        var control = await MeasuredRoom.EnterControlAsync(address, Control, Members - 1);
        var controlStopped = await Listener.EnterControlAsync(address, Control, ReceiveBytes);

        using var over = new CancellationTokenSource();
        MeasuredRoom[] rooms = [room, twin, writer, control];
        var busy = Task.WhenAll([
            .. rooms.Select(r => r.Members[0].WriteAsync(EventsPerSecond, Padding, over.Token)),
            .. crowd.Append(controlStopped).Select(member => member.LiveAsync(over.Token)),
            Listener.PaceAsync(1, pinging.Wire.PingAsync, over.Token)]);
        await Task.Delay(Warm, TimeProvider.System);

        foreach (var wire in crowd.Append(controlStopped).Select(member => member.Wire).Append(pinging.Wire).Append(silent.Wire)) wire.StopReading();
        var heap = GC.GetTotalMemory(forceFullCollection: true);
        await Task.Delay(Pause, TimeProvider.System);
        foreach (var measured in rooms) measured.Begin();
        await Task.Delay(Stopped - Pause, TimeProvider.System);
        var (with, without, plain) = (room.P99(), twin.P99(), control.P99());
        var each = (GC.GetTotalMemory(forceFullCollection: true) - heap) / Crowd;
        var unread = crowd.Max(member => Kernel.Unread(server.Port, member.Wire.LocalPort));
        run.History.Fault("stopped reading");

        // The silent one was cut and comes back; the other, still there, reads on where it stopped.
        silent.Wire.ReadOn();
        await silent.Wire.Closed.WaitAsync(FaultRun.Patience);
        silent.Drop("cut");
        (await silent.ConnectAsync(server.Address, 0, code)).Joined![0].Resume.Should().Be("replay", "the seat was kept");
        silent.Wire.Captures = false;
        pinging.Wire.ReadOn();
        await over.CancelAsync();
        await busy;
        var last = await room.Members[0].LastAsync();
        await Task.WhenAll(run.History.Reaches("silent", code, last), run.History.Reaches("pinging", code, last)).WaitAsync(FaultRun.Patience);
        run.History.Add(new Line { What = LineKind.End });
        pinging.Wire.Closed.IsCompleted.Should().BeFalse("who still pings, and of whom no write hangs, stays");
        foreach (var measured in rooms) await measured.DisposeAsync();
        foreach (var member in crowd.Append(controlStopped)) await member.DisposeAsync();
        await server.StopAsync();
        await JournalReader.WriteAsync(run.History, Path.Combine(server.Folder, "data"));

        output.WriteLine($"p99 with a stopped reader {with:0.0} ms, without {without:0.0} ms, in plain groups {plain:0.0} ms; each costs {each >> 10} KiB of heap, {unread >> 10} KiB unread");
        run.ShouldHold();
        run.History.Of(LineKind.Snapshot).Should().HaveCount(2, "nobody needed another state than that of the first join");
        // Two percentiles of one starved machine differ by chance; what waiting would add stands beside them, in seconds.
        (with - without).Should().BeLessThanOrEqualTo(Math.Max(MostAddedMs, plain / 20), "a room never awaits a connection");
        (each + unread).Should().BeLessThanOrEqualTo(MostCostBytes, "one who does not read costs a cursor and a window");
        (plain - without).Should().BeGreaterThan(10 * MostAddedMs, "plain groups wait for the one who does not read");
        Figures.ControlFailed("F10");
    });

    private static async Task<WirePlayer> EnterAsync(FaultRun run, string who, LocalServer server, string room)
    {
        var player = new WirePlayer(run, who);
        await player.ConnectAsync(server.Address, ReceiveBytes);
        player.Wire.Captures = false;
        (await player.JoinAsync(room)).Ok.Should().BeTrue();
        return player;
    }
}
