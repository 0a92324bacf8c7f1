using System.Buffers.Binary;
using GameServer.Engine;
using GameServer.Hubs;
using GameServer.Protocol;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace GameServer.Delivery;

/// <summary>The engine's messages as WebSocket frames of a hub protocol: made once per protocol, whoever gets them.</summary>
internal static class HubEncoding
{
    private const byte WholeText = 0x81, WholeBinary = 0x82;

    // RFC 6455, 5.2: a length up to 125 is in the header's second byte; 126 and 127 say that two or eight bytes follow.
    private const int ShortLength = 125, TwoBytes = 126, EightBytes = 127;

    /// <summary>A message of the engine.</summary>
    public static ReadOnlyMemory<byte> Of(Outgoing message, IHubProtocol protocol)
    {
        if (message.Encoded is Frames frames && frames.Of(protocol) is { IsEmpty: false } made) return made;
        var frame = (protocol is StrictJsonProtocol ? Short(message) : null) ?? Of(Invocation(message), protocol);
        message.Encoded = (message.Encoded as Frames ?? Frames.None).With(protocol, frame);
        return frame;
    }

    /// <summary>The answer to a move.</summary>
    public static byte[] Of(string invocation, RawJson ack, IHubProtocol protocol) =>
        (protocol is StrictJsonProtocol ? MessageWriter.Write(invocation, ack) : null) ?? Of(CompletionMessage.WithResult(invocation, ack), protocol);

    /// <summary>A frame for one whole message of so many bytes, which the caller writes.</summary>
    public static byte[] Frame(bool isText, int length, out Span<byte> payload)
    {
        var header = HeaderBytes(length);
        var frame = new byte[header + length];
        WriteHeader(frame, isText, length);
        payload = frame.AsSpan(header);
        return frame;
    }

    /// <summary>Bytes that stand before a whole message of so many.</summary>
    public static int HeaderBytes(int length) => length <= ShortLength ? 2 : length <= ushort.MaxValue ? 4 : 10;

    /// <summary>Writes what stands there.</summary>
    public static void WriteHeader(Span<byte> frame, bool isText, int length)
    {
        var header = HeaderBytes(length);
        frame[0] = isText ? WholeText : WholeBinary;
        frame[1] = header == 2 ? (byte)length : header == 4 ? (byte)TwoBytes : (byte)EightBytes;
        if (header == 4) BinaryPrimitives.WriteUInt16BigEndian(frame[2..], (ushort)length);
        if (header == 10) BinaryPrimitives.WriteInt64BigEndian(frame[2..], length);
    }

    private static byte[] Of(HubMessage message, IHubProtocol protocol)
    {
        var bytes = protocol.GetMessageBytes(message).Span;
        var frame = Frame(IsJson(protocol), bytes.Length, out var payload);
        bytes.CopyTo(payload);
        return frame;
    }

    private static ReadOnlyMemory<byte>? Short(Outgoing message) => message switch
    {
        EventBatch batch => MessageWriter.Write(batch),
        FrameMessage frame => MessageWriter.Write(frame) is { } written ? written : default(ReadOnlyMemory<byte>?),
        _ => default(ReadOnlyMemory<byte>?), // a plain null would become an empty memory
    };

    private static bool IsJson(IHubProtocol protocol) => protocol.TransferFormat == TransferFormat.Text;

    private static InvocationMessage Invocation(Outgoing message) => message switch
    {
        EventBatch m => new(ClientMethods.Events, [m.Room, m.Epoch, m.First, m.Entries]),
        SnapshotMessage { Body: var body } m => new(ClientMethods.Snapshot, [m.Room, m.Epoch, body.Seq, body.State, body.Reason]),
        FrameMessage m => new(ClientMethods.Frame, [m.Room, m.Tick, m.BasedOn, m.Data]),
        // What is absent is null and not left out: SignalR's typed clients drop a message with fewer arguments than they expect.
        LeftMessage m => new(ClientMethods.Left, [m.Room, m.Reason, m.Url]),
        ClosedMessage m => new(ClientMethods.Closed, [m.Reason, m.RetryAfterMs, m.Url]),
        _ => throw new NotSupportedException($"A {message.GetType().Name} has no form on the wire."),
    };

    // Immutable, so that writers of several threads may race.
    private sealed class Frames
    {
        public static readonly Frames None = new();

        private ReadOnlyMemory<byte> _text, _binary;

        public ReadOnlyMemory<byte> Of(IHubProtocol protocol) => IsJson(protocol) ? _text : _binary;

        public Frames With(IHubProtocol protocol, ReadOnlyMemory<byte> frame) => IsJson(protocol)
            ? new Frames { _text = frame, _binary = _binary }
            : new Frames { _text = _text, _binary = frame };
    }
}
