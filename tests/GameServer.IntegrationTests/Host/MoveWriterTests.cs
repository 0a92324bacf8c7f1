using System.Text;
using GameServer.Hubs;
using GameServer.Protocol;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace GameServer.IntegrationTests.Host;

/// <summary>The short way that events and answers are written, beside SignalR's writer.</summary>
public sealed class MoveWriterTests
{
    private static readonly JsonHubProtocol Long = new(Options.Create(new Microsoft.AspNetCore.SignalR.JsonHubProtocolOptions { PayloadSerializerOptions = StrictJson.Options }));

    public static TheoryData<HubMessage> Written => new(
        CompletionMessage.WithResult("17", RawJson.From(new { n = 1, ok = true })),
        CompletionMessage.WithResult("a-b_C", default(RawJson)),
        new InvocationMessage("events", ["KITE7", "38bd098a189e066f", 90L, new RawJson(Encoding.UTF8.GetBytes("""[{"type":"é","at":1,"data":{}},{"hidden":92}]"""))]));

    public static TheoryData<HubMessage> Left => new(
        CompletionMessage.WithResult("a\"b", RawJson.From(1)),
        CompletionMessage.WithResult("ä", RawJson.From(1)),
        CompletionMessage.WithResult(new string('1', 300), RawJson.From(1)),
        CompletionMessage.WithResult("1", "no move's answer"),
        CompletionMessage.WithError("1", "failed"),
        new InvocationMessage("events", ["KI\u001eTE", "e", 90L, RawJson.From(1)]),
        new InvocationMessage("snapshot", ["KITE7", "e", 90L, RawJson.From(1)]),
        new InvocationMessage("7", "events", ["KITE7", "e", 90L, RawJson.From(1)]));

    [Theory, MemberData(nameof(Written))]
    public void It_makes_the_bytes_that_the_long_way_makes(HubMessage message) =>
        Encoding.UTF8.GetString(MoveWriter.Write(message)!).Should().Be(Encoding.UTF8.GetString(Long.GetMessageBytes(message).Span));

    [Theory, MemberData(nameof(Left))]
    public void All_else_is_left_to_that_one(HubMessage message) => MoveWriter.Write(message).Should().BeNull();
}
