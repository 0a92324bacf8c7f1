using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using GameServer.Protocol;
using Microsoft.AspNetCore.Connections;

namespace GameServer.Client;

/// <summary>Opens WebSockets for SignalR's <c>HubConnection</c>; one per client, which disposes of it.</summary>
internal sealed class WebSocketConnectionFactory : IDisposable
{
    private readonly GameClientOptions _options;
    private readonly HttpMessageInvoker _invoker;

    public WebSocketConnectionFactory(GameClientOptions options)
    {
        _options = options;
        var handler = new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false };
        if (options.Connect is { } connect)
        {
            handler.UseProxy = false;
            handler.ConnectCallback = (context, cancel) => connect(context.DnsEndPoint, cancel);
        }
        _invoker = new HttpMessageInvoker(handler, disposeHandler: true);
    }

    /// <summary>The address of the hub at a server; of an address of the hub itself it is that.</summary>
    public static Uri HubAddress(Uri server)
    {
        var builder = new UriBuilder(server) { Scheme = server.Scheme is "https" ? "wss" : "ws", Fragment = "", UserName = "", Password = "" };
        var path = builder.Path.TrimEnd('/');
        builder.Path = path.EndsWith(Wire.HubPath, StringComparison.Ordinal) ? path : path + Wire.HubPath;
        return builder.Uri;
    }

    /// <param name="endPoint">A <see cref="UriEndPoint"/> with a ws or wss address.</param>
    /// <param name="format">What messages are.</param>
    /// <param name="heard">Called for every piece of bytes received.</param>
    /// <param name="cancel">Gives up dialling.</param>
    /// <exception cref="UpgradeRefusedException">The server answered, but not with a WebSocket.</exception>
    public async ValueTask<WebSocketConnection> ConnectAsync(EndPoint endPoint, TransferFormat format, Action heard, CancellationToken cancel)
    {
        var address = ((UriEndPoint)endPoint).Uri;
        var socket = new ClientWebSocket();
        try
        {
            // The hub's own messages show that the link lives; frames of the WebSocket would only wake the radio.
            socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
            socket.Options.CollectHttpResponseDetails = true;
            await socket.ConnectAsync(address, _invoker, cancel);
            return new WebSocketConnection(socket, endPoint, format, heard, _options);
        }
        catch (WebSocketException e) when ((int)socket.HttpStatusCode >= 200)
        {
            var refused = new UpgradeRefusedException(socket.HttpStatusCode, RetryAfter(socket), e);
            socket.Dispose();
            throw refused;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Dispose() => _invoker.Dispose();

    private static TimeSpan? RetryAfter(ClientWebSocket socket) =>
        socket.HttpResponseHeaders?.FirstOrDefault(header => header.Key.Equals("Retry-After", StringComparison.OrdinalIgnoreCase)).Value is { } values
        && int.TryParse(values.FirstOrDefault(), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            ? TimeSpan.FromSeconds(seconds)
            : null;
}
