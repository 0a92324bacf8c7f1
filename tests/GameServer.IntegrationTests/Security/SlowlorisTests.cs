using System.Net;

namespace GameServer.IntegrationTests.Security;

public sealed class SlowlorisTests
{
    private const int Drippers = 500;

    private static readonly TimeSpan Most = TimeSpan.FromSeconds(35);

    [Fact]
    public async Task Five_hundred_who_drip_are_gone_in_35_seconds_and_the_others_do_not_notice()
    {
        await using var server = await RunningServer.StartAsync(
            ("Limits:ConnectsPerSecondPerAddress", "100000"), ("Limits:HandshakesPerSecond", "100000"), ("Limits:ConnectionsPerAddress", "100000"));
        var began = TimeProvider.System.GetTimestamp();

        // A kind each: headers that never end, a request that never comes, a body, an upgrade without a handshake.
        var drippers = await Task.WhenAll(Enumerable.Range(0, Drippers).Select(i => DripAsync(server, i)));
        var gone = Task.WhenAll(drippers.Select(dripper => dripper.ReadToEndAsync(Most * 2)));
        var slowest = TimeSpan.Zero;
        var asked = 0;
        while (!gone.IsCompleted)
        {
            var at = TimeProvider.System.GetTimestamp();
            (await server.Http.GetAsync("/readyz")).StatusCode.Should().Be(HttpStatusCode.OK);
            var took = TimeProvider.System.GetElapsedTime(at);
            if (asked++ > 0 && took > slowest) slowest = took;
            await Task.WhenAny(gone, Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System));
        }
        await gone;

        TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(Most);
        slowest.Should().BeLessThan(TimeSpan.FromSeconds(2), "a busy machine is slow, a starved server does not answer");
        foreach (var dripper in drippers) dripper.Dispose();
        await using var ann = await server.WelcomedAsync("Ann");
    }

    private static async Task<RawSocket> DripAsync(RunningServer server, int i)
    {
        var socket = i % 4 == 3 ? await RawSocket.UpgradeAsync(server.Address) : await RawSocket.ConnectAsync(server.Address);
        if (i % 4 == 0) await socket.SendAsync("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ");
        if (i % 4 == 1) await socket.SendAsync("G");
        return socket;
    }
}
