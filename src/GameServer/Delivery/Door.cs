using System.Collections.Concurrent;
using System.Security.Cryptography;
using GameServer.Operations;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace GameServer.Delivery;

/// <summary>
/// What stands around SignalR on a connection's way: below it the socket and the byte meter,
/// above the upgrade the <see cref="HubSocket"/> and the <see cref="ClientConnection"/> with the time it has for its <c>Hello</c>.
/// </summary>
internal sealed class Door : IDisposable
{
    // The kernel's default grows to megabytes, which one client that stopped reading would fill (DLV-3). The kernel doubles this.
    private const int SendBufferBytes = 32 * 1024;

    private static readonly TimeSpan BeatPeriod = TimeSpan.FromSeconds(1), CloseTime = TimeSpan.FromSeconds(1);

    private readonly GameServerOptions _options;
    private readonly TimeProvider _time;
    private readonly ITimer _beat;
    private readonly ConcurrentDictionary<HubSocket, bool> _open = new();

    public Door(IOptions<GameServerOptions> options, TimeProvider time, IHostApplicationLifetime lifetime)
    {
        (_options, _time) = (options.Value, time);
        var sendTime = TimeSpan.FromSeconds(_options.Net.SendTimeoutSeconds);
        _beat = time.CreateTimer(_ => Each(socket => socket.Beat(sendTime)), null, BeatPeriod, BeatPeriod);
        lifetime.ApplicationStopping.Register(() => Each(socket => socket.Stop()));
    }

    /// <summary>Around a TCP connection.</summary>
    public ConnectionDelegate Meter(ConnectionDelegate next) => connection =>
    {
        var meter = new ConnectionMeter(connection, _options.Limits.InBytesPerSecond, _options.Limits.InBytesBurst, _time);
        connection.Features.Set(meter);
        var output = connection.Transport.Output;
        if (connection.Features.Get<IConnectionSocketFeature>() is { Socket: var socket })
        {
            socket.SendBufferSize = SendBufferBytes;
            output = new SocketWriter(socket, output);
        }
        connection.Transport = new MeteredPipe(connection.Transport.Input, output, meter, _time);
        return next(connection);
    };

    /// <summary>Upgrades a request and runs <paramref name="hub"/> on it until either side ends it.</summary>
    public async Task ServeAsync(HttpContext http, ConnectionDelegate hub)
    {
        if (!http.WebSockets.IsWebSocketRequest)
        {
            http.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        using var connection = new HubSocket(Convert.ToHexString(RandomNumberGenerator.GetBytes(16)), http, socket, _time);
        using var client = new ClientConnection(
            connection,
            ClientAddress.Of(http),
            http.Features.GetRequiredFeature<ConnectionMeter>(),
            TimeSpan.FromSeconds(_options.Net.HelloSeconds),
            _time);
        connection.Features.Set(client);
        ClientConnection.Current = client;
        _open[connection] = true;
        try
        {
            await connection.RunAsync(hub, CloseTime);
        }
        finally
        {
            _open.TryRemove(connection, out _);
        }
    }

    public void Dispose() => _beat.Dispose();

    private void Each(Action<HubSocket> act)
    {
        foreach (var (socket, _) in _open) act(socket);
    }
}
