using System.Buffers.Binary;
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

        var frame = HubEncoding.Of(Message(message, [.. arguments.EnumerateArray()]), server.Services.GetRequiredService<IHubProtocol>());

        var header = frame.Span[1] <= 125 ? 2 : 4;
        var written = JsonDocument.Parse(frame[header..^1]).RootElement;
        written.GetProperty("type").GetInt32().Should().Be(1);
        written.GetProperty("target").GetString().Should().Be(message);
        JsonElement.DeepEquals(written.GetProperty("arguments"), arguments).Should().BeTrue($"{title} is {written}");
    }

    [Fact]
    public async Task A_message_is_encoded_once_for_everybody_who_speaks_the_same_protocol()
    {
        await using var server = await RunningServer.StartAsync();
        var left = new LeftMessage("KITE7", "kicked");
        var protocols = server.Services.GetServices<IHubProtocol>().ToDictionary(protocol => protocol.Name);
        var (json, packed) = (protocols["json"], protocols["messagepack"]);

        HubEncoding.Of(left, json).Should().Be(HubEncoding.Of(left, json)).And.NotBe(HubEncoding.Of(left, packed));
        HubEncoding.Of(left, packed).Should().Be(HubEncoding.Of(left, packed));
    }

    [Theory]
    [InlineData(125, 2)]
    [InlineData(126, 4)]
    [InlineData(65_535, 4)]
    [InlineData(65_536, 10)]
    public void A_frame_says_how_long_it_is(int length, int header)
    {
        var empty = HubEncoding.Of(new LeftMessage("", "kicked"), new JsonHubProtocol()).Length - 2;
        var frame = HubEncoding.Of(new LeftMessage(new string('R', length - empty), "kicked"), new JsonHubProtocol()).Span;

        frame.Length.Should().Be(header + length);
        (header == 2 ? frame[1] : header == 4 ? BinaryPrimitives.ReadUInt16BigEndian(frame[2..]) : BinaryPrimitives.ReadInt64BigEndian(frame[2..])).Should().Be(length);
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
