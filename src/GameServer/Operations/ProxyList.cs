using System.Net;
using IPNetwork = System.Net.IPNetwork;

namespace GameServer.Operations;

/// <summary>The proxies that an operator named, as addresses and as networks.</summary>
internal sealed class ProxyList(IReadOnlyList<string> named)
{
    /// <summary>Those named as addresses.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; } = [.. named.Where(proxy => IPAddress.TryParse(proxy, out _)).Select(IPAddress.Parse)];

    /// <summary>Those named as networks.</summary>
    public IReadOnlyList<IPNetwork> Networks { get; } = [.. named.Where(proxy => !IPAddress.TryParse(proxy, out _)).Select(proxy => IPNetwork.Parse(proxy))];

    public bool Contains(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        return Addresses.Contains(address) || Networks.Any(network => network.Contains(address));
    }
}
