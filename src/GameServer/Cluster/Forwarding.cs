using System.Net.WebSockets;
using GameServer.Journals;
using GameServer.Protocol;

namespace GameServer.Cluster;

/// <summary>
/// A player whose room lives at another node names that in the query of the hub's address. Whichever node is reached then passes the WebSocket on,
/// message by message, until either end closes. A node that is not alive is not waited for: the one that was reached serves the player.
/// </summary>
internal sealed class Forwarding(RequestDelegate next, PostgresPlacement placement, PostgresLease lease, TimeProvider time)
{
    private const int BufferBytes = 16 * 1024;

    private static readonly TimeSpan DialPatience = TimeSpan.FromSeconds(2);

    /// <summary>Whether the request names a node, and was not passed on already.</summary>
    public static bool IsNamed(HttpContext context) => context.Request.Path == Wire.HubPath
        && context.Request.Query.ContainsKey(ClusterGate.NodeKey) && !context.Request.Headers.ContainsKey(ClusterGate.SecretHeader);

    public async Task InvokeAsync(HttpContext context)
    {
        if (await FindAsync(context.Request.Query[ClusterGate.NodeKey]) is { } node) await ForwardAsync(context, node);
        else await next(context);
    }

    // One that this node has not heard of may have just come.
    private async Task<OtherNode?> FindAsync(string? name)
    {
        if (!long.TryParse(name, out var fence) || fence == lease.Fence) return null;
        if (placement.Find(fence) is { } known) return known;
        await lease.RenewAsync();
        return placement.Find(fence);
    }

    private async Task ForwardAsync(HttpContext context, OtherNode node)
    {
        using var there = new ClientWebSocket();
        there.Options.SetRequestHeader(ClusterGate.SecretHeader, lease.Secret);
        there.Options.SetRequestHeader(ClusterGate.AddressHeader, $"{context.Connection.RemoteIpAddress}");
        there.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        try
        {
            using var timeout = new CancellationTokenSource(DialPatience, time);
            await there.ConnectAsync(new Uri($"ws{node.Url.TrimEnd('/')[4..]}{Wire.HubPath}"), timeout.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "1";
            return;
        }
        using var here = await context.WebSockets.AcceptWebSocketAsync();
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        await Task.WhenAny(CopyAsync(here, there, over.Token), CopyAsync(there, here, over.Token));
        await over.CancelAsync();
        // Who is not closed in good order by now is cut, and the other end learns of it.
        here.Abort();
        there.Abort();
    }

    private static async Task CopyAsync(WebSocket from, WebSocket to, CancellationToken cancel)
    {
        var buffer = new byte[BufferBytes];
        try
        {
            while (true)
            {
                var read = await from.ReceiveAsync(buffer.AsMemory(), cancel);
                if (read.MessageType == WebSocketMessageType.Close)
                {
                    await to.CloseOutputAsync(from.CloseStatus ?? WebSocketCloseStatus.NormalClosure, from.CloseStatusDescription, cancel);
                    return;
                }
                await to.SendAsync(buffer.AsMemory(0, read.Count), read.MessageType, read.EndOfMessage, cancel);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            // The other direction ends with this one.
        }
    }
}
