using GameServer.Engine;
using GameServer.Journals;
using GameServer.Operations;

namespace GameServer.Cluster;

/// <summary>The parts of a node that knows of others; with a journal of its own there are none.</summary>
internal static class ClusterSetup
{
    public static void AddCluster(this IServiceCollection services)
    {
        services.AddSingleton(provider => ((PostgresJournal)provider.GetRequiredService<IJournal>()).Lease);
        services.AddSingleton<ClusterPeers>();
        services.AddSingleton<PostgresPlacement>();
        services.AddSingleton<IPlacement>(provider =>
            provider.GetRequiredService<IJournal>() is PostgresJournal ? provider.GetRequiredService<PostgresPlacement>() : new OnlyNode());
        services.AddSingleton<IClusterView>(provider =>
            provider.GetRequiredService<IJournal>() is PostgresJournal ? ActivatorUtilities.CreateInstance<ClusterView>(provider) : new NoCluster());
    }

    /// <summary>Before anything counts addresses.</summary>
    public static void UseCluster(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IJournal>() is not PostgresJournal) return;
        app.UseMiddleware<ClusterGate>();
        // The others learn at once where this node listens.
        app.Lifetime.ApplicationStarted.Register(() => _ = app.Services.GetRequiredService<PostgresLease>().RenewAsync());
    }

    /// <summary>After a connection was let in.</summary>
    public static void UseForwarding(this WebApplication app)
    {
        if (app.Services.GetRequiredService<IJournal>() is not PostgresJournal) return;
        app.UseWhen(Forwarding.IsNamed, branch => branch.UseWebSockets().UseMiddleware<Forwarding>());
    }
}
