using System.ComponentModel.DataAnnotations;

namespace GameServer.Engine;

/// <summary>What the engine lets an operator decide. Every bound is checked at start; no setting at all works.</summary>
public class NodeOptions
{
    /// <summary>What one player, address or server may ask for.</summary>
    public LimitsOptions Limits { get; set; } = new();

    /// <summary>How long rooms remember and stay.</summary>
    public RoomOptions Room { get; set; } = new();

    /// <summary>How far a client may lag before the server waits for it.</summary>
    public DeliveryOptions Delivery { get; set; } = new();

    /// <summary>How long an absent player keeps what.</summary>
    public PlayerOptions Player { get; set; } = new();

    /// <summary>When a silent or stuck connection is given up.</summary>
    public NetOptions Net { get; set; } = new();
}

/// <summary>Bounds against flood and exhaustion. Limits of rates are token buckets (MOV-6: a limit delays, it loses nothing).</summary>
public sealed class LimitsOptions
{
    /// <summary>Connections the server holds. 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)] public int MaxConnections { get; set; } = 10_000;

    /// <summary>Connections from one address: schools sit behind one. 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)] public int ConnectionsPerAddress { get; set; } = 200;

    /// <summary>New connections a second from one address. 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)] public int ConnectsPerSecondPerAddress { get; set; } = 20;

    /// <summary>New connections a second in all. 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)] public int HandshakesPerSecond { get; set; } = 500;

    /// <summary>Longest message of a client, bytes. 1,024 to 1,000,000,000. The client libraries hold 8 KB whatever stands here: lower only for clients of your own.</summary>
    [Range(1_024, 1_000_000_000)] public int MessageBytes { get; set; } = 8_192;

    /// <summary>Deepest nesting of a move's arguments. 4 to 32. The client libraries hold 16 levels whatever stands here: lower only for clients of your own.</summary>
    [Range(4, 32)] public int JsonDepth { get; set; } = 16;

    /// <summary>Moves a second of one player; of one address twenty times as many. 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)] public int MovesPerSecond { get; set; } = 30;

    /// <summary>Moves of one player at once; of one address twenty times as many. 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)] public int MovesBurst { get; set; } = 60;

    /// <summary>Inputs a second of one player; an excess one is dropped, the latest wins. 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)] public int InputsPerSecond { get; set; } = 40;

    /// <summary>Bytes a second from one connection; a message counts as a share of them, so that its moves, its inputs and 60 more fit into a second. 1,024 to 1,000,000,000.</summary>
    [Range(1_024, 1_000_000_000)] public int InBytesPerSecond { get; set; } = 65_536;

    /// <summary>Bytes from one connection at once. 1,024 to 1,000,000,000.</summary>
    [Range(1_024, 1_000_000_000)] public int InBytesBurst { get; set; } = 262_144;

    /// <summary>Unknown tokens a minute from one address; then it is locked out for 10 minutes. 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)] public int BadTokensPerMinute { get; set; } = 10;

    /// <summary>Joins of rooms that are not there, a minute and player; from one address twenty times as many. 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)] public int FailedJoinsPerMinute { get; set; } = 10;

    /// <summary>Joins a minute and player, resumes not counted; from one address twenty times as many. 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)] public int JoinsPerMinute { get; set; } = 60;

    /// <summary>New rooms a minute and player. 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)] public int RoomsPerMinute { get; set; } = 3;

    /// <summary>Lists of the public rooms a second and player; of one address twenty times as many. 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)] public int ListsPerSecond { get; set; } = 2;

    /// <summary>Lists of the public rooms at once; of one address twenty times as many. 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)] public int ListsBurst { get; set; } = 10;

    /// <summary>Hellos with a token in 10 seconds and player; beyond, the player is told to wait. 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)] public int ResumesPer10Seconds { get; set; } = 5;

    /// <summary>Bytes replayed to one player in 10 seconds; beyond, a snapshot is sent instead. 1,024 to 1,000,000,000.</summary>
    [Range(1_024, 1_000_000_000)] public int ReplayBytesPer10Seconds { get; set; } = 16_777_216;

    /// <summary>Live rooms one player may be a member of, with a connection or without. 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)] public int LiveRoomsPerPlayer { get; set; } = 10;

    /// <summary>Rooms made from one address that are live. 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)] public int LiveRoomsPerAddress { get; set; } = 20;

    /// <summary>Live rooms of the server, personal ones not counted. 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)] public int MaxRooms { get; set; } = 5_000;

    /// <summary>Members of one room, spectators included. 2 to 500.</summary>
    [Range(2, 500)] public int MembersPerRoom { get; set; } = 500;

    /// <summary>Longest name, graphemes. 1 to 64.</summary>
    [Range(1, 64)] public int NameGraphemes { get; set; } = 16;
}

/// <summary>A room's memory.</summary>
public sealed class RoomOptions
{
    /// <summary>Events a room keeps for clients that come back; one further behind gets a snapshot. 16 to 1,000,000.</summary>
    [Range(16, 1_000_000)] public int LogEvents { get; set; } = 10_000;

    /// <summary>Bytes of events a room keeps; the first bound reached forgets. 4,096 to 1,000,000,000.</summary>
    [Range(4_096, 1_000_000_000)] public int LogBytes { get; set; } = 4_194_304;

    /// <summary>Events of those that stay in memory; older ones are read from the journal. 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)] public int HotEvents { get; set; } = 1_024;

    /// <summary>Bytes of those that stay in memory. 1,024 to 1,000,000,000.</summary>
    [Range(1_024, 1_000_000_000)] public int HotBytes { get; set; } = 1_048_576;

    /// <summary>A room where nobody is connected sleeps in the journal after this; seconds, 1 to 86,400.</summary>
    [Range(1, 86_400)] public int EmptySeconds { get; set; } = 60;

    /// <summary>An abandoned room is deleted after this; hours, 1 to 8,760.</summary>
    [Range(1, 8_760)] public int RetainHours { get; set; } = 24;

    /// <summary>A move, tick or timer that takes longer is logged; milliseconds, 1 to 60,000.</summary>
    [Range(1, 60_000)] public int HandlerWarnMs { get; set; } = 250;

    /// <summary>A move, tick or timer that takes longer faults its room; milliseconds, 1 to 600,000.</summary>
    [Range(1, 600_000)] public int HandlerFailMs { get; set; } = 5_000;

    /// <summary>Moves that may wait for a room's turn; one more is told to come again. 1 to 1,000,000.</summary>
    [Range(1, 1_000_000)] public int Mailbox { get; set; } = 1_024;
}

/// <summary>The Seen window: while a client has this much unacknowledged, nothing more is written to it (DLV-3, FRM-1).</summary>
public sealed class DeliveryOptions
{
    /// <summary>Bytes. 16,384 (a client acknowledges at least every 16 KB) to 1,000,000,000.</summary>
    [Range(16_384, 1_000_000_000)] public int SeenBytes { get; set; } = 65_536;

    /// <summary>Events. 64 (a client acknowledges at least every 64) to 1,000,000.</summary>
    [Range(64, 1_000_000)] public int SeenEvents { get; set; } = 256;

    /// <summary>Frames. 8 (a client acknowledges at least every 8) to 1,000,000.</summary>
    [Range(8, 1_000_000)] public int SeenFrames { get; set; } = 30;
}

/// <summary>How long an absent player keeps what.</summary>
public sealed class PlayerOptions
{
    /// <summary>A seat is kept for an absent player; seconds, 1 to 86,400.</summary>
    [Range(1, 86_400)] public int SeatSeconds { get; set; } = 60;

    /// <summary>A membership is kept for an absent player; seconds, 1 to 604,800.</summary>
    [Range(1, 604_800)] public int ResumeSeconds { get; set; } = 600;

    /// <summary>An unused token is valid; hours, 1 to 8,760.</summary>
    [Range(1, 8_760)] public int TokenHours { get; set; } = 24;

    /// <summary>Others are told after this that a player is away: shorter drops are nobody's business (CON-3). Milliseconds, 100 to 600,000.</summary>
    [Range(100, 600_000)] public int AwayMs { get; set; } = 3_000;
}

/// <summary>When a silent or stuck connection is given up.</summary>
public sealed class NetOptions
{
    /// <summary>A shown page that sent nothing for this long is gone; seconds, 2 to 3,600.</summary>
    [Range(2, 3_600)] public int SilenceSeconds { get; set; } = 10;

    /// <summary>A hidden page that sent nothing for this long is gone: browsers slow its timers to one a minute. Seconds, 60 to 86,400.</summary>
    [Range(60, 86_400)] public int HiddenSilenceSeconds { get; set; } = 90;

    /// <summary>A connection whose one write hangs for this long is cut; seconds, 1 to 600.</summary>
    [Range(1, 600)] public int SendTimeoutSeconds { get; set; } = 10;

    /// <summary>A connection has this long from its first byte to its welcome; seconds, 1 to 600.</summary>
    [Range(1, 600)] public int HelloSeconds { get; set; } = 5;
}
