using System.Buffers.Binary;
using System.Text;
using GameServer.Delivery;
using GameServer.Engine;
using GameServer.Hubs;
using GameServer.Protocol;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace GameServer.IntegrationTests.Host;

/// <summary>The short way that events and answers are written, beside SignalR's writer.</summary>
public sealed class MoveWriterTests
{
    private static readonly JsonHubProtocol Long = new(Options.Create(new Microsoft.AspNetCore.SignalR.JsonHubProtocolOptions { PayloadSerializerOptions = StrictJson.Options }));

    private static readonly RawJson Entries = new(Encoding.UTF8.GetBytes("""[{"type":"é","at":1,"data":{}},{"hidden":92}]"""));

    [Theory]
    [InlineData("17", """{"n":1,"ok":true}""")]
    [InlineData("a-b_C", "null")]
    public void An_answer_is_the_bytes_that_the_long_way_makes(string invocation, string ack)
    {
        var result = new RawJson(Encoding.UTF8.GetBytes(ack));

        Text(MoveWriter.Write(invocation, result)!).Should().Be(Text(Long.GetMessageBytes(CompletionMessage.WithResult(invocation, result))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    [InlineData(70_000)]
    public void Events_are_the_bytes_that_the_long_way_makes(int padding)
    {
        var entries = new RawJson(Encoding.UTF8.GetBytes($$"""[{"type":"é","at":1,"data":"{{new string('x', padding)}}"},{"hidden":92}]"""));

        Text(MoveWriter.Write(Batch("KITE7", entries))!).Should().Be(Text(Long.GetMessageBytes(new InvocationMessage("events", ["KITE7", "38bd098a189e066f", 90L, entries]))));
    }

    [Theory]
    [InlineData("a\"b")]
    [InlineData("ä")]
    [InlineData("KI\u001eTE")]
    public void A_name_that_is_not_plain_is_left_to_that_one(string name)
    {
        MoveWriter.Write(name, Entries).Should().BeNull();
        MoveWriter.Write(Batch(name, Entries)).Should().BeNull();
        Text(HubEncoding.Of(Batch(name, Entries), Long).ToArray()).Should().Be(Text(Long.GetMessageBytes(new InvocationMessage("events", [name, "38bd098a189e066f", 90L, Entries]))));
        Text(HubEncoding.Of(name, Entries, Long)).Should().Be(Text(Long.GetMessageBytes(CompletionMessage.WithResult(name, Entries))));
    }

    [Fact]
    public void So_is_one_that_is_very_long() => MoveWriter.Write(new string('1', 300), Entries).Should().BeNull();

    private static EventBatch Batch(string room, RawJson entries) => new(room, "38bd098a189e066f", first: 90, last: 92, count: 2, entries);

    private static string Text(ReadOnlyMemory<byte> message) => Encoding.UTF8.GetString(message.Span);

    // Without the header: one whole text message (RFC 6455, 5.2).
    private static string Text(byte[] frame)
    {
        frame[0].Should().Be(0x81);
        var (header, length) = frame[1] switch
        {
            126 => (4, (long)BinaryPrimitives.ReadUInt16BigEndian(frame.AsSpan(2))),
            127 => (10, BinaryPrimitives.ReadInt64BigEndian(frame.AsSpan(2))),
            var few => (2, few),
        };
        length.Should().Be(frame.Length - header);
        return Encoding.UTF8.GetString(frame.AsSpan(header));
    }
}
