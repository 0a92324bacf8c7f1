using System.Buffers.Binary;
using System.Net.Sockets;

namespace GameServer.Delivery;

/// <summary>The kernel's own measure of a TCP connection's way there and back; no client can forge it. Behind a proxy it is the proxy's.</summary>
internal static class SocketRoundTrip
{
    // Linux: TCP_INFO, whose field tcpi_rtt is in microseconds.
    private const int Tcp = 6, TcpInfo = 11, RttOffset = 68;

    /// <summary>Null where the system does not tell, and once the socket is closed.</summary>
    public static TimeSpan? Of(Socket? socket)
    {
        if (socket is null || !OperatingSystem.IsLinux()) return null;
        Span<byte> info = stackalloc byte[RttOffset + 4];
        try
        {
            var read = socket.GetRawSocketOption(Tcp, TcpInfo, info);
            return read < info.Length ? null : TimeSpan.FromMicroseconds(BinaryPrimitives.ReadUInt32LittleEndian(info[RttOffset..]));
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }
}
