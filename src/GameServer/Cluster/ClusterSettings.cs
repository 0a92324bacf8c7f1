namespace GameServer.Cluster;

/// <summary>Several servers on one PostgreSQL database. One alone needs none of this.</summary>
public sealed class ClusterSettings
{
    /// <summary>Where the other servers reach this one, such as <c>http://10.0.0.7:8080</c>; empty: the first address it listens on, with the machine's name where that is every address.</summary>
    public string Url { get; set; } = "";

    /// <summary>Where players reach this very server, such as <c>https://node-1.game.example</c>; empty: all stand behind one address, and a player's connection is forwarded to the server that has the room. For clients that are no browsers, and for pages served elsewhere; the page of the server itself may connect to its own address alone.</summary>
    public string PublicUrl { get; set; } = "";
}
