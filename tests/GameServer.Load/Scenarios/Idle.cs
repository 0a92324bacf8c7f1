namespace GameServer.LoadTool;

/// <summary>Many who are in a room and say nothing: what each costs in memory.</summary>
internal sealed class Idle : Scenario
{
    private const int Rooms = 250, Members = 8, FirstRooms = 25;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    public override string Name => "idle";

    public override IReadOnlyList<ServerKind> Servers => [ServerKind.Ours, ServerKind.OursSqlite, ServerKind.Groups, ServerKind.SocketIo, ServerKind.Bare];

    public override IReadOnlyList<string> Loads => ["2,000 clients"];

    public override bool KeepsServer => false;

    // Memory is measured, and by differences.
    public override void WarmUp(Loop loop, ServerUnderLoad server) { }

    public override IReadOnlyDictionary<string, double> Run(Loop loop, ServerUnderLoad server, string load)
    {
        // The first ones pay for what all share.
        using var first = Crowd.Enter(loop, server, FirstRooms, Members);
        first.Rest(Settling);
        server.Figures(collect: true);
        var before = server.Rss;
        using var crowd = Crowd.Enter(loop, server, Rooms, Members);
        crowd.Rest(Settling);
        server.Figures(collect: true);
        return new Dictionary<string, double> { [Figure.KbEach] = (server.Rss - before) / 1024.0 / crowd.Peers.Count };
    }
}
