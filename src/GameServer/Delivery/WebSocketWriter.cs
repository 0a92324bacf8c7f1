using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;

namespace GameServer.Delivery;

/// <summary>A WebSocket as a pipe's output: a flush sends what was written as one message. Used by one writer at a time, SignalR sees to that.</summary>
internal sealed class WebSocketWriter(WebSocket socket, HubSocket connection, TimeProvider time) : PipeWriter
{
    private static readonly FlushResult Sent = new(isCanceled: false, isCompleted: false);
    private static readonly FlushResult Gone = new(isCanceled: false, isCompleted: true);

    private RentedBuffer _held;
    private volatile bool _isCompleted;
    private long _sendingSince; // a timestamp of the clock; 0: no send hangs

    /// <summary>While true a flush sends nothing: more comes, and leaves in the same message.</summary>
    public volatile bool HoldsBack;

    /// <summary>How long the send under way has been hanging. Any thread.</summary>
    public TimeSpan SendingFor => Volatile.Read(ref _sendingSince) is var since and not 0 ? time.GetElapsedTime(since) : TimeSpan.Zero;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _held.Reserve(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _held.Reserve(sizeHint).Span;

    public override void Advance(int bytes) => _held.Advance(bytes);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default) =>
        HoldsBack || _held.Length == 0 ? new(Sent) : SendAsync(_held.Written);

    // Nothing else is waiting: it needs no copy.
    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (!HoldsBack && _held.Length == 0) return SendAsync(source);
        _held.Write(source.Span);
        return FlushAsync(cancellationToken);
    }

    public override void CancelPendingFlush() { }

    public override void Complete(Exception? exception = null) => _isCompleted = true;

    private ValueTask<FlushResult> SendAsync(ReadOnlyMemory<byte> message)
    {
        if (_isCompleted) return new(Gone);
        try
        {
            var kind = connection.ActiveFormat == TransferFormat.Binary ? WebSocketMessageType.Binary : WebSocketMessageType.Text;
            var sending = socket.SendAsync(message, kind, endOfMessage: true, default);
            if (!sending.IsCompletedSuccessfully) return SendSlowAsync(sending);
            _held.Clear();
            return new(Sent);
        }
        catch (Exception e) when (HubSocket.IsGone(e))
        {
            return new(Gone);
        }
    }

    private async ValueTask<FlushResult> SendSlowAsync(ValueTask sending)
    {
        Volatile.Write(ref _sendingSince, Math.Max(1, time.GetTimestamp()));
        try
        {
            await sending;
            return Sent;
        }
        catch (Exception e) when (HubSocket.IsGone(e)) // its reader says so
        {
            return Gone;
        }
        finally
        {
            Volatile.Write(ref _sendingSince, 0);
            _held.Clear();
        }
    }
}
