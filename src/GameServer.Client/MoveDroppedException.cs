namespace GameServer.Client;

/// <summary>
/// A move left the outbox without an ack: whether it took effect is not known, unless it was never sent.
/// A refused move is none of these: its ack says so, and it had no effect.
/// </summary>
public sealed class MoveDroppedException : Exception
{
    internal MoveDroppedException(string room, long n, string move, string reason)
        : base($"Move {n} '{move}' of room {room} was dropped without an ack: {reason}.")
    {
        Room = room;
        N = n;
        Move = move;
        Reason = reason;
    }

    public string Room { get; }

    /// <summary>The move's number; 0 when the room was over before it got one.</summary>
    public long N { get; }

    public string Move { get; }

    /// <summary>A code of <see cref="DropReasons"/>, or the word of the server with which the room ended.</summary>
    public string Reason { get; }
}

/// <summary>Why moves leave the outbox without an ack.</summary>
public static class DropReasons
{
    /// <summary>The client left the room.</summary>
    public const string Leave = "leave";

    /// <summary>The room's history was lost or replaced.</summary>
    public const string Epoch = "epoch";

    /// <summary>The server does not know the player any more; the moves were another player's.</summary>
    public const string Denied = "denied";

    /// <summary>The server does not count the player among the room's members.</summary>
    public const string NotMember = "not_member";

    /// <summary>The server knows fewer moves than were acknowledged, so that these can never be next.</summary>
    public const string Gap = "gap";

    /// <summary>The server closed two connections with an error right after this move, or after the one before it in the outbox (MOV-7).</summary>
    public const string Withdrawn = "withdrawn";

    /// <summary>A move before this one was malformed and will never use up its number.</summary>
    public const string BadRequest = "bad_request";

    /// <summary>A newer connection of the same player took over (CON-2).</summary>
    public const string Superseded = "superseded";

    /// <summary>Another program of the same player used the move's number while this one was cut off (MOV-5).</summary>
    public const string OtherPage = "other_page";

    /// <summary>The application disposed of the client.</summary>
    public const string Closed = "closed";

    /// <summary>The client itself failed; the log says how.</summary>
    public const string Failed = "failed";
}
