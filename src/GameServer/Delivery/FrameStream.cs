using System.Buffers;

namespace GameServer.Delivery;

/// <summary>
/// An upgraded connection as the WebSocket sees it: it reads from Kestrel, and its frames (answers of SignalR, pings, the goodbye) share one
/// <see cref="FrameWriter"/> with the engine's. Used by one reader and one writer.
/// </summary>
internal sealed class FrameStream(Stream inner, FrameWriter writer) : Stream
{
    private const int Final = 0x80, OpCode = 0x0F, Control = 8, Goodbye = 8;

    // A message in several frames goes out as a whole: another one between them would break both.
    private ArrayBufferWriter<byte>? _message;

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

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        var (isFinal, opCode) = ((buffer.Span[0] & Final) != 0, buffer.Span[0] & OpCode);
        if (opCode >= Control || (isFinal && _message is null)) return writer.WriteAsync(buffer.ToArray(), isLast: opCode == Goodbye); // the WebSocket uses its buffer again
        _message ??= new ArrayBufferWriter<byte>();
        _message.Write(buffer.Span);
        if (!isFinal) return default;
        var whole = _message.WrittenMemory;
        _message = null;
        return writer.WriteAsync(whole);
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
