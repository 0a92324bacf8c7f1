using System.Collections.Concurrent;
using GameServer.Engine;
using GameServer.Hubs;
using GameServer.Operations;
using Microsoft.AspNetCore.SignalR;

namespace GameServer.Delivery;

/// <summary>
/// SignalR's groups are rooms and its users are players. What is sent to one goes through the room's log:
/// it is durable when the send completes, and reaches players who were away when they return. A send that was
/// cancelled, or failed with <see cref="EventUnconfirmedException"/>, may have happened; one that failed otherwise did not.
/// To a single connection (<c>Client</c>, <c>Caller</c>) it is written directly, unlogged.
/// </summary>
internal sealed partial class RoomLifetimeManager(Node node, AddressNames names, ILogger<RoomLifetimeManager> log, ILogger<DefaultHubLifetimeManager<GameHub>> baseLog)
    : DefaultHubLifetimeManager<GameHub>(baseLog)
{
    private readonly ConcurrentDictionary<string, ClientConnection> _clients = new(StringComparer.Ordinal);

    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        var client = ClientConnection.Of(connection.Features);
        client.Attach(connection, node);
        _clients[connection.ConnectionId] = client;
        if (log.IsEnabled(LogLevel.Debug)) ConnectionLog.Opened(log, client.Id, names.Of(client.Address));
        return base.OnConnectedAsync(connection);
    }

    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        if (_clients.TryRemove(connection.ConnectionId, out var client))
        {
            client.Leave();
            node.Closed(client.Session, client.IsLost);
            ConnectionLog.Ended(log, client.Id);
        }
        return base.OnDisconnectedAsync(connection);
    }
}
