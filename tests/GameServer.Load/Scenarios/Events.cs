using System.Globalization;

namespace GameServer.LoadTool;

/// <summary>Rooms in which everybody moves: each move is an event of 120 bytes for all members.</summary>
internal sealed class Events(string name, IReadOnlyList<ServerKind> servers, IReadOnlyList<string> loads, bool isPinned, TimeSpan measured) : Scenario
{
    public const string Saturation = "saturation";
    public const string ForSqlite = "16,000/s"; // 2,000 moves a second

    public const string InLargeRooms = "32,000/s in rooms of 100";

    // So many moves of each client under way saturate a server without burying it.
    private const int UnderWay = 8;

    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);

    // Where only garbage is in question.
    private static readonly ServerKind[] LargeRooms = [ServerKind.Ours, ServerKind.Groups, ServerKind.Bare];

    public override string Name => name;

    public override IReadOnlyList<ServerKind> Servers => servers;

    public override IReadOnlyList<string> Loads => loads;

    public override bool IsPinned => isPinned;

    // More moves than a disk takes are refused for a while (`unavailable`): on one core that would measure the disk.
    public override bool Fits(ServerKind server, string load) =>
        !isPinned || (server == ServerKind.OursSqlite ? load is "8,000/s" or ForSqlite or "32,000/s" : load != ForSqlite || server.IsOurs) && (load != InLargeRooms || LargeRooms.Contains(server));

    public override void WarmUp(Loop loop, ServerUnderLoad server)
    {
        // Until the runtime has compiled what is hot for good: it counts calls, measures, counts again, and compiles when nothing new came for a while.
        foreach (var load in new[] { Saturation, "8,000/s", "32,000/s", Saturation, "8,000/s", "32,000/s" }.Where(load => Fits(server.Kind, load)))
            Run(loop, server, load, TimeSpan.FromSeconds(3));
    }

    public override IReadOnlyDictionary<string, double> Run(Loop loop, ServerUnderLoad server, string load) => Run(loop, server, load, measured);

    private static Dictionary<string, double> Run(Loop loop, ServerUnderLoad server, string load, TimeSpan time)
    {
        var (rooms, members) = load == InLargeRooms ? (4, 100) : (50, 8);
        using var crowd = Crowd.Enter(loop, server, rooms, members);
        return Drive(loop, server, crowd, load, Settling, time);
    }

    /// <summary>Drives a crowd with a load and says what came of it.</summary>
    internal static Dictionary<string, double> Drive(Loop loop, ServerUnderLoad server, Crowd crowd, string load, TimeSpan settling, TimeSpan time)
    {
        var tally = new Tally();
        crowd.Count(tally);
        Go(settling);
        var from = Reading.Take(loop, server, crowd, tally);
        tally.Measured = (from.At, long.MaxValue);
        Go(time);
        var to = Reading.Take(loop, server, crowd, tally);
        tally.Measured = (from.At, to.At);
        crowd.Finish(tally);
        if (server.Kind.IsOurs && (tally.Refused > 0 || tally.Acked != crowd.Peers.Sum(peer => peer.Sent)))
            throw new InvalidOperationException($"{tally.Refused} moves were refused, and {crowd.Peers.Sum(peer => peer.Sent) - tally.Acked} not answered.");
        var figures = from.Until(to);
        figures[Figure.P50] = tally.Lateness.Percentile(50);
        figures[Figure.P99] = tally.Lateness.Percentile(99);
        figures[Figure.Lost] = tally.Lost;
        figures[Figure.Doubled] = tally.Doubled;
        return figures;

        void Go(TimeSpan span)
        {
            if (load == Saturation) crowd.ClosedLoop(UnderWay, span);
            else crowd.OpenLoop(crowd.Peers, double.Parse(load[..load.IndexOf("/s", StringComparison.Ordinal)], NumberStyles.AllowThousands, CultureInfo.InvariantCulture) / crowd.DeliveriesPerMove / crowd.Peers.Count, span);
        }
    }
}

/// <summary>The counters of server and client at one moment.</summary>
internal sealed record Reading(long At, double Cpu, double? DatabaseCpu, long Allocated, long Rss, long Delivered, long Received, long Idle)
{
    public static Reading Take(Loop loop, ServerUnderLoad server, Crowd crowd, Tally tally)
    {
        var allocated = server.Figures().GetProperty("allocated").GetInt64();
        return new Reading(Loop.Now, server.Cpu, server.DatabaseCpu, allocated, server.Rss, tally.Delivered, crowd.Peers.Sum(peer => peer.Link.Received), loop.Idle);
    }

    /// <summary>What happened between two moments.</summary>
    public Dictionary<string, double> Until(Reading later)
    {
        double time = later.At - At, delivered = Math.Max(1, later.Delivered - Delivered);
        var figures = new Dictionary<string, double>
        {
            [Figure.Cpu] = (later.Cpu - Cpu) * 1e6 / delivered,
            [Figure.Rate] = delivered * 1e6 / time,
            [Figure.Bytes] = (later.Received - Received) / delivered,
            [Figure.Allocated] = (later.Allocated - Allocated) / delivered,
            [Figure.Rss] = later.Rss / 1e6,
            [Figure.ClientBusy] = 100 - (later.Idle - Idle) * 100 / time,
        };
        if (later.DatabaseCpu - DatabaseCpu is { } database) figures[Figure.DatabaseCpu] = database * 1e6 / delivered;
        return figures;
    }
}
