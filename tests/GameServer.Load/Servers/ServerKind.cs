namespace GameServer.LoadTool;

/// <summary>A server that is measured.</summary>
/// <param name="Name">On the command line and in results.</param>
/// <param name="Title">In tables.</param>
/// <param name="Peer">Makes a client of it.</param>
internal sealed record ServerKind(string Name, string Title, Func<Loop, Uri, Peer> Peer)
{
    public static ServerKind Ours { get; } = new("ours", "GameServer, memory journal", (loop, server) => new OurPeer(loop, server));
    public static ServerKind OursSqlite { get; } = new("ours-sqlite", "GameServer, SQLite journal", (loop, server) => new OurPeer(loop, server));
    public static ServerKind Groups { get; } = new("groups", "SignalR, plain groups", (loop, server) => new GroupsPeer(loop, server));
    public static ServerKind Bare { get; } = new("bare", "Bare Kestrel WebSockets", (loop, server) => new BarePeer(loop, server));
    public static ServerKind SocketIo { get; } = new("socketio", "Socket.IO 4.8, ws", (loop, server) => new SocketIoPeer(loop, server));

    /// <summary>All of them, ours first.</summary>
    public static IReadOnlyList<ServerKind> All { get; } = [Ours, OursSqlite, Groups, SocketIo, Bare];

    /// <summary>Whether it is this repository's.</summary>
    public bool IsOurs => Name.StartsWith("ours", StringComparison.Ordinal);

    public override string ToString() => Name;
}
