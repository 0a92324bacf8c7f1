using System.Net;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using GameServer.Operations;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Extensions.Logging;

namespace GameServer.IntegrationTests.Host;

public sealed class LogTests
{
    [Fact]
    public async Task No_token_stands_in_any_line_however_much_is_logged()
    {
        await using var server = await RunningServer.StartAsync(builder => builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Logging:LogLevel:Default"] = "Trace",
            ["Logging:LogLevel:Microsoft"] = "Trace",
            ["Logging:LogLevel:Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher"] = "Trace",
        }));
        await using var ann = await server.WelcomedAsync("Ann");
        await using var again = await server.OpenAsync();
        await again.HelloAsync($$"""{"protocol":1,"token":"{{ann.Token}}","takeOver":true}""");
        await again.CompleteAsync("Hello", $$"""{"protocol":1,"token":"{{ann.Token}}","takeOver":"yes"}""");
        await again.CallAsync("Ping", """{"t":1}""");

        server.Log.Lines.Should().Contain(line => line.Level == LogLevel.Trace, "the test would prove nothing without them");
        server.Log.Lines.Where(line => line.Text.Contains(ann.Token)).Should().BeEmpty();
    }

    [Theory]
    [InlineData("false", "127.0.0.0/24")]
    [InlineData("true", "127.0.0.2")]
    public async Task An_address_is_told_as_its_network_unless_whole_ones_are_asked_for(string logAddresses, string told)
    {
        await using var server = await RunningServer.StartAsync(
            builder => builder.Configuration["Logging:LogLevel:Default"] = "Trace", ("LogAddresses", logAddresses), ("Limits:ConnectionsPerAddress", "1"));

        await using var ann = await RawConnection.OpenFromAsync(IPAddress.Parse("127.0.0.2"), server.Hub);
        await FluentActions.Awaiting(() => RawConnection.OpenFromAsync(IPAddress.Parse("127.0.0.2"), server.Hub)).Should().ThrowAsync<WebSocketException>();

        (await server.Log.SeesAsync(1100)).Text.Should().Contain($"from {told}.");
        (await server.Log.SeesAsync(1301)).Text.Should().Contain($"from {told};");
        server.Log.Lines.Any(line => line.Text.Contains("127.0.0.2")).Should().Be(logAddresses == "true", "no line of anybody's tells it otherwise");
    }

    [Fact]
    public void Everything_of_a_server_that_runs_is_one_JSON_object_a_line()
    {
        string[] payloads =
        [
            "plain", "two\nlines", "\r\n{\"level\":\"Fatal\"}", "quote \" and \\", "{Braces}", "{{", "\0", "\u001b[31m red", "\u2028\u2029\u0085", "\ud800 half",
            "\u202e turned", "\u009b31m red", "\u007f", "zero\u200bwidth", "%00", "<script>", "' OR 1=1", "${jndi:x}", new string('x', 10_000), "\t", "ünï", "😀", "",
        ];

        var text = Written(logger =>
        {
            foreach (var payload in payloads) Odd(logger, payload, null);
        });

        var lines = text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        lines.Should().HaveCount(payloads.Length);
        foreach (var line in lines)
        {
            var entry = JsonDocument.Parse(line).RootElement;
            entry.GetProperty("level").GetString().Should().Be("Warning");
            entry.GetProperty("id").GetInt32().Should().Be(9999);
            entry.GetProperty("time").GetString().Should().EndWith("Z");
            entry.GetProperty("source").GetString().Should().Be("Test");
            entry.GetProperty("name").GetString()!.Length.Should().BeLessThanOrEqualTo(256);
            line.Length.Should().BeLessThan(1_500);
            line.Should().NotMatchRegex("[\\p{C}\\p{Zl}\\p{Zp}-[\\p{Cs}]]", "a terminal obeys some of them, and some end a line for whoever reads it");
        }
    }

    [Fact]
    public void An_exception_of_ours_is_told_whole()
    {
        var line = Written(logger => Odd(logger, "x", new InvalidOperationException("first\nsecond")));

        JsonDocument.Parse(line).RootElement.GetProperty("exception").GetString().Should().Contain("first\nsecond");
    }

    [Fact]
    public void A_repeated_warning_is_said_once_a_second()
    {
        var time = new StoppedTime();
        var quiet = new QuietLog(time);

        quiet.MaySay("a").Should().BeTrue();
        quiet.MaySay("a").Should().BeFalse();
        quiet.MaySay("b").Should().BeTrue();
        time.Advance(TimeSpan.FromSeconds(1));
        quiet.MaySay("a").Should().BeTrue();
    }

    private static readonly Action<Microsoft.Extensions.Logging.ILogger, string, Exception?> Odd =
        LoggerMessage.Define<string>(LogLevel.Warning, new EventId(9999, "Odd"), "Named {Name} just now.");

    private static string Written(Action<Microsoft.Extensions.Logging.ILogger> write)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using (var lines = new LoggerConfiguration().WriteTo.Sink(new WriterSink(output)).CreateLogger())
        using (var provider = new SerilogLoggerProvider(lines))
        {
            write(provider.CreateLogger("Test"));
        }
        return Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(output.ToString())); // as the console writes it
    }

    private sealed class WriterSink(TextWriter output) : Serilog.Core.ILogEventSink
    {
        public void Emit(Serilog.Events.LogEvent logEvent) => new JsonLines().Format(logEvent, output);
    }
}
