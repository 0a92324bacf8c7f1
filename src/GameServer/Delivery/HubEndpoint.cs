using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using GameServer.Hubs;
using GameServer.Operations;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;

namespace GameServer.Delivery;

/// <summary>Where the WebSockets of clients become connections of the hub.</summary>
internal sealed class HubEndpoint : IDisposable
{
    // SignalR's, which counts here only what it serves itself; dashboards know it.
    private const string MeterName = "Microsoft.AspNetCore.Http.Connections";

    private static readonly TimeSpan BeatEvery = TimeSpan.FromSeconds(1);
    private static readonly KeyValuePair<string, object?> Transport = new("signalr.transport", "web_sockets");

    private readonly ConcurrentDictionary<string, HubSocket> _open = new(StringComparer.Ordinal);
    private readonly ConnectionDelegate _hub;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;
    private readonly UpDownCounter<long> _active;
    private readonly Histogram<double> _duration;

    public HubEndpoint(IServiceProvider services, IMeterFactory meters, TimeProvider time)
    {
        _hub = new ConnectionBuilder(services).UseHub<GameHub>().Build();
        _time = time;
        _timer = time.CreateTimer(static endpoint => ((HubEndpoint)endpoint!).Beat(), this, BeatEvery, BeatEvery);
        var meter = meters.Create(MeterName);
        _active = meter.CreateUpDownCounter<long>("signalr.server.active_connections", "{connection}", "Connections of the hub.");
        _duration = meter.CreateHistogram<double>("signalr.server.connection.duration", "s", "How long they lasted.");
    }

    /// <summary>Serves one client from its upgrade to its end.</summary>
    public async Task ServeAsync(HttpContext http)
    {
        using var socket = await http.WebSockets.AcceptWebSocketAsync();
        var meter = http.Features.GetRequiredFeature<ConnectionMeter>();
        var writer = http.Features.GetRequiredFeature<FrameWriter>();
        var connection = new HubSocket(http.TraceIdentifier, socket, writer, meter.Abort, _time);
        var client = new ClientConnection(connection, ClientAddress.Of(http), meter, writer, _time);
        connection.Features.Set(client);
        ClientConnection.Current = client;
        var began = _time.GetTimestamp();
        _open[connection.ConnectionId] = connection;
        _active.Add(1, Transport);
        try
        {
            await connection.RunAsync(_hub);
        }
        finally
        {
            _open.TryRemove(connection.ConnectionId, out _);
            _active.Add(-1, Transport);
            _duration.Record(_time.GetElapsedTime(began).TotalSeconds, Transport);
        }
    }

    /// <summary>Cuts whoever is left when the server stops: those whom the drain does not know, since they never said a word. Any thread.</summary>
    public void Cut()
    {
        foreach (var (_, connection) in _open) connection.Abort();
    }

    private void Beat()
    {
        foreach (var (_, connection) in _open) connection.Beat();
    }

    public void Dispose() => _timer.Dispose();
}
