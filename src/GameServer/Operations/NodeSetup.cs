using GameServer.Delivery;
using GameServer.Engine;
using GameServer.Journals;
using Microsoft.Extensions.Options;

namespace GameServer.Operations;

/// <summary>The node and what it stands on.</summary>
internal static class NodeSetup
{
    public static void AddNode(this IServiceCollection services)
    {
        services.AddSingleton<INodeLog, NodeLog>();
        services.AddSingleton(OpenJournal);
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<Node>(provider, (NodeOptions)Options(provider)));
        services.AddHostedService<NodeService>();
    }

    private static IJournal OpenJournal(IServiceProvider provider)
    {
        var options = Options(provider);
        if (options.Journal == JournalKind.Memory) return ActivatorUtilities.CreateInstance<MemoryJournal>(provider);
        if (options.Journal == JournalKind.Postgres)
        {
            return ActivatorUtilities.CreateInstance<PostgresJournal>(provider, new PostgresOptions(options.Postgres.Connection) { LeaseSeconds = options.Postgres.LeaseSeconds });
        }
        var folder = Path.GetFullPath(options.DataDirectory, provider.GetRequiredService<IHostEnvironment>().ContentRootPath);
        return ActivatorUtilities.CreateInstance<SqliteJournal>(provider, new SqliteJournalOptions(folder)
        {
            Durability = options.Durability,
            MaxMB = options.Disk.MaxMB,
            MinFreeMB = options.Disk.MinFreeMB,
        });
    }

    private static GameServerOptions Options(IServiceProvider provider) => provider.GetRequiredService<IOptions<GameServerOptions>>().Value;
}
