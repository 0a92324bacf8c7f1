using System.Net;
using System.Net.WebSockets;
using GameServer.IntegrationTests.Faults;
using GameServer.IntegrationTests.Host;
using Figures = GameServer.Reliability.Figures;
using Xunit.Abstractions;

namespace GameServer.IntegrationTests.Security;

/// <summary>One attacker at full speed beside 40 who play, under the limits as they are without any setting. Calm and attack take turns, so that both meet the same machine.</summary>
[Collection(FaultCollection.Name)]
public sealed class AttackerTests(ITestOutputHelper output)
{
    private const int Honest = 40, Side = 4;

    // What a busy machine may add to a wait of a few milliseconds without anybody attacking.
    private const double NoiseMs = 50, MostTimesAsSlow = 3, LeastOfTheirMoves = 0.75;
    private const double MostCores = 0.3, CoreNoise = 0.15;

    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(2), Again = TimeSpan.FromSeconds(3), Longest = TimeSpan.FromSeconds(6), Slack = TimeSpan.FromSeconds(4);
    private static readonly IPAddress Elsewhere = IPAddress.Parse("127.0.0.2");

    [Fact]
    public async Task Forty_play_on_beside_one_attacker_who_is_cut_and_costs_little()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var crowd = await HonestCrowd.ArriveAsync(server, Honest);
        var (calm, attacked) = (new Stretch(), new Stretch());
        (string Name, Func<ServerProcess, Task> Run)[] attacks =
        [
            ("pings", s => FloodAsync(s, _ => """{"type":6}""")),
            ("calls", s => FloodAsync(s, _ => """{"type":1,"target":"Ping","arguments":[{"t":1}]}""")),
            ("moves", s => FloodAsync(s, i => $$"""{"type":1,"invocationId":"m{{i}}","target":"Send","arguments":[{"room":"{room}","n":{{i + 1}},"move":"emit","args":["x"]}]}""")),
            ("joins", s => FloodAsync(s, i => $$"""{"type":1,"invocationId":"j{{i}}","target":"Join","arguments":[{"room":"KATE{{i % 8 + 2}}"}]}""")),
            ("slow headers", DripAsync),
            ("resumes", s => AgainAsync(s, ResumeAsync)),
            ("oversize", s => AgainAsync(s, OversizeAsync)),
        ];
        var (quiet, costs) = (double.MaxValue, new List<(string Name, double Cores)>());
        await Task.Delay(3 * Calm, TimeProvider.System); // a server that has just started has much to compile

        foreach (var (name, run) in attacks)
        {
            var before = await MeasureAsync(server, crowd, calm, () => Task.Delay(Calm, TimeProvider.System));
            var beside = await MeasureAsync(server, crowd, attacked, () => run(server));
            output.WriteLine($"{name}: {beside.Seconds:F1} s, {beside.Cores:F2} cores after {before.Cores:F2}, p99 {beside.P99:F1} ms after {before.P99:F1} ms");
            quiet = Math.Min(quiet, before.Cores);
            costs.Add((name, beside.Cores));
        }

        output.WriteLine($"{calm.PerSecond:F0} calm moves a second with a p99 of {calm.P99:F1} ms, {attacked.PerSecond:F0} and {attacked.P99:F1} ms beside an attack");
        costs.Should().OnlyContain(cost => cost.Cores - quiet < MostCores + CoreNoise);
        attacked.P99.Should().BeLessThan(Math.Max(MostTimesAsSlow * calm.P99, NoiseMs));
        attacked.PerSecond.Should().BeGreaterThan(LeastOfTheirMoves * calm.PerSecond);
        crowd.Fallen.Should().BeEmpty("nobody honest lost anything");
    }

    /// <summary>One connection that writes as fast as it can, until it is closed.</summary>
    private static async Task FloodAsync(ServerProcess server, Func<int, string> message)
    {
        await using var eve = await RawConnection.OpenFromAsync(Elsewhere, server.Hub);
        await eve.HelloAsync();
        var room = (await eve.CallAsync("Create", """{"game":"relay"}""")).GetProperty("room").GetString()!;
        var began = TimeProvider.System.GetTimestamp();
        var flooding = Task.Run(async () =>
        {
            try
            {
                for (var i = 0; !eve.Closed.IsCompleted; i += 50)
                    await eve.SendTextAsync(string.Join('\u001e', Enumerable.Range(i, 50).Select(message)).Replace("{room}", room, StringComparison.Ordinal));
            }
            catch (Exception e) when (e is WebSocketException or ObjectDisposedException or IOException)
            {
            }
        });

        (await eve.NextAsync("closed"))[0].GetString().Should().Be("flooding");
        await eve.Closed.WaitAsync(RunningServer.Patience);
        TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(Longest + Slack);
        await flooding.WaitAsync(RunningServer.Patience);
    }

    /// <summary>Connections side by side, one after the other, as fast as they are let in.</summary>
    private static async Task AgainAsync(ServerProcess server, Func<RawConnection, string, string, Task> attack)
    {
        await using var first = await RawConnection.OpenFromAsync(Elsewhere, server.Hub);
        await first.HelloAsync();
        var room = (await first.CallAsync("Create", """{"game":"relay"}""")).GetProperty("room").GetString()!;
        var began = TimeProvider.System.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, Side).Select(_ => Task.Run(DialOnAsync)));

        async Task DialOnAsync()
        {
            while (TimeProvider.System.GetElapsedTime(began) < Again)
            {
                try
                {
                    await using var eve = await RawConnection.OpenFromAsync(Elsewhere, server.Hub);
                    await attack(eve, first.Token, room);
                }
                catch (Exception e) when (e is WebSocketException or System.Threading.Channels.ChannelClosedException)
                {
                    // Not let in, or thrown out: what it should be.
                }
            }
        }
    }

    private static Task ResumeAsync(RawConnection eve, string token, string room) =>
        eve.HelloAsync($$"""{"protocol":1,"token":"{{token}}","takeOver":true,"join":[{"room":"{{room}}"}]}""");

    private static async Task OversizeAsync(RawConnection eve, string token, string room)
    {
        await eve.SendTextAsync(new string('x', 200_000));
        await eve.Closed.WaitAsync(RunningServer.Patience);
    }

    /// <summary>Requests that never end.</summary>
    private static async Task DripAsync(ServerProcess server)
    {
        var drippers = new List<RawSocket>();
        for (var i = 0; i < 200; i++)
        {
            var dripper = await RawSocket.ConnectAsync(server.Address, Elsewhere);
            await dripper.SendAsync("GET / HTTP/1.1\r\nX-Slow: ");
            drippers.Add(dripper);
        }
        await Task.WhenAll(drippers.Select(dripper => dripper.ReadToEndAsync()));
        foreach (var dripper in drippers) dripper.Dispose();
    }

    private static async Task<(double Cores, double Seconds, double P99)> MeasureAsync(ServerProcess server, HonestCrowd crowd, Stretch into, Func<Task> run)
    {
        crowd.TakeWaits();
        var (began, before) = (TimeProvider.System.GetTimestamp(), server.Cost.Processor);
        await run();
        var (seconds, processor) = (TimeProvider.System.GetElapsedTime(began).TotalSeconds, server.Cost.Processor - before);
        var waits = crowd.TakeWaits();
        into.Add(seconds, waits);
        return (processor.TotalSeconds / seconds, seconds, Figures.Percentile(waits, 99));
    }

    /// <summary>What the honest did in some part of the run.</summary>
    private sealed class Stretch
    {
        private readonly List<double> _waits = [];
        private double _seconds;

        public double P99 => Figures.Percentile(_waits, 99);

        public double PerSecond => _waits.Count / _seconds;

        public void Add(double seconds, IReadOnlyList<double> waits)
        {
            _seconds += seconds;
            _waits.AddRange(waits);
        }
    }
}
