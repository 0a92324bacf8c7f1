using System.Net;
using GameServer.Engine;
using GameServer.Operations;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace GameServer.Delivery;

/// <summary>
/// What stands around SignalR on a connection's way: below it the place in the lobby, the socket's small buffer and the byte meter,
/// above the upgrade the <see cref="ClientConnection"/>.
/// </summary>
internal sealed class Door(IOptions<GameServerOptions> options, Lobby lobby, GameMetrics metrics, TimeProvider time)
{
    // The kernel's default grows to megabytes, which one client that stopped reading would fill (DLV-3). The kernel doubles this.
    private const int SendBufferBytes = 32 * 1024;

    // What a client says in a second beside moves and inputs: what it has seen, pings, rooms that it looks for, enters and leaves.
    private const int OtherMessages = 60;

    private readonly LimitsOptions _limits = options.Value.Limits;

    private int MessageBytes => _limits.InBytesPerSecond / (_limits.MovesPerSecond + _limits.InputsPerSecond + OtherMessages);

    /// <summary>Around a TCP connection.</summary>
    public ConnectionDelegate Meter(ConnectionDelegate next) => async connection =>
    {
        using var place = lobby.TryEnter((connection.RemoteEndPoint as IPEndPoint)?.Address, connection.Abort);
        if (place is null) return; // which closes it
        if (connection.Features.Get<IConnectionSocketFeature>() is { Socket: var socket }) socket.SendBufferSize = SendBufferBytes;
        var meter = new ConnectionMeter(connection, _limits.InBytesPerSecond, _limits.InBytesBurst, time, MessageBytes, metrics) { Begun = place.Dispose };
        connection.Features.Set(meter);
        connection.Transport = new MeteredPipe(connection.Transport, meter, time);
        await next(connection);
    };
}
