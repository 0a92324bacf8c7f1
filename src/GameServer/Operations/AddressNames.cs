using Microsoft.Extensions.Options;

namespace GameServer.Operations;

/// <summary>Players' and operators' addresses in words, for the log and the operators' page: as networks, unless <see cref="GameServerOptions.LogAddresses"/>.</summary>
internal sealed class AddressNames(IOptions<GameServerOptions> options)
{
    private readonly bool _areWhole = options.Value.LogAddresses;

    public string Of(string address) => _areWhole ? address : AddressMask.Of(address);
}
