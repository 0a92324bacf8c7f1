using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Features;

namespace GameServer.Delivery;

/// <summary>Hands the upgrade through and keeps the socket: SignalR does not tell whether a client that is gone had said so.</summary>
internal sealed class KeptSocket(IHttpWebSocketFeature inner) : IHttpWebSocketFeature
{
    private WebSocket? _socket;

    public bool IsWebSocketRequest => inner.IsWebSocketRequest;

    /// <summary>Whether the client's close frame has come.</summary>
    public bool IsGoodbyeSaid => _socket?.CloseStatus is not null;

    public async Task<WebSocket> AcceptAsync(WebSocketAcceptContext context) => _socket = await inner.AcceptAsync(context);
}
