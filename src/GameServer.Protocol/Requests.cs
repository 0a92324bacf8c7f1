namespace GameServer.Protocol;

/// <summary>The first call on a connection: who is there, what is known, what to resume (CON-1).</summary>
public sealed record HelloRequest
{
    /// <summary>The version the client speaks (<see cref="Wire.Version"/>).</summary>
    public int Protocol { get; init; }

    /// <summary>The player's secret; absent for a new player.</summary>
    public string? Token { get; init; }

    /// <summary>Shown to others, cut to 16 graphemes; empty or absent: the kept one, or a made-up one.</summary>
    public string? Name { get; init; }

    /// <summary>Colour and shape, 0 to 7; absent: the kept one, or a drawn one.</summary>
    public int? Look { get; init; }

    /// <summary>Take the player over from a connection that may still be alive (CON-2).</summary>
    public bool TakeOver { get; init; }

    /// <summary>
    /// Which of the player's pages (or programs) this is: any text of the client's own, 1 to 32 characters, kept with its unanswered moves.
    /// Absent: the moves of all clients that name none are taken for one another's.
    /// </summary>
    public string? Page { get; init; }

    /// <summary>Where the client stands in its personal room.</summary>
    public Cursor? Personal { get; init; }

    /// <summary>Rooms to resume or enter in the same round trip, at most 16.</summary>
    public IReadOnlyList<JoinRequest>? Join { get; init; }
}

/// <summary>Enter a room, or resume in it.</summary>
/// <param name="Room">Its code, in any case, with or without the group's hyphen.</param>
/// <param name="Cursor">Where the client stands; absent: it needs a snapshot.</param>
/// <param name="Spectate">Watch, without taking a seat.</param>
public sealed record JoinRequest(string Room, Cursor? Cursor = null, bool Spectate = false);

/// <summary>Sit down in any public room of a game that has a place, else in a new one.</summary>
public sealed record PlayRequest(string Game);

/// <summary>Open a room of one's own.</summary>
/// <param name="Game">The game's wire name.</param>
/// <param name="Options">The game's options; absent: its defaults.</param>
/// <param name="IsPrivate">Not listed, and with a code too long to guess.</param>
public sealed record CreateRequest(string Game, RawJson? Options = null, bool IsPrivate = false);

/// <summary>One move.</summary>
/// <param name="Room">The room's code.</param>
/// <param name="N">The player's number for it in this room: 1, 2, 3 ... (MOV-1).</param>
/// <param name="Move">Its name, camelCase.</param>
/// <param name="Args">Positional arguments.</param>
public sealed record SendRequest(string Room, long N, string Move, IReadOnlyList<RawJson>? Args = null);

/// <summary>Names one room: <c>Snapshot</c> and <c>Leave</c>.</summary>
public sealed record RoomRequest(string Room);

/// <summary>Public rooms, of one game or of all.</summary>
public sealed record RoomsRequest(string? Game = null);

/// <summary>A round trip, for the clock and the display.</summary>
/// <param name="T">Any number of the client's; it comes back as it was.</param>
public sealed record PingRequest(double T);

/// <summary>A seat's newest input; an older one that was not used yet is dropped.</summary>
public sealed record InputRequest(string Room, long N, RawJson Data);

/// <summary>Cumulative: everything up to these numbers was taken by the client.</summary>
public sealed record SeenRequest(string Room, long Seq, long? Tick = null);

/// <summary>Whether the page is shown; a hidden one gets events and no frames (FRM-4).</summary>
public sealed record VisibleRequest(bool Visible);
