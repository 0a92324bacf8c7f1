namespace GameServer.IntegrationTests.Faults;

/// <summary>
/// A server with one room, and players who reach it each through a proxy of their own: the same faults are run in the real world,
/// where every promise must hold, and in the control's, where plain groups must break it.
/// </summary>
public interface IWorld : IAsyncDisposable
{
    /// <summary>The room everybody enters.</summary>
    string Room { get; }

    /// <summary>A new player enters the room.</summary>
    /// <param name="who">As the history calls the player.</param>
    /// <param name="opened">Prepares each of its connections.</param>
    Task<IPlayer> EnterAsync(string who, Action<ProxyLink>? opened = null);

    /// <summary>kill -9 and a new start on the same data; only where the server is a process of its own.</summary>
    Task KillAndRestartAsync();

    /// <summary>The server goes away without a word, and the history gets what its journal holds.</summary>
    Task EndAsync();
}

/// <summary>A player of a world.</summary>
public interface IPlayer : IAsyncDisposable
{
    /// <summary>As histories call it.</summary>
    string Who { get; }

    /// <summary>Its way to the server.</summary>
    FaultProxy Proxy { get; }

    /// <summary>Makes a move that publishes one event; completes when it is answered, however often it has to be sent.</summary>
    /// <param name="padding">Makes the event longer by so many characters.</param>
    Task MoveAsync(int padding = 0);
}
