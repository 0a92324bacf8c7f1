using System.Buffers;
using System.Buffers.Binary;
using System.Text.Unicode;
using GameServer.Engine;
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

    private const int MostHead = 256;

    private static readonly SearchValues<char> Plain = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_");

    /// <summary>A message of the engine.</summary>
    public static ReadOnlyMemory<byte> Of(Outgoing message, IHubProtocol protocol)
    {
        if (message.Encoded is Frames frames && frames.Of(protocol) is { } made) return made;
        var frame = (IsText(protocol) && message is EventBatch batch ? Text(batch) : null) ?? Of(Invocation(message), protocol);
        message.Encoded = (message.Encoded as Frames ?? new Frames()).With(protocol, frame);
        return frame;
    }

    /// <summary>A message of SignalR's.</summary>
    public static byte[] Of(HubMessage message, IHubProtocol protocol) =>
        Frame(IsText(protocol) ? WholeText : WholeBinary, protocol.GetMessageBytes(message).Span, [], []);

    /// <summary>The answer to a call.</summary>
    public static byte[] Answer(string invocation, RawJson result, IHubProtocol protocol) =>
        (IsText(protocol) ? Text(invocation, result) : null) ?? Of(CompletionMessage.WithResult(invocation, result), protocol);

    private static bool IsText(IHubProtocol protocol) => protocol.TransferFormat == TransferFormat.Text;

    // The two that a busy server writes all the time, as SignalR's writer would. Null: it has names that would have to be escaped, or long ones.
    private static byte[]? Text(EventBatch m)
    {
        Span<byte> head = stackalloc byte[MostHead];
        return IsPlain(m.Room) && IsPlain(m.Epoch)
            && Utf8.TryWrite(head, $"{{\"type\":1,\"target\":\"{ClientMethods.Events}\",\"arguments\":[\"{m.Room}\",\"{m.Epoch}\",{m.First},", out var length)
            ? Frame(WholeText, head[..length], m.Entries.Text.Span, "]}\u001e"u8)
            : null;
    }

    private static byte[]? Text(string invocation, RawJson result)
    {
        Span<byte> head = stackalloc byte[MostHead];
        return IsPlain(invocation) && Utf8.TryWrite(head, $"{{\"type\":3,\"invocationId\":\"{invocation}\",\"result\":", out var length)
            ? Frame(WholeText, head[..length], result.Text.Span, "}\u001e"u8)
            : null;
    }

    private static bool IsPlain(string name) => !name.AsSpan().ContainsAnyExcept(Plain);

    private static byte[] Frame(byte kind, ReadOnlySpan<byte> head, ReadOnlySpan<byte> body, ReadOnlySpan<byte> tail)
    {
        var length = head.Length + body.Length + tail.Length;
        var header = length <= ShortLength ? 2 : length <= ushort.MaxValue ? 4 : 10;
        var frame = new byte[header + length];
        frame[0] = kind;
        frame[1] = header == 2 ? (byte)length : header == 4 ? (byte)TwoBytes : (byte)EightBytes;
        if (header == 4) BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), (ushort)length);
        if (header == 10) BinaryPrimitives.WriteInt64BigEndian(frame.AsSpan(2), length);
        head.CopyTo(frame.AsSpan(header));
        body.CopyTo(frame.AsSpan(header + head.Length));
        tail.CopyTo(frame.AsSpan(header + head.Length + body.Length));
        return frame;
    }

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
        private byte[]? _text, _binary;

        public byte[]? Of(IHubProtocol protocol) => IsText(protocol) ? _text : _binary;

        public Frames With(IHubProtocol protocol, byte[] frame) => IsText(protocol)
            ? new Frames { _text = frame, _binary = _binary }
            : new Frames { _text = _text, _binary = frame };
    }
}
