using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace GameServer.IntegrationTests.Fuzz;

/// <summary>A TCP connection that was upgraded to a WebSocket by hand, so that its frames may be anything.</summary>
internal sealed class RawSocket : IDisposable
{
    /// <summary>The fields of a frame's first byte.</summary>
    public const byte Fin = 0x80, Continuation = 0, Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10;

    private static readonly byte[] Handshake = "{\"protocol\":\"json\",\"version\":1}\u001e"u8.ToArray();

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    private RawSocket()
    {
    }

    /// <summary>Upgraded, and SignalR's handshake answered.</summary>
    public static async Task<RawSocket> OpenAsync(Uri server)
    {
        var raw = new RawSocket();
        await raw._socket.ConnectAsync(server.Host, server.Port).WaitAsync(RunningServer.Patience);
        await raw.SendAsync(Encoding.ASCII.GetBytes(
            $"GET /hub HTTP/1.1\r\nHost: {server.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"));
        var head = await raw.ReadUntilAsync("\r\n\r\n"u8.ToArray());
        Encoding.ASCII.GetString(head).Should().StartWith("HTTP/1.1 101");
        await raw.SendAsync(Frame(Fin | Text, Handshake));
        await raw.ReadUntilAsync("{}\u001e"u8.ToArray());
        return raw;
    }

    /// <summary>A client's frame, masked and with the shortest length, as the standard wants it.</summary>
    public static byte[] Frame(int first, ReadOnlySpan<byte> payload)
    {
        byte[] mask = [1, 2, 3, 4];
        byte[] length = payload.Length switch
        {
            <= 125 => [(byte)(0x80 | payload.Length)],
            <= ushort.MaxValue => [0x80 | 126, (byte)(payload.Length >> 8), (byte)payload.Length],
            _ => [0x80 | 127, 0, 0, 0, 0, (byte)(payload.Length >> 24), (byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length],
        };
        byte[] frame = [(byte)first, .. length, .. mask, .. payload];
        for (var i = 0; i < payload.Length; i++) frame[frame.Length - payload.Length + i] ^= mask[i & 3];
        return frame;
    }

    public async Task SendAsync(byte[] bytes) => await _socket.SendAsync(bytes).WaitAsync(RunningServer.Patience);

    /// <summary>Sends, says that nothing follows, and reads to the end. The code of the server's close frame; null: the connection was dropped.</summary>
    public async Task<int?> EndAsync(params byte[][] frames)
    {
        var received = new List<byte>();
        try
        {
            foreach (var frame in frames) await SendAsync(frame);
            _socket.Shutdown(SocketShutdown.Send);
            var buffer = new byte[16_384];
            while (await _socket.ReceiveAsync(buffer).WaitAsync(RunningServer.Patience) is > 0 and var count) received.AddRange(buffer.AsSpan(0, count));
        }
        catch (SocketException) // Cut, which is an end as well.
        {
        }
        return CloseCode([.. received]);
    }

    public void Dispose() => _socket.Dispose();

    private static int? CloseCode(ReadOnlySpan<byte> received)
    {
        while (received.Length >= 2)
        {
            var (first, length, start) = (received[0], received[1] & 0x7f, 2);
            if (length == 126) (length, start) = (BinaryPrimitives.ReadUInt16BigEndian(received[2..]), 4);
            if (received.Length < start + length) return null;
            if ((first & 0x0f) == Close) return length >= 2 ? BinaryPrimitives.ReadUInt16BigEndian(received[start..]) : null;
            received = received[(start + length)..];
        }
        return null;
    }

    private async Task<byte[]> ReadUntilAsync(byte[] end)
    {
        var received = new List<byte>();
        var one = new byte[1];
        while (!received.TakeLast(end.Length).SequenceEqual(end))
        {
            if (await _socket.ReceiveAsync(one).WaitAsync(RunningServer.Patience) == 0) throw new InvalidOperationException($"The server ended after: {Encoding.ASCII.GetString([.. received])}");
            received.Add(one[0]);
        }
        return [.. received];
    }
}
