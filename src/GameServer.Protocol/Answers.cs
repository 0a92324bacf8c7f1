using System.Text.Json.Serialization;

namespace GameServer.Protocol;

/// <summary>The answer to a call: <c>ok</c>, or a refusal with its reason.</summary>
public record Answer
{
    public bool Ok { get; init; } = true;

    /// <summary>A code of <see cref="Reasons"/>; absent when ok.</summary>
    public string? Reason { get; init; }

    /// <summary>A sentence for the player, where the reason alone does not say it.</summary>
    public string? Text { get; init; }

    /// <summary>When the same call may succeed; milliseconds.</summary>
    public int? RetryAfterMs { get; init; }

    /// <summary>Where the room lives instead.</summary>
    public string? Url { get; init; }
}

/// <summary>The answer to <c>Hello</c>; ok even when one of its joins was refused.</summary>
public sealed record Welcome : Answer
{
    public string? PlayerId { get; init; }

    /// <summary>The player's secret, to be kept by the client and sent in <c>Hello</c> alone.</summary>
    public string? Token { get; init; }

    /// <summary>The name after cutting, or the made-up one.</summary>
    public string? Name { get; init; }

    public int? Look { get; init; }

    /// <summary>This run of the server; another run with the same epochs means it restarted and lost nothing.</summary>
    public string? Run { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public long? ServerTime { get; init; }

    /// <summary>How long a seat is kept without a connection; milliseconds.</summary>
    public int? SeatMs { get; init; }

    public Joined? Personal { get; init; }

    /// <summary>Every room this player is a member of.</summary>
    public IReadOnlyList<SeatInfo>? Seats { get; init; }

    /// <summary>One answer for each join of the call, in order.</summary>
    public IReadOnlyList<Joined>? Joined { get; init; }
}

/// <summary>A room the player is a member of.</summary>
public sealed record SeatInfo(string Room, string Game, [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] int? Seat);

/// <summary>The answer to <c>Join</c>, <c>Play</c>, <c>Create</c>: what is true of the room at <see cref="Head"/>.</summary>
public sealed record Joined : Answer
{
    public string? Room { get; init; }
    public string? Game { get; init; }

    /// <summary>Null for spectators and in games without seats.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.Never)]
    public int? Seat { get; init; }

    /// <summary>Whether <c>chat</c> is on here.</summary>
    public bool? Chat { get; init; }

    public string? Epoch { get; init; }

    /// <summary>The newest number the viewer is about to reach.</summary>
    public long? Head { get; init; }

    /// <summary><c>replay</c> or <c>snapshot</c>.</summary>
    public string? Resume { get; init; }

    /// <summary>Events after the cursor that this viewer may see; 0 with a snapshot.</summary>
    public long? Missed { get; init; }

    /// <summary>The highest move number of this player that the room has decided, durably; the next is one more.</summary>
    public long? LastMove { get; init; }

    /// <summary>
    /// The highest number among them that may be this page's own; absent: all may be. Those above it were used by another page of the player (MOV-5).
    /// </summary>
    public long? OwnMove { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public long? ServerTime { get; init; }

    public SnapshotBody? Snapshot { get; init; }
}

/// <summary>A room's state as one viewer may see it, at exactly <paramref name="Seq"/> (SNP-1).</summary>
public sealed record SnapshotBody(long Seq, RawJson State, string Reason);

/// <summary>The answer to a move: it means applied and durable (MOV-2), or refused and without effect.</summary>
public sealed record Ack : Answer
{
    public long N { get; init; }

    /// <summary>What the move returned, if it returns something.</summary>
    public RawJson? Result { get; init; }

    /// <summary>The move's last event; absent when it made none.</summary>
    public long? Seq { get; init; }
}

/// <summary>The answer to <c>Rooms</c>.</summary>
public sealed record RoomList : Answer
{
    public IReadOnlyList<RoomInfo>? Rooms { get; init; }
}

/// <summary>A public room as the lobby shows it.</summary>
/// <param name="Room">Its code.</param>
/// <param name="Game">The game's wire name.</param>
/// <param name="Seats">Most players that can sit.</param>
/// <param name="Taken">Seats taken, bots' included.</param>
/// <param name="Bots">Seats held by bots.</param>
/// <param name="Spectators">Members without a seat.</param>
/// <param name="Phase"><c>lobby</c>, <c>playing</c> or <c>ended</c>.</param>
public sealed record RoomInfo(string Room, string Game, int Seats, int Taken, int Bots, int Spectators, string Phase);

/// <summary>The answer to <c>Ping</c>.</summary>
/// <param name="T">The number of the call.</param>
/// <param name="ServerTime">Unix milliseconds.</param>
public sealed record Pong(double T, long ServerTime);

/// <summary>One entry of <c>events</c>: an event, or a range of numbers that are for others.</summary>
public sealed record Entry
{
    public string? Type { get; init; }

    /// <summary>Unix milliseconds.</summary>
    public long? At { get; init; }

    /// <summary>The player who caused it; absent when the game or the server did.</summary>
    public string? From { get; init; }

    public RawJson? Data { get; init; }

    /// <summary>All numbers up to and including this one are for others.</summary>
    public long? Hidden { get; init; }
}
