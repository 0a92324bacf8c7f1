using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GameServer.IntegrationTests.Security;

/// <summary>A bare TCP connection: it can say what no HTTP client would.</summary>
internal sealed class RawSocket : IDisposable
{
    private readonly TcpClient _tcp = new(AddressFamily.InterNetwork);

    private RawSocket()
    {
    }

    /// <param name="server">Where to.</param>
    /// <param name="from">One of this machine's loopback addresses; null: any.</param>
    public static async Task<RawSocket> ConnectAsync(Uri server, IPAddress? from = null)
    {
        var socket = new RawSocket();
        if (from is not null) socket._tcp.Client.Bind(new IPEndPoint(from, 0));
        await socket._tcp.ConnectAsync(server.Host, server.Port).WaitAsync(RunningServer.Patience);
        return socket;
    }

    /// <summary>Connected, and upgraded to a WebSocket.</summary>
    public static async Task<RawSocket> UpgradeAsync(Uri server, IPAddress? from = null)
    {
        var socket = await ConnectAsync(server, from);
        await socket.SendAsync(
            $"GET /hub HTTP/1.1\r\nHost: {server.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        (await socket.ReadUntilAsync("\r\n\r\n")).Should().StartWith("HTTP/1.1 101");
        return socket;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.ASCII.GetBytes(text));

    public Task SendAsync(byte[] bytes) => _tcp.GetStream().WriteAsync(bytes).AsTask().WaitAsync(RunningServer.Patience);

    /// <summary>A masked text frame (its mask is zero, which masks nothing).</summary>
    public Task SendFrameAsync(byte[] payload)
    {
        byte[] length = payload.Length < 126
            ? [(byte)(0x80 | payload.Length)]
            : [0x80 | 126, (byte)(payload.Length >> 8), (byte)payload.Length];
        return SendAsync([0x81, .. length, 0, 0, 0, 0, .. payload]);
    }

    private async Task<int> ReadAsync(Memory<byte> buffer) => await _tcp.GetStream().ReadAsync(buffer).AsTask().WaitAsync(RunningServer.Patience);

    /// <summary>What comes until something of it says this.</summary>
    /// <exception cref="EndOfStreamException">The server closed before.</exception>
    public async Task<string> ReadUntilAsync(string text)
    {
        var (buffer, all) = (new byte[4_096], "");
        while (!all.Contains(text, StringComparison.Ordinal))
        {
            var read = await ReadAsync(buffer);
            if (read == 0) throw new EndOfStreamException($"The server closed before it said {text}: {all}");
            all += Encoding.ASCII.GetString(buffer, 0, read);
        }
        return all;
    }

    /// <summary>Everything until the server closes.</summary>
    public async Task<byte[]> ReadToEndAsync(TimeSpan? patience = null)
    {
        using var all = new MemoryStream();
        try
        {
            await _tcp.GetStream().CopyToAsync(all).WaitAsync(patience ?? RunningServer.Patience);
        }
        catch (IOException)
        {
            // A reset is an end, too.
        }
        return all.ToArray();
    }

    public void Dispose() => _tcp.Dispose();
}
