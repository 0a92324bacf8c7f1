using GameServer.Engine;

namespace GameServer.Operations;

/// <summary>Which rooms an operator wants to see, and in which order.</summary>
/// <param name="Sort">A column; unknown or null: events a second.</param>
/// <param name="IsAscending">Least first.</param>
/// <param name="Filter">Part of a code, a game or a phase; null or blank: all.</param>
internal sealed record RoomOrder(string? Sort = null, bool IsAscending = false, string? Filter = null)
{
    /// <summary>Rooms that are shown at most.</summary>
    private const int Shown = 200;

    /// <summary>The first of them in this order.</summary>
    public IReadOnlyList<RoomRow> First(IEnumerable<RoomRow> rows) =>
        [.. (IsAscending ? rows.OrderBy(Key, Comparer<object?>.Default) : rows.OrderByDescending(Key, Comparer<object?>.Default)).ThenBy(row => row.Room, StringComparer.Ordinal).Take(Shown)];

    /// <summary>Whether the filter lets it through.</summary>
    public bool Fits(RoomStatus room) => string.IsNullOrWhiteSpace(Filter)
        || room.Room.Contains(Filter.Trim().Replace("-", "", StringComparison.Ordinal), StringComparison.OrdinalIgnoreCase)
        || room.Game.Contains(Filter.Trim(), StringComparison.OrdinalIgnoreCase)
        || room.Phase.Contains(Filter.Trim(), StringComparison.OrdinalIgnoreCase);

    private object? Key(RoomRow row) => Sort switch
    {
        "room" => row.Room,
        "game" => row.Game,
        "members" => row.Members,
        "fill" => row.Fill,
        "waiting" => row.Waiting,
        "p99Ms" => row.P99Ms,
        "faults" => row.Faults,
        _ => row.PerSecond,
    };
}

/// <summary>A live room in one line.</summary>
/// <param name="Room">Its code.</param>
/// <param name="Game">The game's wire name.</param>
/// <param name="Phase">Of its game.</param>
/// <param name="IsPrivate">Not listed for players.</param>
/// <param name="Connected">Members with a connection.</param>
/// <param name="Members">Players, bots and spectators.</param>
/// <param name="Head">The newest durable event's number.</param>
/// <param name="PerSecond">Events in the last second.</param>
/// <param name="Fill">How full its log is; 0 to 1.</param>
/// <param name="Waiting">Moves in its mailbox.</param>
/// <param name="P99Ms">99 of 100 of its last moves took no longer; null before the first.</param>
/// <param name="Faults">Of its game.</param>
/// <param name="Node">The lease of the other node it lives at; null: here.</param>
internal sealed record RoomRow(
    string Room, string Game, string Phase, bool IsPrivate, int Connected, int Members, long Head, double PerSecond, double Fill, int Waiting, double? P99Ms, int Faults,
    long? Node = null);

/// <summary>What a node tells operators of itself.</summary>
/// <param name="Connections">That it serves.</param>
/// <param name="RoomsInAll">Live rooms.</param>
/// <param name="RoomsFound">Those that were asked for.</param>
/// <param name="Rooms">The first of those.</param>
internal sealed record NodeLook(int Connections, int RoomsInAll, int RoomsFound, IReadOnlyList<RoomRow> Rooms);

/// <summary>The live rooms of this node, as operators sort and filter them, here or from another node's page. Any thread.</summary>
internal sealed class RoomTable(Node node, Gauges gauges)
{
    public NodeLook Look(RoomOrder order)
    {
        var all = node.RoomStatuses.ToList();
        var found = all.Where(order.Fits).ToList();
        return new NodeLook(node.Connections, all.Count, found.Count, order.First(found.Select(Row)));
    }

    /// <summary>One room in a line.</summary>
    public RoomRow Row(RoomStatus room) => new(
        room.Room, room.Game, room.Phase, room.IsPrivate, room.Connected, room.Members, room.Head, gauges.RateOf(room.Room), Math.Round(room.LogFill, 3), room.Waiting,
        room.StepP99 is { } took ? Math.Round(took.TotalMilliseconds, 2) : null, room.Faults);
}
