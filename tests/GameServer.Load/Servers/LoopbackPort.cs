using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace GameServer.LoadTool;

/// <summary>
/// Ports of loopback for servers that come back on the same one. They lie below those that Linux gives to who dials (32768 to 60999,
/// <c>ip_local_port_range</c>): while a server is down, one of its own clients would else be given its port.
/// </summary>
public static class LoopbackPort
{
    private const int First = 20_000, Last = 32_000;

    /// <summary>One that nobody listens on.</summary>
    public static int Free()
    {
        for (; ; )
        {
            var port = RandomNumberGenerator.GetInt32(First, Last);
            using var probe = new TcpListener(IPAddress.Loopback, port);
            try
            {
                probe.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody's: another one.
            }
        }
    }
}
