using GameServer.Delivery;
using GameServer.Operations;
using GameServer.Protocol;
using Microsoft.AspNetCore.Connections;
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
        services.AddSignalR();
        services.AddOptions<HubOptions<GameHub>>().Configure<IOptions<GameServerOptions>>((hub, options) =>
        {
            hub.AddFilter<SoundCallFilter>();
            // With one at a time, a Send that waits for its commit would hold up every later call of its client.
            hub.MaximumParallelInvocationsPerClient = 32;
            hub.MaximumReceiveMessageSize = options.Value.Limits.MessageBytes;
            hub.HandshakeTimeout = TimeSpan.FromSeconds(options.Value.Net.HelloSeconds);
            // The engine gives up silent clients, a shown page sooner than a hidden one; this one bound has to suit both.
            hub.ClientTimeoutInterval = TimeSpan.FromSeconds(options.Value.Net.HiddenSilenceSeconds);
            hub.KeepAliveInterval = TimeSpan.FromSeconds(15);
            hub.EnableDetailedErrors = false;
            hub.DisableImplicitFromServicesParameters = true;
            hub.SupportedProtocols = ["json"];
        });
        services.AddSingleton<SoundCallFilter>();
        services.RemoveAll<IHubProtocol>();
        services.AddSingleton<IHubProtocol, StrictJsonProtocol>();
        services.AddSingleton<RoomLifetimeManager>();
        services.AddSingleton<HubLifetimeManager<GameHub>>(provider => provider.GetRequiredService<RoomLifetimeManager>());
        services.AddSingleton<Door>();
    }

    public static void MapGameHub(this WebApplication app)
    {
        var door = app.Services.GetRequiredService<Door>();
        var hub = new ConnectionBuilder(app.Services).UseHub<GameHub>().Build();
        var way = ((IEndpointRouteBuilder)app).CreateApplicationBuilder();
        way.UseWebSockets();
        way.Run(http => door.ServeAsync(http, hub));
        app.Map(Wire.HubPath, way.Build());
    }
}
