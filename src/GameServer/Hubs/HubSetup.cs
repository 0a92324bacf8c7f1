using GameServer.Delivery;
using GameServer.Operations;
using GameServer.Protocol;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace GameServer.Hubs;

/// <summary>The hub and its way in. SignalR's defaults suit a chat page of an intranet; what differs says why.</summary>
internal static class HubSetup
{
    public static void AddGameHub(this IServiceCollection services)
    {
        // Without AddHubOptions a hub's own options are not looked at: SignalR then takes the global ones.
        services.AddSignalRCore().AddHubOptions<GameHub>(_ => { });
        services.AddOptions<HubOptions<GameHub>>().Configure<IOptions<GameServerOptions>>((hub, options) =>
        {
            hub.AddFilter<SoundCallFilter>();
            // With one at a time, a Send that waits for its commit would hold up every later call of its client.
            hub.MaximumParallelInvocationsPerClient = 32;
            var isBinary = options.Value.Http.BinaryProtocol != BinaryProtocol.Off;
            // The limit is one of JSON, where a fraction may take four bytes; in MessagePack it takes nine.
            hub.MaximumReceiveMessageSize = options.Value.Limits.MessageBytes * (isBinary ? 3L : 1);
            // From the handshake on the engine watches that a client says Hello, by the same bound from its upgrade on.
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
        services.AddSingleton<HubEndpoint>();
    }

    public static void MapGameHub(this WebApplication app)
    {
        var hub = app.Services.GetRequiredService<HubEndpoint>();
        app.Map(Wire.HubPath, hub.ServeAsync);
        app.Lifetime.ApplicationStopping.Register(hub.Cut);
        app.Lifetime.ApplicationStopping.Register(app.Services.GetRequiredService<Lobby>().Close);
    }
}
