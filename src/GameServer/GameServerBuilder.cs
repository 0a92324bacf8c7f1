using GameServer.Engine;

namespace GameServer;

/// <summary>What <see cref="GameServerSetup.AddGameServer"/> returns: the place to add games.</summary>
public sealed class GameServerBuilder
{
    private readonly GameCatalog _games = new();

    internal GameServerBuilder(IServiceCollection services)
    {
        Services = services;
        services.AddSingleton(_games);
    }

    /// <summary>The services of the server.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Offers a game.</summary>
    /// <exception cref="GameClassException">The class cannot be a game as it is written; the message names the member.</exception>
    public GameServerBuilder AddGame<TGame>()
        where TGame : Game, new()
    {
        _games.Add<TGame>();
        return this;
    }
}
