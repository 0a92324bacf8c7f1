using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace GameServer.Delivery;

/// <summary>
/// What SignalR itself says to a client, its handshake, answers and pings: each flush is one message, in the order of <see cref="FrameWriter"/>.
/// SignalR writes one at a time. What it writes lies in memory of the shared pool until it is flushed: a client at rest holds none.
/// </summary>
internal sealed class HubOutput(FrameWriter writer, ITransferFormatFeature format) : PipeWriter
{
    private const int LeastBytes = 1 << 10;

    private byte[] _message = [];
    private int _length;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_message.Length - _length < Math.Max(1, sizeHint))
        {
            var larger = ArrayPool<byte>.Shared.Rent(Math.Max(LeastBytes, Math.Max(2 * _length, _length + sizeHint)));
            _message.AsSpan(0, _length).CopyTo(larger);
            GiveBack();
            _message = larger;
        }
        return _message.AsMemory(_length);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes) => _length += bytes;

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_length == 0) return default;
        var frame = HubEncoding.Frame(format.ActiveFormat == TransferFormat.Text, _length, out var payload);
        _message.AsSpan(0, _length).CopyTo(payload);
        GiveBack();
        (_message, _length) = ([], 0);
        var writing = writer.WriteAsync(frame);
        return writing.IsCompletedSuccessfully ? default : WaitAsync(writing);
    }

    public override void CancelPendingFlush()
    {
    }

    public override void Complete(Exception? exception = null)
    {
    }

    private void GiveBack()
    {
        if (_message.Length > 0) ArrayPool<byte>.Shared.Return(_message);
    }

    private static async ValueTask<FlushResult> WaitAsync(ValueTask writing)
    {
        await writing;
        return default;
    }
}
