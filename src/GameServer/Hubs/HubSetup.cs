using GameServer.Delivery;
using GameServer.Operations;
using GameServer.Protocol;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace GameServer.Hubs;

/// <summary>The hub and its way in. SignalR's defaults suit a chat page of an intranet; what differs says why.</summary>
internal static class HubSetup
{
    // One message of ours fits, and a client that reads nothing holds no more (DLV-3).
    private const int BufferBytes = 32 * 1024;

    public static void AddGameHub(this IServiceCollection services)
    {
        // Without AddHubOptions a hub's own options are not looked at: SignalR then takes the global ones.
        services.AddSignalR().AddHubOptions<GameHub>(_ => { });
        services.AddOptions<HubOptions<GameHub>>().Configure<IOptions<GameServerOptions>>((hub, options) =>
        {
            hub.AddFilter<SoundCallFilter>();
            // With one at a time, a Send that waits for its commit would hold up every later call of its client.
            hub.MaximumParallelInvocationsPerClient = 32;
            var isBinary = options.Value.Http.BinaryProtocol != BinaryProtocol.Off;
            // The limit is one of JSON, where a fraction may take four bytes; in MessagePack it takes nine.
            hub.MaximumReceiveMessageSize = options.Value.Limits.MessageBytes * (isBinary ? 3L : 1);
            // From the handshake on the engine watches that a client says Hello.
            hub.HandshakeTimeout = TimeSpan.FromSeconds(options.Value.Net.HelloSeconds);
            // The engine gives up silent clients, a shown page sooner than a hidden one; this one bound has to suit both.
            hub.ClientTimeoutInterval = TimeSpan.FromSeconds(options.Value.Net.HiddenSilenceSeconds);
            hub.KeepAliveInterval = TimeSpan.FromSeconds(15);
            hub.EnableDetailedErrors = false;
            hub.DisableImplicitFromServicesParameters = true;
            hub.SupportedProtocols = isBinary ? ["json", "messagepack"] : ["json"];
        });
        services.AddSingleton<SoundCallFilter>();
        services.RemoveAll<IHubProtocol>();
        services.AddSingleton<StrictJsonProtocol>();
        services.AddSingleton<IHubProtocol>(provider => new MessagePackProtocol(provider.GetRequiredService<StrictJsonProtocol>()));
        services.AddSingleton<IHubProtocol>(provider => provider.GetRequiredService<StrictJsonProtocol>());
        services.AddSingleton<RoomLifetimeManager>();
        services.AddSingleton<HubLifetimeManager<GameHub>>(provider => provider.GetRequiredService<RoomLifetimeManager>());
        services.AddSingleton<Door>();
    }

    public static void MapGameHub(this WebApplication app)
    {
        var options = app.Services.GetRequiredService<IOptions<GameServerOptions>>().Value;
        var transport = new HttpConnectionDispatcherOptions
        {
            Transports = HttpTransportType.WebSockets,
            TransportMaxBufferSize = BufferBytes,
            ApplicationMaxBufferSize = BufferBytes,
        };
        transport.WebSockets.CloseTimeout = TimeSpan.FromSeconds(1);
        transport.TransportSendTimeout = TimeSpan.FromSeconds(options.Net.SendTimeoutSeconds);
        var door = app.Services.GetRequiredService<Door>();
        app.MapConnections(Wire.HubPath, transport, connections => connections.Use(door.Client).UseHub<GameHub>());
    }
}
