using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using GameServer.Engine;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace GameServer.IntegrationTests.Host;

/// <summary>The way of a move as spans, and figures and spans on their way to a collector.</summary>
public sealed class TraceTests
{
    [Fact]
    public async Task A_move_is_a_span_with_its_turn_its_commit_and_its_delivery_inside()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == Node.TraceSource,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var server = await RunningServer.StartAsync();
        await using var ann = await server.WelcomedAsync("Ann");
        var room = (await ann.CallAsync("Create", """{"game":"relay"}""")).GetProperty("room").GetString();

        await ann.CallAsync("Send", $$"""{"room":"{{room}}","n":1,"move":"emit","args":["hi"]}""");
        await ann.EventAsync(room!, "hi");

        var move = await SpanAsync(spans, span => span.OperationName == "move" && Equals(span.GetTagItem("room"), room));
        var parts = spans.Where(span => span.ParentSpanId == move.SpanId).OrderBy(span => span.StartTimeUtc).ToList();
        move.GetTagItem("game").Should().Be("relay");
        move.GetTagItem("outcome").Should().Be("Accepted");
        parts.Select(span => span.OperationName).Should().Equal("turn", "commit", "deliver");
        parts.Should().OnlyContain(span => span.StartTimeUtc >= move.StartTimeUtc && span.StartTimeUtc + span.Duration <= move.StartTimeUtc + move.Duration);
    }

    [Fact]
    public async Task A_collector_that_is_named_gets_figures_and_spans()
    {
        var received = new ConcurrentDictionary<string, string>();
        await using var collector = WebApplication.CreateSlimBuilder().Build();
        collector.Urls.Add("http://127.0.0.1:0");
        collector.Run(async context =>
        {
            using var body = new MemoryStream();
            await context.Request.Body.CopyToAsync(body);
            received.AddOrUpdate(context.Request.Path, _ => Encoding.Latin1.GetString(body.ToArray()), (_, old) => old + Encoding.Latin1.GetString(body.ToArray()));
        });
        await collector.StartAsync();

        await using (var server = await RunningServer.StartAsync(builder => builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Urls.First(),
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
        })))
        {
            await using var ann = await server.WelcomedAsync("Ann");
            var room = (await ann.CallAsync("Create", """{"game":"relay"}""")).GetProperty("room").GetString();
            await ann.CallAsync("Send", $$"""{"room":"{{room}}","n":1,"move":"emit","args":["hi"]}""");
        }

        received["/v1/metrics"].Should().Contain("game.moves").And.Contain("game.recovery.rooms").And.Contain("gameserver");
        received["/v1/traces"].Should().Contain("deliver").And.Contain("commit");
    }

    private static async Task<Activity> SpanAsync(ConcurrentQueue<Activity> spans, Func<Activity, bool> wanted)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            if (spans.FirstOrDefault(wanted) is { } found) return found;
            TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(RunningServer.Patience);
            await Task.Yield();
        }
    }
}
