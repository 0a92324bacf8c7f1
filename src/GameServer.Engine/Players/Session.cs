namespace GameServer.Engine;

/// <summary>One connection of a player, from its opening on.</summary>
public sealed partial class Session(IConnection connection)
{
    /// <summary>The host's end.</summary>
    public IConnection Connection { get; } = connection;
}
