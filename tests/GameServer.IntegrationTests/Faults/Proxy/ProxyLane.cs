using System.Net.Sockets;
using System.Threading.Channels;

namespace GameServer.IntegrationTests.Faults;

/// <summary>
/// One direction of a connection: bytes keep their order, whatever else happens to them.
/// Settings hold for what is forwarded after they were made.
/// </summary>
public sealed class ProxyLane
{
    private const int ChunkBytes = 16_384;

    private readonly ProxyLink _link;
    private readonly Gate _open = new();
    private readonly Channel<(byte[] Bytes, long Due)> _chunks =
        Channel.CreateBounded<(byte[], long)>(new BoundedChannelOptions(1_024) { SingleReader = true, SingleWriter = true });
    private long _cutAt = long.MaxValue;
    private bool _cutNext;
    private bool _swallows;
    private long _forwarded;
    private int _writes;

    internal ProxyLane(ProxyLink link)
    {
        _link = link;
        _open.Open();
    }

    /// <summary>How long each byte is under way in addition.</summary>
    public TimeSpan Delay { get; set; }

    /// <summary>Most bytes that pass in a second; 0: as many as there are.</summary>
    public int BytesPerSecond { get; set; }

    /// <summary>Every byte is a write of its own.</summary>
    public bool Dribble { get; set; }

    /// <summary>Bytes forwarded so far.</summary>
    public long Forwarded => Interlocked.Read(ref _forwarded);

    /// <summary>Writes made so far.</summary>
    public int Writes => Volatile.Read(ref _writes);

    /// <summary>Nothing passes until <see cref="Release"/>; nor is more read than lies in the proxy, so the sender's buffers fill.</summary>
    public void Hold() => _open.Close();

    /// <summary>What was held passes.</summary>
    public void Release() => _open.Open();

    /// <summary>From now on whatever comes is taken and goes nowhere.</summary>
    public void Swallow() => IsSwallowing = true;

    internal bool IsSwallowing
    {
        get => Volatile.Read(ref _swallows);
        private set => Volatile.Write(ref _swallows, value);
    }

    /// <summary>Exactly this many more bytes pass; then the connection is reset at both ends.</summary>
    public void CutAfter(long bytes) => Interlocked.Exchange(ref _cutAt, Forwarded + bytes);

    /// <summary>Of the next piece that arrives a part passes, its length drawn by lot; then the connection is reset at both ends.</summary>
    public void CutInNextPiece() => Volatile.Write(ref _cutNext, true);

    internal Task RunAsync(Socket from, Socket to) => Task.WhenAll(ReadAsync(from), WriteAsync(to));

    private async Task ReadAsync(Socket from)
    {
        var buffer = new byte[ChunkBytes];
        try
        {
            while (true)
            {
                await _open.Opened;
                var count = await from.ReceiveAsync(buffer);
                if (count == 0) return;
                var due = TimeProvider.System.GetTimestamp() + (long)(Delay.TotalSeconds * TimeProvider.System.TimestampFrequency);
                await _chunks.Writer.WriteAsync((buffer[..count], due));
            }
        }
        finally
        {
            _chunks.Writer.Complete();
        }
    }

    private async Task WriteAsync(Socket to)
    {
        while (await _chunks.Reader.WaitToReadAsync())
        {
            if (!_chunks.Reader.TryRead(out var chunk)) continue;
            try
            {
                if (!IsSwallowing && !await PassAsync(to, chunk.Bytes, chunk.Due)) return;
            }
            catch (Exception e) when (IsSwallowing && e is SocketException or ObjectDisposedException)
            {
                // It was on its way to an end that has just died.
            }
        }
        if (IsSwallowing) return;
        await _open.Opened; // An end that is held is not told either.
        if (!_link.IsReset) ProxyLink.Shut(to);
    }

    private async Task<bool> PassAsync(Socket to, byte[] bytes, long due)
    {
        await _open.Opened;
        var early = TimeProvider.System.GetElapsedTime(TimeProvider.System.GetTimestamp(), due);
        if (early > TimeSpan.Zero) await Task.Delay(early, TimeProvider.System);
        if (Volatile.Read(ref _cutNext)) CutAfter(_link.Draw(Math.Min(1, bytes.Length - 1), bytes.Length));
        return await ForwardAsync(to, bytes);
    }

    /// <summary>False when the connection was cut in it.</summary>
    private async Task<bool> ForwardAsync(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            await _open.Opened;
            var left = Interlocked.Read(ref _cutAt) - Forwarded;
            var size = (int)Math.Min(left, Dribble ? 1 : BytesPerSecond > 0 ? Math.Min(bytes.Length, Math.Max(1, BytesPerSecond / 100)) : bytes.Length);
            size = Math.Min(size, bytes.Length);
            if (size > 0) await to.SendAsync(bytes[..size]);
            Interlocked.Add(ref _forwarded, size);
            Interlocked.Increment(ref _writes);
            bytes = bytes[size..];
            if (left <= size)
            {
                _link.Reset();
                return false;
            }
            if (BytesPerSecond > 0) await Task.Delay(TimeSpan.FromSeconds((double)size / BytesPerSecond), TimeProvider.System);
        }
        return true;
    }
}
