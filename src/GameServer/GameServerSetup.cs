using GameServer.Cluster;
using GameServer.Delivery;
using GameServer.Engine;
using GameServer.Hubs;
using GameServer.Operations;
using GameServer.Protocol;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GameServer;

/// <summary>The composition of the server: the only one, for the product and for tests.</summary>
public static class GameServerSetup
{
    /// <summary>Adds the whole server but its games. Time, chance and the scheduler are the system's unless others were added before.</summary>
    public static GameServerBuilder AddGameServer(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IChance, SecureChance>();
        services.TryAddSingleton<IScheduler, ThreadPoolScheduler>();
        services.AddSettings();
        services.AddNode();
        services.AddCluster();
        services.AddGameHub();
        services.AddOperations();
        builder.Logging.AddJsonLines();
        builder.Environment.FindPage();
        if (!PublicAddress.IsConfigured(builder.Configuration)) builder.WebHost.UseUrls(PublicAddress.Default);
        return new GameServerBuilder(services);
    }

    /// <summary>Maps the hub, the page and the public health endpoints, and prepares the goodbye.</summary>
    public static WebApplication MapGameServer(this WebApplication app)
    {
        app.UseMiddleware<SecurityHeaders>();
        app.UseForwardedHeaders();
        app.UseCluster();
        app.UseWhen(static context => context.Request.Path == Wire.HubPath, static hub => hub.UseMiddleware<FramedUpgrade>());
        app.UseWebSockets(new WebSocketOptions { KeepAliveInterval = Timeout.InfiniteTimeSpan }); // SignalR's pings do it
        app.UseMiddleware<HubGate>();
        app.UseForwarding();
        app.UsePage();
        app.MapHealth();
        app.MapGameHub();
        app.MapPage();
        app.Lifetime.ApplicationStarted.Register(app.Services.GetRequiredService<StartLine>().Write);
        // Callbacks run last in, first out: registered after the hub, so that clients are told before the hub cuts them.
        app.Lifetime.ApplicationStopping.Register(app.Services.GetRequiredService<Drain>().Run);
        return app;
    }
}
