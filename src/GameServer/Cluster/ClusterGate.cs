using System.Net;
using System.Security.Cryptography;
using System.Text;
using GameServer.Engine;
using GameServer.Journals;
using GameServer.Operations;
using GameServer.Protocol;

namespace GameServer.Cluster;

/// <summary>What nodes say to each other, on the public port, under a secret that the database holds.</summary>
internal sealed class ClusterGate(RequestDelegate next, PostgresPlacement placement, PostgresLease lease, RoomTable rooms)
{
    public const string Prefix = "/cluster", NodeKey = "node", SecretHeader = "X-GameServer-Cluster", AddressHeader = "X-GameServer-Address";

    public async Task InvokeAsync(HttpContext context)
    {
        var isPeer = IsPeer(context.Request);
        if (context.Request.Path.StartsWithSegments(Prefix, out var path))
        {
            if (isPeer && path == ClusterPeers.Look) await context.Response.WriteAsJsonAsync(rooms.Look((await context.Request.ReadFromJsonAsync<RoomOrder>(Wire.Json))!), Wire.Json);
            else context.Response.StatusCode = isPeer ? (int)await AnswerAsync(path, context) : StatusCodes.Status404NotFound;
            return;
        }
        // A forwarded player counts as the one who came, not as the node that sent it on.
        if (isPeer && IPAddress.TryParse(context.Request.Headers[AddressHeader], out var address)) context.Connection.RemoteIpAddress = address;
        await next(context);
    }

    private bool IsPeer(HttpRequest request) => request.Headers.TryGetValue(SecretHeader, out var given) && lease.Secret is { Length: > 0 } secret
        && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given.ToString()), Encoding.UTF8.GetBytes(secret));

    private async Task<HttpStatusCode> AnswerAsync(PathString path, HttpContext context)
    {
        try
        {
            return path.Value switch
            {
                ClusterPeers.Ping => await context.Request.ReadFromJsonAsync<long>(Wire.Json) == lease.Fence ? HttpStatusCode.OK : HttpStatusCode.Gone,
                ClusterPeers.HandOver => await placement.HandOverAsync((await context.Request.ReadFromJsonAsync<HandOverOrder>(Wire.Json))!) switch
                {
                    true => HttpStatusCode.OK,
                    false => HttpStatusCode.Conflict,
                    null => HttpStatusCode.ServiceUnavailable,
                },
                ClusterPeers.Publish => await placement.PublishHereAsync((await context.Request.ReadFromJsonAsync<PublishOrder>(Wire.Json))!) ? HttpStatusCode.OK : HttpStatusCode.Gone,
                _ => HttpStatusCode.NotFound,
            };
        }
        catch (JournalException)
        {
            return HttpStatusCode.ServiceUnavailable;
        }
        catch (EventUnconfirmedException)
        {
            return HttpStatusCode.Accepted; // and nobody knows what became of it
        }
    }
}
