using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;
using GameServer.Delivery;
using GameServer.Engine;
using GameServer.Hubs;
using GameServer.Protocol;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace GameServer.IntegrationTests.Host;

/// <summary>The short way that events, frames and answers are written, beside SignalR's writer.</summary>
public sealed class MessageWriterTests
{
    private static readonly JsonHubProtocol Long = new(Options.Create(new Microsoft.AspNetCore.SignalR.JsonHubProtocolOptions { PayloadSerializerOptions = StrictJson.Options }));

    private static readonly RawJson Entries = new(Encoding.UTF8.GetBytes("""[{"type":"é","at":1,"data":{}},{"hidden":92}]"""));

    [Theory]
    [InlineData("17", """{"n":1,"ok":true}""")]
    [InlineData("a-b_C", "null")]
    public void An_answer_is_the_bytes_that_the_long_way_makes(string invocation, string ack)
    {
        var result = new RawJson(Encoding.UTF8.GetBytes(ack));

        Text(MessageWriter.Write(invocation, result)!).Should().Be(Text(Long.GetMessageBytes(CompletionMessage.WithResult(invocation, result))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    [InlineData(70_000)]
    public void Events_are_the_bytes_that_the_long_way_makes(int padding)
    {
        var entries = new RawJson(Encoding.UTF8.GetBytes($$"""[{"type":"é","at":1,"data":"{{new string('x', padding)}}"},{"hidden":92}]"""));

        Text(MessageWriter.Write(Batch("KITE7", entries))!.Value.ToArray()).Should().Be(Text(Long.GetMessageBytes(new InvocationMessage("events", ["KITE7", "38bd098a189e066f", 90L, entries]))));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000)]
    [InlineData(70_000)]
    public void Events_with_room_around_them_are_completed_where_they_lie(int padding)
    {
        var text = Encoding.UTF8.GetBytes($$"""[{"type":"é","at":1,"data":"{{new string('x', padding)}}"},{"hidden":92}]""");
        byte[] around = [.. new byte[EventBatch.Before], .. text, .. new byte[EventBatch.Behind]];
        var entries = new RawJson(around.AsMemory(EventBatch.Before, text.Length));
        var batch = new EventBatch("KITE7", "38bd098a189e066f", RawJson.MaxInteger, RawJson.MaxInteger, count: 2, entries, around);

        var frame = MessageWriter.Write(batch)!.Value;

        Text(frame.ToArray()).Should().Be(Text(Long.GetMessageBytes(new InvocationMessage("events", ["KITE7", "38bd098a189e066f", RawJson.MaxInteger, new RawJson(text)]))));
        MemoryMarshal.TryGetArray(frame, out var where).Should().BeTrue();
        where.Array.Should().BeSameAs(around);
    }

    [Fact]
    public void Where_there_is_too_little_room_for_the_names_it_is_left_as_it_is()
    {
        var (room, around) = (new string('R', EventBatch.Before), new byte[EventBatch.Before + 2 + EventBatch.Behind]);
        "[]"u8.CopyTo(around.AsSpan(EventBatch.Before));
        var entries = new RawJson(around.AsMemory(EventBatch.Before, 2));

        var frame = MessageWriter.Write(new EventBatch(room, "38bd098a189e066f", 1, 1, count: 0, entries, around))!.Value;

        Text(frame.ToArray()).Should().Be(Text(Long.GetMessageBytes(new InvocationMessage("events", [room, "38bd098a189e066f", 1L, entries]))));
        around.AsSpan(0, EventBatch.Before).ContainsAnyExcept((byte)0).Should().BeFalse();
    }

    [Fact]
    public void A_frame_is_the_bytes_that_the_long_way_makes()
    {
        var data = new RawJson(Encoding.UTF8.GetBytes("""[["é",0.5,-1]]"""));

        Text(MessageWriter.Write(new FrameMessage("KITE7", tick: 40, basedOn: 12, data))!).Should().Be(Text(Long.GetMessageBytes(new InvocationMessage("frame", ["KITE7", 40L, 12L, data]))));
    }

    [Theory]
    [InlineData("a\"b")]
    [InlineData("ä")]
    [InlineData("KI\u001eTE")]
    public void A_name_that_is_not_plain_is_left_to_that_one(string name)
    {
        MessageWriter.Write(name, Entries).Should().BeNull();
        MessageWriter.Write(Batch(name, Entries)).Should().BeNull();
        MessageWriter.Write(new FrameMessage(name, 1, 1, Entries)).Should().BeNull();
        Text(HubEncoding.Of(Batch(name, Entries), Long).ToArray()).Should().Be(Text(Long.GetMessageBytes(new InvocationMessage("events", [name, "38bd098a189e066f", 90L, Entries]))));
        Text(HubEncoding.Of(name, Entries, Long)).Should().Be(Text(Long.GetMessageBytes(CompletionMessage.WithResult(name, Entries))));
    }

    [Fact]
    public void So_is_one_that_is_very_long() => MessageWriter.Write(new string('1', 300), Entries).Should().BeNull();

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
