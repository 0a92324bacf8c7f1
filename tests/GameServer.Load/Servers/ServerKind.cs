namespace GameServer.LoadTool;

/// <summary>A server that is measured.</summary>
/// <param name="Name">On the command line and in results.</param>
/// <param name="Title">In tables.</param>
/// <param name="Peer">Makes a client of it.</param>
internal sealed record ServerKind(string Name, string Title, Func<Loop, Uri, Peer> Peer)
{
    public static ServerKind Ours { get; } = new("ours", "GameServer, memory journal", (loop, server) => new OurPeer(loop, server));
    public static ServerKind OursPacked { get; } = new("ours-messagepack", "GameServer, MessagePack", (loop, server) => new OurPeer(loop, server, isPacked: true));
    public static ServerKind OursSqlite { get; } = new("ours-sqlite", "GameServer, SQLite journal", (loop, server) => new OurPeer(loop, server));
    public static ServerKind OursPostgres { get; } = new("ours-postgres", "GameServer, PostgreSQL journal", (loop, server) => new OurPeer(loop, server));
    public static ServerKind OursForwarded { get; } = new("ours-forwarded", "GameServer, PostgreSQL, reached through another node", (loop, server) => new OurPeer(loop, server));
    public static ServerKind Groups { get; } = new("groups", "SignalR, plain groups", (loop, server) => new GroupsPeer(loop, server));
    public static ServerKind Bare { get; } = new("bare", "Bare Kestrel WebSockets", (loop, server) => new BarePeer(loop, server));
    public static ServerKind SocketIo { get; } = new("socketio", "Socket.IO 4.8, ws", (loop, server) => new SocketIoPeer(loop, server));

    /// <summary>This one, and what people would use instead.</summary>
    public static IReadOnlyList<ServerKind> Compared { get; } = [Ours, OursPacked, OursSqlite, Groups, SocketIo, Bare];

    /// <summary>One node, one on a database of its own, and two on it of which the second passes everything on to the first.</summary>
    public static IReadOnlyList<ServerKind> Nodes { get; } = [OursSqlite, OursPostgres, OursForwarded];

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ServerKind> All { get; } = [.. Compared.Union(Nodes)];

    /// <summary>Whether it is this repository's.</summary>
    public bool IsOurs => Name.StartsWith("ours", StringComparison.Ordinal);

    public override string ToString() => Name;
}
