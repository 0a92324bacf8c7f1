using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;

namespace GameServer.Delivery;

/// <summary>What SignalR itself says to a client, its handshake, answers and pings: each flush is one message, in the order of <see cref="FrameWriter"/>. SignalR writes one at a time.</summary>
internal sealed class HubOutput(FrameWriter writer, HubSocket socket) : PipeWriter
{
    private ArrayBufferWriter<byte>? _message; // a client at rest holds none

    public override Memory<byte> GetMemory(int sizeHint = 0) => (_message ??= new()).GetMemory(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => (_message ??= new()).GetSpan(sizeHint);

    public override void Advance(int bytes) => _message!.Advance(bytes);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_message is not { WrittenCount: > 0 } message) return default;
        _message = null;
        var frame = HubEncoding.Frame(socket.ActiveFormat == TransferFormat.Text, message.WrittenCount, out var payload);
        message.WrittenSpan.CopyTo(payload);
        var writing = writer.WriteAsync(frame);
        return writing.IsCompletedSuccessfully ? default : WaitAsync(writing);
    }

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }

    private static async ValueTask<FlushResult> WaitAsync(ValueTask writing)
    {
        await writing;
        return default;
    }
}
