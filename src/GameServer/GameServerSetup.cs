using GameServer.Delivery;
using GameServer.Engine;
using GameServer.Hubs;
using GameServer.Operations;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace GameServer;

/// <summary>The composition of the server: the only one, for the product and for tests.</summary>
public static class GameServerSetup
{
    /// <summary>Adds the whole server but its games.</summary>
    public static IHostApplicationBuilder AddGameServer(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddOptions<GameServerOptions>().BindConfiguration("GameServer");
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IChance, SecureChance>();
        services.TryAddSingleton<IScheduler, ThreadPoolScheduler>();
        services.AddSingleton<Node>();
        services.AddGameHub();
        services.AddOptions<KestrelServerOptions>().Configure<IOptions<GameServerOptions>, Door>((kestrel, options, door) =>
        {
            kestrel.ConfigureEndpointDefaults(endpoint =>
            {
                endpoint.Protocols = HttpProtocols.Http1;
                endpoint.Use(door.Meter);
            });
        });
        return builder;
    }

    /// <summary>Maps the hub.</summary>
    public static WebApplication MapGameServer(this WebApplication app)
    {
        app.MapGameHub();
        return app;
    }
}
