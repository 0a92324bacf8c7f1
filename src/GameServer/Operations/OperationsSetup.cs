using GameServer.Engine;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Options;

namespace GameServer.Operations;

/// <summary>The parts around the node, in the order in which they start: the journal, the operators' listener, then the public one.</summary>
internal static class OperationsSetup
{
    /// <summary>
    /// Connections that the system queues before they are accepted. After a restart everybody dials at once, and whom it cannot queue comes again
    /// when TCP does, seconds to minutes later. Linux allows no more unless told (net.core.somaxconn).
    /// </summary>
    private const int Backlog = 4096;

    public static void AddSettings(this IServiceCollection services)
    {
        services.AddOptions<GameServerOptions>()
            .Configure<IConfiguration>((options, configuration) => SettingsReader.Read(configuration, options))
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<GameServerOptions>, SettingsRules>();
    }

    public static void AddOperations(this IServiceCollection services)
    {
        services.AddMetrics();
        services.AddSingleton<GameMetrics>();
        services.AddSingleton<INodeMetrics>(provider => provider.GetRequiredService<GameMetrics>());
        services.AddSingleton<NodeGauges>();
        services.AddSingleton<MetricsListener>();
        services.AddSingleton<Lobby>();
        services.AddSingleton<Admission>();
        services.AddSingleton<AddressNames>();
        services.AddSingleton<Bans>();
        services.AddSingleton<MemoryGauge>();
        services.AddSingleton<Watchdog>();
        services.AddSingleton<Health>();
        services.AddSingleton<Drain>();
        services.AddSingleton<StartLine>();
        services.AddAdmin();
        services.AddSingleton<OpsServer>();
        services.AddHostedService(provider => provider.GetRequiredService<OpsServer>());
        services.AddHostedService<OtlpExport>();
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, KestrelSetup>();
        services.AddSingleton<IConnectionListenerFactory, PacedListenerFactory>();
        services.Configure<SocketTransportOptions>(sockets => sockets.Backlog = Backlog);
        services.AddOptions<HostOptions>().Configure<IOptions<GameServerOptions>>(
            (host, options) => host.ShutdownTimeout = TimeSpan.FromSeconds(options.Value.Drain.MaxSeconds + 5));
        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<GameServerOptions>>(TrustProxies);
        services.AddResponseCompression(compression => compression.EnableForHttps = true);
    }

    /// <summary>Bare status, for balancers and containers.</summary>
    public static void MapHealth(this WebApplication app)
    {
        var health = app.Services.GetRequiredService<Health>();
        MapStatus(app, "/healthz", () => health.IsAlive);
        MapStatus(app, "/readyz", () => health.IsReady);
    }

    private static void MapStatus(WebApplication app, string path, Func<bool> holds) => app.MapMethods(path, [HttpMethods.Get, HttpMethods.Head], context =>
    {
        context.Response.StatusCode = holds() ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    });

    private static void TrustProxies(ForwardedHeadersOptions forwarded, IOptions<GameServerOptions> options)
    {
        forwarded.KnownProxies.Clear();
        forwarded.KnownIPNetworks.Clear();
        var proxies = new ProxyList(options.Value.Http.KnownProxies);
        foreach (var address in proxies.Addresses) forwarded.KnownProxies.Add(address);
        foreach (var network in proxies.Networks) forwarded.KnownIPNetworks.Add(network);
        var isBehindProxy = options.Value.Http.KnownProxies.Count > 0;
        // With no proxy in either list the middleware would believe everybody.
        forwarded.ForwardedHeaders = isBehindProxy
            ? ForwardedHeaders.XForwardedFor | ForwardedHeaders.XForwardedProto | ForwardedHeaders.XForwardedHost
            : ForwardedHeaders.None;
        forwarded.ForwardLimit = null;
    }
}
