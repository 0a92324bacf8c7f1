using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace GameServer.Protocol;

/// <summary>
/// SignalR's MessagePack protocol, spoken by way of its JSON protocol: every message is turned from one into the other, once,
/// so that both carry the same values under the same rules. Thread-safe.
/// </summary>
/// <param name="json">Reads and judges what came, and makes what goes.</param>
internal sealed class MessagePackProtocol(IHubProtocol json) : IHubProtocol
{
    /// <summary>More than this is not kept for the next message.</summary>
    private const int KeptBytes = 64 << 10;

    [ThreadStatic] private static ArrayBufferWriter<byte>? t_read;
    [ThreadStatic] private static MessagePackWriter? t_written;

    public string Name => "messagepack";

    public int Version => json.Version;

    public TransferFormat TransferFormat => TransferFormat.Binary;

    public bool IsVersionSupported(int version) => json.IsVersionSupported(version);

    /// <exception cref="InvalidDataException">What came is no message; the connection cannot go on.</exception>
    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        message = null;
        if (!MessagePackMessage.TryTake(ref input, out var packed)) return false;
        var buffer = t_read is { Capacity: <= KeptBytes } kept ? kept : t_read = new ArrayBufferWriter<byte>(1_024);
        buffer.ResetWrittenCount();
        MessagePackMessage.ToJson(packed.IsSingleSegment ? packed.FirstSpan : packed.ToArray(), buffer);
        var text = new ReadOnlySequence<byte>(buffer.WrittenMemory);
        return json.TryParseMessage(ref text, binder, out message);
    }

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output)
    {
        var written = t_written ??= new MessagePackWriter();
        written.Clear();
        MessagePackMessage.FromJson(json.GetMessageBytes(message).Span, written);
        written.CopyTo(output);
    }

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message)
    {
        var output = new ArrayBufferWriter<byte>();
        WriteMessage(message, output);
        return output.WrittenMemory;
    }
}
