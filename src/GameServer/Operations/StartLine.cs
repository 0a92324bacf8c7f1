using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace GameServer.Operations;

/// <summary>Says, once the server listens, where, with which settings, and where a person goes to play.</summary>
internal sealed class StartLine(IServer server, OpsServer ops, IOptions<GameServerOptions> options, ILogger<StartLine> log)
{
    public void Write()
    {
        var addresses = server.Features.GetRequiredFeature<IServerAddressesFeature>().Addresses;
        var settings = Setting.All.ToDictionary(setting => setting.Key, setting => setting.Show(options.Value));
        ServerLog.Started(log, string.Join(", ", addresses), ops.Address, BuildInfo.Version, settings);
        ServerLog.PlayAt(log, PublicAddress.Page(addresses.First()));
    }
}
