using GameServer.Delivery;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace GameServer.Operations;

/// <summary>Kestrel's limits, and the byte meter below every connection.</summary>
internal sealed class KestrelSetup(IOptions<GameServerOptions> options, Door door) : IConfigureOptions<KestrelServerOptions>
{
    // What a client that reads nothing may hold here (DLV-3), and one that writes without end.
    private const int OutBufferBytes = 32 * 1024;
    private const int InBufferBytes = 64 * 1024;

    public void Configure(KestrelServerOptions kestrel)
    {
        var http = options.Value.Http;
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBufferSize = InBufferBytes;
        kestrel.Limits.MaxResponseBufferSize = OutBufferBytes;
        kestrel.Limits.MaxRequestBodySize = http.MaxBodyKB * 1024L;
        kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(http.KeepAliveSeconds);
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(http.RequestHeadersSeconds);
        kestrel.ConfigureEndpointDefaults(endpoint =>
        {
            // One connection is one client: what HTTP/2 carries side by side could not be metered apart.
            endpoint.Protocols = HttpProtocols.Http1;
            endpoint.Use(door.Meter);
        });
    }
}
