using System.Net;
using System.Net.Sockets;

namespace GameServer.Operations;

/// <summary>The key of limits per address.</summary>
internal static class ClientAddress
{
    // A provider hands out no smaller network than this, and one client owns all of it.
    private const int Ipv6NetworkBytes = 8;

    /// <summary>An IPv4 address as it is, of an IPv6 address its /64 network; <c>unknown</c> where there is none.</summary>
    public static string Of(HttpContext context) => Of(context.Connection.RemoteIpAddress);

    /// <inheritdoc cref="Of(HttpContext)"/>
    public static string Of(IPAddress? address)
    {
        if (address is null) return "unknown";
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6) return address.ToString();
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(Ipv6NetworkBytes).Clear();
        return $"{new IPAddress(bytes)}/64";
    }
}
