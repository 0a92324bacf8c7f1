namespace GameServer;

/// <summary>What <see cref="GameServerSetup.AddGameServer"/> returns: the place to add games.</summary>
public sealed class GameServerBuilder(IServiceCollection services)
{
    /// <summary>The services of the server.</summary>
    public IServiceCollection Services { get; } = services;
}
