using System.Diagnostics;
using GameServer.Delivery;
using GameServer.Engine;
using GameServer.Games;
using GameServer.Protocol;

namespace GameServer.Benchmarks;

/// <summary>
/// Rooms of Sparks with eight players each at 30 Hz, in real time, as a node runs them: one of a room gets every frame, the others' pages are hidden.
/// A step that was due and never made shows as a tick that is missing at the end.
/// </summary>
internal static class SparksRun
{
    private const int Bodies = 8, TickRate = 30;
    private static readonly TimeProvider Clock = TimeProvider.System;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(3), Time = TimeSpan.FromSeconds(20);

    /// <summary>What a run showed.</summary>
    /// <param name="Rooms">How many played.</param>
    /// <param name="StepsPerSecond">Of all rooms together.</param>
    /// <param name="CpuPerRoomSecond">Milliseconds of CPU a room costs in a second.</param>
    /// <param name="Missed">Steps that were due and never made.</param>
    /// <param name="LatestMs">The longest time between two frames of a room; 33 ms lie between two steps.</param>
    public sealed record Result(int Rooms, double StepsPerSecond, double CpuPerRoomSecond, long Missed, double LatestMs);

    public static async Task<Result> PlayAsync(int rooms)
    {
        var options = new NodeOptions();
        options.Delivery.SeenFrames = options.Delivery.SeenEvents = options.Delivery.SeenBytes = int.MaxValue;
        options.Limits.RoomsPerMinute = options.Limits.LiveRoomsPerAddress = options.Limits.JoinsPerMinute = 1_000_000;
        options.Net.HiddenSilenceSeconds = options.Net.SilenceSeconds = 3_600;
        await using var node = new Node(
            options, new GameCatalog().Add<Sparks>(), new MemoryJournal(Clock), new OnlyNode(), Clock, new SecureChance(), new ThreadPoolScheduler(), new SilentLog());
        await node.StartAsync();
        var watchers = new List<Watcher>();
        for (var i = 0; i < rooms; i++) watchers.Add(await StartRoomAsync(node));

        await Task.Delay(WarmUp, Clock);
        var cpu = Process.GetCurrentProcess().TotalProcessorTime;
        var from = Clock.GetTimestamp();
        foreach (var watcher in watchers) watcher.Begin();
        await Task.Delay(Time, Clock);
        foreach (var watcher in watchers) watcher.End();
        var seconds = Clock.GetElapsedTime(from).TotalSeconds;
        var spent = Process.GetCurrentProcess().TotalProcessorTime - cpu;

        return new Result(
            rooms,
            watchers.Sum(watcher => watcher.Steps) / seconds,
            spent.TotalMilliseconds / rooms / seconds,
            watchers.Sum(watcher => watcher.Missed),
            watchers.Max(watcher => watcher.Longest.TotalMilliseconds));
    }

    // The match begins with the first seat. Who came first sees it all; the other pages are hidden, so that nothing but the step and one frame is paid for.
    private static async Task<Watcher> StartRoomAsync(Node node)
    {
        var (watcher, room) = (new Watcher(), "");
        for (var body = 0; body < Bodies; body++)
        {
            var session = node.Open(body == 0 ? watcher : new Watcher());
            await node.HelloAsync(session, new HelloRequest { Protocol = Wire.Version, Name = $"P{body}" });
            var joined = body == 0 ? await node.CreateAsync(session, new CreateRequest("sparks")) : await node.JoinAsync(session, new JoinRequest(room));
            room = joined.Room ?? throw new InvalidOperationException($"No room: {joined.Reason} {joined.Text}");
            if (body > 0) node.Visible(session, new VisibleRequest(false));
        }
        return watcher;
    }

    /// <summary>A connection that notes which ticks it is shown, and when. Written by its room's pump, read when the time is over.</summary>
    private sealed class Watcher : IConnection
    {
        private readonly Lock _gate = new();
        private (long Tick, long At) _first, _last;
        private bool _isMeasuring;

        public string Id => "watcher";

        public string Address => "127.0.0.1";

        public TimeSpan Longest { get; private set; }

        public long Steps => _last.Tick - _first.Tick;

        public long Missed => Math.Max(0, (long)Math.Round(Clock.GetElapsedTime(_first.At, _last.At).TotalSeconds * TickRate) - Steps);

        public void Begin()
        {
            lock (_gate) _isMeasuring = true;
        }

        public void End()
        {
            lock (_gate) _isMeasuring = false;
            if (Steps == 0) throw new InvalidOperationException("A room stood still.");
        }

        public ValueTask WriteAsync(Outgoing message)
        {
            if (message is not FrameMessage frame) return default;
            lock (_gate)
            {
                if (!_isMeasuring) return default;
                var now = Clock.GetTimestamp();
                if (_first.At == 0) _first = (frame.Tick, now);
                else if (Clock.GetElapsedTime(_last.At, now) is var since && since > Longest) Longest = since;
                _last = (frame.Tick, now);
            }
            return default;
        }

        public void Close(ClosedMessage last) { }

        public void Abort() { }
    }
}
