namespace GameServer.LoadTool;

/// <summary>Rooms in which the server moves everything and shows it 20 times a second: the newest counts, nothing is kept.</summary>
internal sealed class Frames(TimeSpan measured) : Scenario
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, (int Rooms, FrameRoom Room)> Kinds = new()
    {
        ["8 entities"] = (50, new FrameRoom(8, "swarm8")),
        ["50 entities"] = (8, new FrameRoom(50, "swarm50")),
    };

    public override string Name => "frames";

    public override IReadOnlyList<ServerKind> Servers => [ServerKind.Ours, ServerKind.OursPacked, ServerKind.Groups, ServerKind.SocketIo];

    public override IReadOnlyList<string> Loads => [.. Kinds.Keys];

    public override IReadOnlyDictionary<string, double> Run(Loop loop, ServerUnderLoad server, string load)
    {
        var (rooms, room) = Kinds[load];
        using var crowd = Crowd.Enter(loop, server, rooms, room.Entities, room);
        var tally = new Tally();
        crowd.Count(tally);
        crowd.Rest(Settling);
        var from = Reading.Take(loop, server, crowd, tally);
        tally.Measured = (from.At, long.MaxValue);
        crowd.Rest(measured);
        var to = Reading.Take(loop, server, crowd, tally);
        var figures = from.Until(to);
        figures[Figure.P50] = tally.Lateness.Percentile(50);
        figures[Figure.P99] = tally.Lateness.Percentile(99);
        return figures;
    }
}
