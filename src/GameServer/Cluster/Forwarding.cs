using System.Net.WebSockets;
using GameServer.Journals;
using GameServer.Operations;
using GameServer.Protocol;

namespace GameServer.Cluster;

/// <summary>
/// A player whose room lives at another node names that in the query of the hub's address. Whichever node is reached then passes the WebSocket on,
/// message by message, until either end closes. A node that is not alive is not waited for: the one that was reached serves the player.
/// </summary>
internal sealed class Forwarding(
    RequestDelegate next, PostgresPlacement placement, ClusterPeers peers, PostgresLease lease, GameMetrics metrics, IHostApplicationLifetime life, TimeProvider time)
{
    private const int BufferBytes = 16 * 1024;

    private static readonly TimeSpan DialPatience = TimeSpan.FromSeconds(2), ClosePatience = TimeSpan.FromSeconds(1);

    /// <summary>Whether the request names a node, and was not passed on already.</summary>
    public static bool IsNamed(HttpContext context) => context.Request.Path == Wire.HubPath
        && context.Request.Query.ContainsKey(ClusterGate.NodeKey) && !context.Request.Headers.ContainsKey(ClusterGate.SecretHeader);

    public async Task InvokeAsync(HttpContext context)
    {
        if (await FindAsync(context.Request.Query[ClusterGate.NodeKey]) is { } node) await ForwardAsync(context, node);
        else await next(context);
    }

    private async Task<OtherNode?> FindAsync(string? name)
    {
        if (!long.TryParse(name, out var fence) || fence == lease.Fence) return null;
        if (placement.Find(fence) is null) await lease.RenewAsync(); // it may have just come
        return placement.Find(fence) is { IsDraining: false } node && await peers.AnswersAsync(node) ? node : null;
    }

    private async Task ForwardAsync(HttpContext context, OtherNode node)
    {
        using var there = NewSocket(lease.Secret, $"{context.Connection.RemoteIpAddress}");
        try
        {
            using var timeout = new CancellationTokenSource(DialPatience, time);
            await there.ConnectAsync(new Uri($"ws{node.Url.TrimEnd('/')[4..]}{Wire.HubPath}"), timeout.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException)
        {
            metrics.ConnectionForwarded("unavailable");
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            context.Response.Headers.RetryAfter = "1";
            return;
        }
        metrics.ConnectionForwarded("accepted");
        metrics.ForwardingChanged(1);
        try
        {
            await PassOnAsync(context, there);
        }
        finally
        {
            metrics.ForwardingChanged(-1);
        }
    }

    /// <summary>The way to another node. It bears the cluster's secret, so the proxy of the environment, which is for the way out, is none for it.</summary>
    internal static ClientWebSocket NewSocket(string secret, string address)
    {
        var socket = new ClientWebSocket();
        socket.Options.Proxy = null;
        socket.Options.SetRequestHeader(ClusterGate.SecretHeader, secret);
        socket.Options.SetRequestHeader(ClusterGate.AddressHeader, address);
        socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        return socket;
    }

    private async Task PassOnAsync(HttpContext context, ClientWebSocket there)
    {
        using var here = await context.WebSockets.AcceptWebSocketAsync();
        // A node that stops ends these at once: the player's room lives on, and the next way there is another node.
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, life.ApplicationStopping);
        var (up, down) = (CopyAsync(here, there, over.Token), CopyAsync(there, here, over.Token));
        // A close frame is answered by the other end, and what came before it, the last word of a connection, is not cut off.
        if (await await Task.WhenAny(up, down)) await Task.WhenAny(Task.WhenAll(up, down), Task.Delay(ClosePatience, time, over.Token));
        await over.CancelAsync();
        here.Abort();
        there.Abort();
    }

    // True: it was closed in good order.
    private static async Task<bool> CopyAsync(WebSocket from, WebSocket to, CancellationToken cancel)
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
                    return true;
                }
                await to.SendAsync(buffer.AsMemory(0, read.Count), read.MessageType, read.EndOfMessage, cancel);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            return false; // the other direction ends with this one
        }
    }
}
