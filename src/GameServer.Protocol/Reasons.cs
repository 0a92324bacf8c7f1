namespace GameServer.Protocol;

/// <summary>Why a call was refused. Stable codes: clients translate them; a code is never given a second meaning.</summary>
public static class Reasons
{
    // Of Hello.
    public const string HelloFirst = "hello_first";
    public const string PlayingElsewhere = "playing_elsewhere";
    public const string Denied = "denied";
    public const string UpgradeRequired = "upgrade_required";
    public const string Draining = "draining";

    // Of any call: retryable, they use up no move number (MOV-6).
    public const string RateLimited = "rate_limited";
    public const string Unavailable = "unavailable";

    // Of any call: malformed.
    public const string BadRequest = "bad_request";

    // Of Join, Play, Create.
    public const string NotFound = "not_found";
    public const string Full = "full";
    public const string Ended = "ended";
    public const string Moved = "moved";
    public const string Kicked = "kicked";
    public const string UnknownGame = "unknown_game";

    // Of Send, before the room's turn: they use up no number.
    public const string Gap = "gap";
    public const string Window = "window";
    public const string NotMember = "not_member";
    public const string Forgotten = "forgotten";
    public const string OtherPage = "other_page";

    // Of Send, decided by the room's turn: they use up the number.
    public const string Refused = "refused";
    public const string NotYourTurn = "not_your_turn";
    public const string NoSeat = "no_seat";
    public const string GameOver = "game_over";
    public const string UnknownMove = "unknown_move";
    public const string BadArgs = "bad_args";
    public const string ChatOff = "chat_off";
    public const string GameFault = "game_fault";

    // Of Sends from a connection that a newer one took over.
    public const string Superseded = "superseded";
}

/// <summary>Why a snapshot was sent (SNP-2).</summary>
public static class SnapshotReasons
{
    public const string New = "new";
    public const string Trimmed = "trimmed";
    public const string Epoch = "epoch";
    public const string Ahead = "ahead";
    public const string Budget = "budget";
    public const string Desync = "desync";
}

/// <summary>Why a room is over for a player: the word in <c>left</c>, in the message and in the event.</summary>
public static class LeftReasons
{
    /// <summary>The player asked to.</summary>
    public const string Leave = "leave";

    public const string Kicked = "kicked";
    public const string Ended = "ended";
    public const string Moved = "moved";

    /// <summary>Nothing was heard of the player for the time a membership is kept.</summary>
    public const string Expired = "expired";
}

/// <summary>Why the server closes a connection: the word in <c>closed</c>.</summary>
public static class ClosedReasons
{
    /// <summary>Another page of the player took over.</summary>
    public const string Superseded = "superseded";

    /// <summary>Another connection of the same page was welcomed: a client that hears it is the newer one, and comes again.</summary>
    public const string Replaced = "replaced";
    public const string Draining = "draining";
    public const string Slow = "slow";
    public const string Flooding = "flooding";
    public const string BadRequest = "bad_request";
    public const string Expired = "expired";
}
