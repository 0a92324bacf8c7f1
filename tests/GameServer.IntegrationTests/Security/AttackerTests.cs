using System.Net;
using System.Net.WebSockets;
using GameServer.IntegrationTests.Faults;
using GameServer.IntegrationTests.Host;
using Xunit.Abstractions;

namespace GameServer.IntegrationTests.Security;

/// <summary>One attacker at full speed beside 200 who play, under the limits as they are without any setting.</summary>
[Collection(FaultCollection.Name)]
public sealed class AttackerTests(ITestOutputHelper output)
{
    private const int Honest = 200;

    // What a busy machine may add to a wait of a millisecond without anybody attacking.
    private const double NoiseMs = 25;
    private const double MostCores = 0.3, CoreNoise = 0.15;

    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(3), Longest = TimeSpan.FromSeconds(6), Slack = TimeSpan.FromSeconds(2);
    private static readonly IPAddress Elsewhere = IPAddress.Parse("127.0.0.2");

    [Fact]
    public async Task Two_hundred_play_on_beside_one_attacker_who_is_cut_and_costs_little()
    {
        await using var server = await ServerProcess.StartAsync();
        await using var crowd = await HonestCrowd.ArriveAsync(server, Honest);
        var (calm, attacked) = (new List<double>(), new List<double>());
        (string Name, Func<ServerProcess, Task> Run)[] attacks =
        [
            ("pings", s => FloodAsync(s, _ => """{"type":6}""")),
            ("calls", s => FloodAsync(s, _ => """{"type":1,"target":"Ping","arguments":[{"t":1}]}""")),
            ("moves", s => FloodAsync(s, i => $$"""{"type":1,"invocationId":"m{{i}}","target":"Send","arguments":[{"room":"{room}","n":{{i + 1}},"move":"emit","args":["x"]}]}""")),
            ("joins", s => FloodAsync(s, i => $$"""{"type":1,"invocationId":"j{{i}}","target":"Join","arguments":[{"room":"KATE{{i % 8 + 2}}"}]}""")),
            ("resumes", s => AgainAsync(s, ResumeAsync)),
            ("oversize", s => AgainAsync(s, OversizeAsync)),
            ("slow headers", DripAsync),
        ];

        foreach (var (name, run) in attacks)
        {
            crowd.TakeWaits();
            var (calmCores, _) = await MeasureAsync(server, () => Task.Delay(Calm, TimeProvider.System));
            calm.AddRange(crowd.TakeWaits());
            var (cores, seconds) = await MeasureAsync(server, () => run(server));
            var waits = crowd.TakeWaits();
            attacked.AddRange(waits);
            output.WriteLine($"{name}: {seconds:F1} s, {cores - calmCores:F2} cores more than {calmCores:F2}, p99 {P99(waits):F1} ms");

            (cores - calmCores).Should().BeLessThan(MostCores + CoreNoise, name);
        }

        output.WriteLine($"p99 of {calm.Count} calm moves {P99(calm):F1} ms, of {attacked.Count} beside an attack {P99(attacked):F1} ms");
        P99(attacked).Should().BeLessThan(Math.Max(2 * P99(calm), NoiseMs));
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

    /// <summary>One connection after the other, as fast as they are let in.</summary>
    private static async Task AgainAsync(ServerProcess server, Func<RawConnection, string, string, Task> attack)
    {
        await using var first = await RawConnection.OpenFromAsync(Elsewhere, server.Hub);
        await first.HelloAsync();
        var epoch = (await first.CallAsync("Create", """{"game":"relay"}""")).GetProperty("room").GetString()!;
        var began = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(began) < Longest)
        {
            try
            {
                await using var eve = await RawConnection.OpenFromAsync(Elsewhere, server.Hub);
                await attack(eve, first.Token, epoch);
            }
            catch (Exception e) when (e is WebSocketException or System.Threading.Channels.ChannelClosedException)
            {
                // Not let in, or thrown out: what it should be.
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

    private static async Task<(double Cores, double Seconds)> MeasureAsync(ServerProcess server, Func<Task> run)
    {
        var (began, before) = (TimeProvider.System.GetTimestamp(), server.Cost.Processor);
        await run();
        var seconds = TimeProvider.System.GetElapsedTime(began).TotalSeconds;
        return ((server.Cost.Processor - before).TotalSeconds / seconds, seconds);
    }

    private static double P99(IEnumerable<double> waits)
    {
        var sorted = waits.Order().ToList();
        return sorted[(sorted.Count * 99 - 1) / 100];
    }
}
