namespace GameServer.Delivery;

/// <summary>
/// An upgraded connection as the WebSocket sees it: it reads from Kestrel, and its frames (pongs, the goodbye; what another node says) share one
/// <see cref="FrameWriter"/> with the engine's and SignalR's. Used by one reader and one writer.
/// </summary>
internal sealed class FrameStream(Stream inner, FrameWriter writer, ConnectionMeter meter) : Stream
{
    private const int OpCode = 0x0F, Goodbye = 8, Pong = 10; // RFC 6455, 5.2

    private bool _isHeard;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        _isHeard ? inner.ReadAsync(buffer, cancellationToken) : ReadFirstAsync(buffer, cancellationToken);

    private async ValueTask<int> ReadFirstAsync(Memory<byte> buffer, CancellationToken cancel)
    {
        var read = await inner.ReadAsync(buffer, cancel);
        if (read == 0) return 0;
        writer.Hear();
        _isHeard = true;
        return read;
    }

    // The WebSocket writes one frame at a time, from a buffer that it uses again; a pong on the way of whoever reads.
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var code = buffer.Span[0] & OpCode;
        if (code == Pong) meter.CountMessage(buffer.Length); // the ping was one
        return writer.WriteAsync(buffer.ToArray(), isLast: code == Goodbye);
    }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush()
    {
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }
}
