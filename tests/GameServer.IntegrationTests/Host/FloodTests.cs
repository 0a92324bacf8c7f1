using GameServer.Delivery;
using GameServer.IntegrationTests.Security;
using Microsoft.AspNetCore.Connections;

namespace GameServer.IntegrationTests.Host;

/// <summary>Bytes are counted below SignalR, whose pings no filter sees.</summary>
public sealed class FloodTests
{
    [Theory]
    [InlineData("""{"type":6}""", "SignalR's own pings")]
    [InlineData("""{"type":1,"target":"Ping","arguments":[{"t":1}]}""", "calls")]
    public async Task Who_sends_too_much_for_five_seconds_is_closed(string message, string because)
    {
        await using var server = await RunningServer.StartAsync(("Limits:InBytesPerSecond", "4096"), ("Limits:InBytesBurst", "8192"));
        await using var ann = await server.WelcomedAsync("Ann");
        await using var bea = await server.WelcomedAsync("Bea");
        var flood = string.Join('\u001e', Enumerable.Repeat(message, 100));

        var flooding = Task.Run(async () =>
        {
            try
            {
                while (!ann.Closed.IsCompleted) await ann.SendTextAsync(flood);
            }
            catch (Exception e) when (e is System.Net.WebSockets.WebSocketException or ObjectDisposedException)
            {
            }
        });

        (await ann.NextAsync("closed"))[0].GetString().Should().Be("flooding", because);
        await ann.Closed.WaitAsync(RunningServer.Patience);
        await flooding.WaitAsync(RunningServer.Patience);
        (await bea.CallAsync("Ping", """{"t":1}""")).GetProperty("t").GetInt32().Should().Be(1);
    }

    [Theory]
    [InlineData("""{"type":6}""")]
    [InlineData("""{"type":1,"invocationId":"1","target":"Rooms","arguments":[{}]}""")]
    [InlineData("""{"type":1,"target":"Seen","arguments":[{"room":"KITE7","seq":1}]}""")]
    public async Task Who_sends_more_messages_than_all_limits_together_allow_is_closed_however_short_they_are(string message)
    {
        // Of the bytes alone a hundred thousand would be let through.
        await using var server = await RunningServer.StartAsync(("Limits:InBytesPerSecond", "10000000"), ("Limits:InBytesBurst", "10000000"));
        await using var ann = await server.WelcomedAsync("Ann");

        for (var i = 0; i < 2; i++) await ann.SendTextAsync(string.Join('\u001e', Enumerable.Repeat(message, 1_000)));

        (await ann.NextAsync("closed"))[0].GetString().Should().Be("flooding");
    }

    [Fact]
    public void Messages_within_the_limits_are_never_held_back()
    {
        var (meter, time, floods) = Meter(bytesPerSecond: 128 * 130, burst: 128 * 130);

        for (var message = 0; message < 130 * 20; message++)
        {
            meter.CountMessage(40);
            meter.Count(40);
            meter.Wait.Should().Be(TimeSpan.Zero);
            if (message % 13 == 12) time.Advance(TimeSpan.FromMilliseconds(100));
        }

        floods().Should().Be(0);
    }

    [Theory]
    [InlineData(0x89, 0x89, "pings are answered below the hub")]
    [InlineData(0x01, 0x00, "fragments without an end never reach it")]
    public async Task Who_floods_without_a_word_to_the_hub_is_cut(byte first, byte more, string because)
    {
        // The hub's own patience is not what ends it.
        await using var server = await RunningServer.StartAsync(("Limits:InBytesPerSecond", "4096"), ("Limits:InBytesBurst", "8192"), ("Net:HelloSeconds", "600"));
        using var eve = await RawSocket.UpgradeAsync(server.Address);
        var flood = Enumerable.Range(0, 500).SelectMany(_ => EmptyFrame(more)).ToArray();

        await eve.SendAsync(EmptyFrame(first));
        var flooding = async () =>
        {
            while (true) await eve.SendAsync(flood);
        };

        await flooding.Invoking(send => send().WaitAsync(RunningServer.Patience)).Should().ThrowAsync<IOException>(because);

        static byte[] EmptyFrame(byte first) => [first, 0x80, 0, 0, 0, 0];
    }

    [Fact]
    public void A_burst_is_free_and_then_reading_waits_for_the_next_second()
    {
        var (meter, time, _) = Meter();

        meter.Count(300);
        meter.Wait.Should().Be(TimeSpan.Zero, "the burst was saved up");
        time.Advance(TimeSpan.FromMilliseconds(400));
        meter.Count(1);
        meter.Wait.Should().Be(TimeSpan.FromMilliseconds(600));
        time.Advance(TimeSpan.FromMilliseconds(600));
        meter.Wait.Should().Be(TimeSpan.Zero);
        meter.Count(99);
        meter.Wait.Should().Be(TimeSpan.Zero, "a second brings its rate, and pays the debt of the one before");
        meter.Count(1);
        meter.Wait.Should().Be(TimeSpan.FromSeconds(1));
    }

    [Fact]
    public void Five_seconds_in_a_row_are_a_flood()
    {
        var (meter, time, floods) = Meter();

        for (var second = 0; second < 10; second++)
        {
            meter.Count(1_000);
            floods().Should().Be(second < 4 ? 0 : 1, $"of second {second}");
            time.Advance(TimeSpan.FromSeconds(1));
        }
    }

    [Theory]
    [InlineData(1, "a second within the rate")]
    [InlineData(0, "a second of silence")]
    public void A_second_without_excess_breaks_the_row(int bytes, string because)
    {
        var (meter, time, floods) = Meter();
        meter.Count(300); // what was saved up

        for (var second = 0; second < 20; second++)
        {
            time.Advance(TimeSpan.FromSeconds(1));
            if (second % 4 != 3) meter.Count(133);
            else if (bytes > 0) meter.Count(bytes);
        }

        floods().Should().Be(0, because);
    }

    [Fact]
    public void Signs_of_life_are_passed_on_twice_a_second()
    {
        var (meter, time, _) = Meter();
        var heard = 0;
        meter.Heard = () => heard++;

        for (var i = 0; i < 100; i++)
        {
            meter.Count(1);
            time.Advance(TimeSpan.FromMilliseconds(10));
        }

        heard.Should().Be(2);
    }

    [Fact]
    public void What_is_no_clients_own_connection_is_not_held_back()
    {
        var meter = new ConnectionMeter(new DefaultConnectionContext(), bytesPerSecond: 100, burst: 300, new StoppedTime());

        meter.Count(1_000_000);

        meter.Wait.Should().Be(TimeSpan.Zero);
    }

    [Fact]
    public async Task A_ping_counts_as_much_as_its_answer_costs()
    {
        var (meter, _, _) = Meter();
        await using var stream = new FrameStream(Stream.Null, new FrameWriter(socket: null, meter.Abort), meter);
        byte[] pong = [0x8a, 0], text = [0x81, 0];

        for (var i = 0; i < 100; i++) await stream.WriteAsync(text);
        for (var i = 0; i < 2; i++) await stream.WriteAsync(pong);
        meter.Wait.Should().Be(TimeSpan.Zero);
        await stream.WriteAsync(pong);
        meter.Count(1);

        meter.Wait.Should().Be(TimeSpan.FromSeconds(1), "six bytes each made the server write three times");
    }

    private static (ConnectionMeter Meter, StoppedTime Time, Func<int> Floods) Meter(int bytesPerSecond = 100, int burst = 300)
    {
        var (time, floods) = (new StoppedTime(), 0);
        var meter = new ConnectionMeter(new DefaultConnectionContext(), bytesPerSecond, burst, time, messageBytes: 128) { Heard = () => { }, Flooded = () => floods++ };
        meter.Begin();
        return (meter, time, () => floods);
    }
}
