using System.Text.Json;
using GameServer.Protocol;

namespace GameServer.IntegrationTests.Faults;

/// <summary>
/// F10 with frames: one of twelve players of a realtime room stops reading for 5 s. A twin room in which everybody reads runs beside it:
/// what is compared was measured on the same machine in the same seconds.
/// </summary>
[Collection(FaultCollection.Name)]
public sealed class F10_StoppedFramesTests(Xunit.Abstractions.ITestOutputHelper output)
{
    private const int Seats = 12, FramesASecond = 30, ReceiveBytes = 4_096;

    /// <summary>Two percentiles of one starved machine differ by chance; what waiting would add is seconds.</summary>
    private const double Noise = 20;
    private static readonly TimeSpan Stopped = TimeSpan.FromSeconds(5);

    [Fact, Trait("rule", "FRM-1"), Trait("rule", "FRM-3"), Trait("rule", "DLV-1"), Trait("rule", "DLV-3")]
    public async Task F10_Who_stops_reading_gets_few_old_frames_then_the_newest_and_every_event_once_and_delays_nobody()
    {
        await using var server = await LocalServer.StartAsync();
        var (room, silent) = await FillAsync(server.Address, ReceiveBytes);
        var (twin, _) = await FillAsync(server.Address, receiveBytes: 0);
        var others = room.Except([silent]).ToList();
        await Task.WhenAll(room.Concat(twin).Select(flyer => flyer.Reaches(flyer.Tick + FramesASecond)));

        silent.Wire.StopReading();
        var (from, taken) = (silent.Tick, silent.Seq);
        foreach (var flyer in others.Concat(twin)) flyer.Begin();
        await Task.Delay(Stopped, TimeProvider.System);
        var (with, without) = (P99(others), P99(twin));
        var (to, head) = (others.Max(flyer => flyer.Tick), others.Max(flyer => flyer.Seq));
        silent.Begin();
        silent.Wire.ReadOn();
        await Task.WhenAll(silent.Reaches(to + FramesASecond), silent.Takes(head)).WaitAsync(FaultRun.Patience);

        var ticks = silent.Ticks;
        output.WriteLine($"frame interval p99 with a stopped reader {with:0.0} ms, without {without:0.0} ms; {ticks.Count(tick => tick <= to)} old frames of {to - from}, {head - taken} events");
        (to - from).Should().BeGreaterThan(3 * FramesASecond, "the room went on");
        head.Should().BeGreaterThan(taken, "and something happened in it");
        ticks.Should().BeInAscendingOrder();
        ticks.Where(tick => tick > from + 2 * FramesASecond && tick < to - FramesASecond).Should().BeEmpty("at most two seconds are shown late, and then the newest");
        silent.Problem.Should().BeNull("no number was skipped, doubled or replaced by a state");
        silent.Wire.Closed.IsCompleted.Should().BeFalse();
        with.Should().BeLessThanOrEqualTo(Math.Max(1.5 * without, without + Noise), "a room never awaits a connection");
        foreach (var flyer in room.Concat(twin)) await flyer.Wire.DisposeAsync();
    }

    private static async Task<(List<Flyer> All, Flyer Last)> FillAsync(Uri server, int receiveBytes)
    {
        var all = new List<Flyer>();
        while (all.Count < Seats) all.Add(await Flyer.EnterAsync(server, all.FirstOrDefault()?.Room, all.Count == Seats - 1 ? receiveBytes : 0));
        return (all, all[^1]);
    }

    private static double P99(IEnumerable<Flyer> flyers)
    {
        var all = flyers.SelectMany(flyer => flyer.Intervals).Order().ToList();
        return all[(int)(all.Count * 0.99)];
    }

    /// <summary>A player who flies in circles, tells what it has seen, and notes when each frame came.</summary>
    private sealed class Flyer
    {
        private const int SeenEvery = 8, SteersEvery = 6;

        private readonly Lock _lock = new();
        private readonly List<(long Tick, long At)> _frames = [];
        private readonly List<(Func<bool> IsReached, TaskCompletionSource Reached)> _waits = [];
        private readonly List<(string Name, JsonElement[] Arguments)> _early = []; // what overtakes the answer of the join
        private long _inputs;

        private Flyer(WireClient wire)
        {
            Wire = wire;
            wire.Captures = false;
            wire.Heard = Hear;
        }

        public WireClient Wire { get; }
        public string? Room { get; private set; }
        public long Seq { get; private set; }
        public long Tick { get; private set; } = -1;
        public string? Problem { get; private set; }

        public IReadOnlyList<long> Ticks
        {
            get { lock (_lock) return [.. _frames.Select(frame => frame.Tick)]; }
        }

        /// <summary>Milliseconds from each frame to the next.</summary>
        public IReadOnlyList<double> Intervals
        {
            get { lock (_lock) return [.. _frames.Zip(_frames.Skip(1), (a, b) => TimeProvider.System.GetElapsedTime(a.At, b.At).TotalMilliseconds)]; }
        }

        /// <summary>Takes a seat in a room; without one, opens it.</summary>
        public static async Task<Flyer> EnterAsync(Uri server, string? room, int receiveBytes)
        {
            var flyer = new Flyer(await WireClient.ConnectAsync(server, receiveBytes));
            await flyer.Wire.CallAsync<Welcome>(HubMethods.Hello, new HelloRequest { Protocol = Protocol.Wire.Version });
            var joined = room is null
                ? await flyer.Wire.CallAsync<Joined>(HubMethods.Create, new CreateRequest("sparks"))
                : await flyer.Wire.CallAsync<Joined>(HubMethods.Join, new JoinRequest(room));
            joined.Seat.Should().NotBeNull("there are twelve seats");
            lock (flyer._lock)
            {
                (flyer.Room, flyer.Seq) = (joined.Room!, joined.Snapshot!.Seq);
                foreach (var (name, arguments) in flyer._early) flyer.Hear(name, arguments);
            }
            return flyer;
        }

        /// <summary>What was noted of frames so far is forgotten.</summary>
        public void Begin()
        {
            lock (_lock) _frames.Clear();
        }

        public Task Reaches(long tick) => Until(() => Tick >= tick);

        public Task Takes(long seq) => Until(() => Seq >= seq);

        private Task Until(Func<bool> isReached)
        {
            lock (_lock)
            {
                if (isReached()) return Task.CompletedTask;
                var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _waits.Add((isReached, reached));
                return reached.Task;
            }
        }

        private void Hear(string name, JsonElement[] arguments)
        {
            lock (_lock)
            {
                if (Room is null) _early.Add((name, arguments));
                if (arguments[0].GetString() != Room) return; // the player's own room
                if (name == ClientMethods.Events) Take(arguments);
                else if (name == ClientMethods.Frame) Show(arguments);
                else Problem ??= $"{name} after event {Seq}";
                foreach (var (_, reached) in _waits.Where(wait => wait.IsReached())) reached.TrySetResult();
                _waits.RemoveAll(wait => wait.Reached.Task.IsCompleted);
            }
        }

        private void Take(JsonElement[] arguments)
        {
            var seq = arguments[2].GetInt64() - 1;
            if (seq != Seq) Problem ??= $"event {seq + 1} came after {Seq}";
            foreach (var entry in arguments[3].EnumerateArray()) seq = entry.TryGetProperty("hidden", out var upTo) ? upTo.GetInt64() : seq + 1;
            Seq = seq;
            Tell(HubMethods.Seen, new SeenRequest(Room!, Seq));
        }

        private void Show(JsonElement[] arguments)
        {
            Tick = arguments[1].GetInt64();
            _frames.Add((Tick, TimeProvider.System.GetTimestamp()));
            if (arguments[2].GetInt64() > Seq) Problem ??= $"frame {Tick} outran event {Seq + 1}";
            if (_frames.Count % SeenEvery == 0) Tell(HubMethods.Seen, new SeenRequest(Room!, Seq, Tick));
            if (_frames.Count % SteersEvery == 0) Tell(HubMethods.Input, new InputRequest(Room!, ++_inputs, RawJson.From(new { x = Math.Cos(Tick / 40.0), y = Math.Sin(Tick / 40.0), dashes = _inputs / 12 })));
        }

        private void Tell(string method, object request) => _ = Wire.TellAsync(method, request).ContinueWith(_ => { }, TaskScheduler.Default);
    }
}
