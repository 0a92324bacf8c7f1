using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;

namespace GameServer.Operations;

/// <summary>Addresses without the person: their network, or a name.</summary>
internal static class AddressMask
{
    /// <summary>An IPv4 address to /24, an IPv6 one to /48; what is no address as it is.</summary>
    public static string Of(string address)
    {
        var plain = address.Split('/')[0];
        if (!IPAddress.TryParse(plain, out var ip)) return address;
        var (bytes, kept) = (ip.GetAddressBytes(), ip.AddressFamily == AddressFamily.InterNetworkV6 ? 6 : 3);
        bytes.AsSpan(kept).Clear();
        return $"{new IPAddress(bytes)}/{kept * 8}";
    }

    /// <summary>A name of an address that tells it apart and does not tell it.</summary>
    public static string IdOf(string address) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(address)).AsSpan(0, 4));
}
