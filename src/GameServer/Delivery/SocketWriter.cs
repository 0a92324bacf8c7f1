using System.IO.Pipelines;
using System.Net.Sockets;

namespace GameServer.Delivery;

/// <summary>
/// A connection's output without the pipe and the sending loop that Kestrel keeps for it: a flush hands the bytes to the kernel here and now.
/// That saves a thread hop and a wake-up for every message. Only what the kernel does not take at once waits, and its flush with it:
/// nothing gathers in this process for a client that reads nothing (DLV-3).
/// Used by one writer at a time, as every PipeWriter; what it replaces is only completed, never written to.
/// </summary>
internal sealed class SocketWriter : PipeWriter
{
    private static readonly FlushResult Sent = new(isCanceled: false, isCompleted: false);
    private static readonly FlushResult Gone = new(isCanceled: false, isCompleted: true);

    private readonly Socket _socket;
    private readonly PipeWriter _replaced;
    private RentedBuffer _buffer;
    private Task<FlushResult>? _flushing;

    public SocketWriter(Socket socket, PipeWriter replaced)
    {
        (_socket, _replaced) = (socket, replaced);
        socket.Blocking = false; // a send that would block says so
    }

    public override bool CanGetUnflushedBytes => true;

    public override long UnflushedBytes => _buffer.Length;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _buffer.Reserve(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => _buffer.Reserve(sizeHint).Span;

    public override void Advance(int bytes) => _buffer.Advance(bytes);

    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_buffer.Length == 0) return new(Sent);
        try
        {
            var sent = _socket.Send(_buffer.Written.Span, SocketFlags.None, out var error);
            if (error == SocketError.Success && sent == _buffer.Length)
            {
                _buffer.Clear();
                return new(Sent);
            }
            if (error is SocketError.Success or SocketError.WouldBlock) return FlushSlowAsync(error == SocketError.Success ? sent : 0);
        }
        catch (ObjectDisposedException) { } // it was cut
        _buffer.Clear();
        return new(Gone);
    }

    public override void CancelPendingFlush() => _replaced.CancelPendingFlush();

    public override void Complete(Exception? exception = null) => _ = CompleteAsync(exception).AsTask();

    // Completing what this replaces makes Kestrel shut the socket down: not under a send.
    public override async ValueTask CompleteAsync(Exception? exception = null)
    {
        if (_flushing is { } flushing) await flushing;
        _buffer.Clear();
        await _replaced.CompleteAsync(exception);
    }

    private ValueTask<FlushResult> FlushSlowAsync(int sent)
    {
        _flushing = SendRestAsync(sent);
        return new(_flushing);
    }

    private async Task<FlushResult> SendRestAsync(int sent)
    {
        try
        {
            while (sent < _buffer.Length) sent += await _socket.SendAsync(_buffer.Written[sent..]);
            return Sent;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) // it was cut; its reader says so
        {
            return Gone;
        }
        finally
        {
            _buffer.Clear();
        }
    }
}
