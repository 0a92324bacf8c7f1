using System.Globalization;

namespace GameServer.IntegrationTests.Faults;

/// <summary>What the system's tables say of a connection on loopback.</summary>
internal static class Kernel
{
    /// <summary>Bytes written by the server to the client of that port and not read by it: in the send buffer of one, in the receive buffer of the other.</summary>
    public static long Unread(int serverPort, int clientPort)
    {
        long bytes = 0;
        foreach (var line in File.ReadLines("/proc/net/tcp").Skip(1))
        {
            // sl local remote state tx:rx ..., addresses as hexadecimal address:port
            var fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            var (local, remote) = (Port(fields[1]), Port(fields[2]));
            var queues = fields[4].Split(':');
            if (local == serverPort && remote == clientPort) bytes += Hex(queues[0]);
            else if (local == clientPort && remote == serverPort) bytes += Hex(queues[1]);
        }
        return bytes;
    }

    private static int Port(string address) => (int)Hex(address[(address.IndexOf(':', StringComparison.Ordinal) + 1)..]);

    private static long Hex(string text) => long.Parse(text, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
