using System.Runtime.CompilerServices;
using System.Text.Json;
using GameServer.Delivery;
using GameServer.Engine;
using GameServer.Hubs;
using GameServer.Protocol;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Xunit.Sdk;

namespace GameServer.IntegrationTests.Host;

/// <summary>The golden samples of <c>tests/protocol</c>, held by the server: it reads every call as it stands there, and writes every message so.</summary>
public sealed class WireSampleTests
{
    public static IEnumerable<object[]> Requests() => Cases("call", "requests");

    public static IEnumerable<object[]> Messages() => Cases("message", "examples");

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Every_call_is_read_as_it_stands(string call, string title, string request)
    {
        await using var server = await RunningServer.StartAsync();
        await using var connection = await server.OpenAsync();
        if (call != "Hello") await connection.HelloAsync();

        var isTold = call is "Seen" or "Visible" or "Input";
        if (isTold) await connection.TellAsync(call, request);
        var answer = isTold ? await connection.CallAsync("Ping", """{"t":1}""") : await connection.CallAsync(call, request);

        if (answer.TryGetProperty("reason", out var reason)) reason.GetString().Should().NotBe("bad_request", title);
        server.Services.GetRequiredService<Node>().Connections.Should().Be(1);
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public async Task Every_message_is_written_as_it_stands(string message, string title, string example)
    {
        await using var server = await RunningServer.StartAsync();
        var arguments = JsonDocument.Parse(example).RootElement;

        var bytes = HubEncoding.Of(Message(message, [.. arguments.EnumerateArray()])).GetSerializedMessage(server.Services.GetRequiredService<IHubProtocol>());

        var written = JsonDocument.Parse(bytes[..^1]).RootElement;
        written.GetProperty("type").GetInt32().Should().Be(1);
        written.GetProperty("target").GetString().Should().Be(message);
        JsonElement.DeepEquals(written.GetProperty("arguments"), arguments).Should().BeTrue($"{title} is {written}");
    }

    [Fact]
    public void A_message_is_encoded_once_for_everybody()
    {
        var left = new LeftMessage("KITE7", "kicked");

        HubEncoding.Of(left).Should().BeSameAs(HubEncoding.Of(left));
    }

    private static Outgoing Message(string name, JsonElement[] a) => name switch
    {
        "events" => new EventBatch(Text(a[0]), Text(a[1]), a[2].GetInt64(), last: 0, count: 0, Raw(a[3])),
        "snapshot" => new SnapshotMessage(Text(a[0]), Text(a[1]), new SnapshotBody(a[2].GetInt64(), Raw(a[3]), Text(a[4]))),
        "frame" => new FrameMessage(Text(a[0]), a[1].GetInt64(), a[2].GetInt64(), Raw(a[3])),
        "left" => new LeftMessage(Text(a[0]), Text(a[1]), a[2].GetString()),
        "closed" => new ClosedMessage(Text(a[0]), a[1].ValueKind == JsonValueKind.Null ? null : a[1].GetInt32(), a[2].GetString()),
        _ => throw new XunitException($"The message {name} is unknown to this test."),
    };

    private static string Text(JsonElement value) => value.GetString()!;

    private static RawJson Raw(JsonElement value) => RawJson.From(value);

    private static IEnumerable<object[]> Cases(string kind, string property, [CallerFilePath] string here = "")
    {
        var folder = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../protocol"));
        foreach (var file in Directory.GetFiles(folder, $"{kind}.*.json").Order(StringComparer.Ordinal))
        {
            var sample = JsonDocument.Parse(File.ReadAllText(file)).RootElement;
            var name = sample.GetProperty(kind).GetString()!;
            foreach (var example in sample.GetProperty(property).EnumerateObject()) yield return [name, example.Name, example.Value.GetRawText()];
        }
    }
}
