namespace GameServer.Protocol;

/// <summary>Names of the calls a client may make, as they stand on the wire.</summary>
public static class HubMethods
{
    public const string Hello = nameof(Hello);
    public const string Join = nameof(Join);
    public const string Play = nameof(Play);
    public const string Create = nameof(Create);
    public const string Send = nameof(Send);
    public const string Snapshot = nameof(Snapshot);
    public const string Leave = nameof(Leave);
    public const string Rooms = nameof(Rooms);
    public const string Ping = nameof(Ping);

    /// <summary>Without an answer: a seat's newest input.</summary>
    public const string Input = nameof(Input);

    /// <summary>Without an answer: what the client has taken, cumulative.</summary>
    public const string Seen = nameof(Seen);

    /// <summary>Without an answer: whether the page is shown.</summary>
    public const string Visible = nameof(Visible);
}

/// <summary>Names of the messages the server sends, as they stand on the wire.</summary>
public static class ClientMethods
{
    /// <summary><c>(room, epoch, first, entries)</c></summary>
    public const string Events = "events";

    /// <summary><c>(room, epoch, seq, state, reason)</c></summary>
    public const string Snapshot = "snapshot";

    /// <summary><c>(room, tick, basedOn, data)</c></summary>
    public const string Frame = "frame";

    /// <summary><c>(room, reason, url?)</c></summary>
    public const string Left = "left";

    /// <summary><c>(reason, retryAfterMs?, url?)</c></summary>
    public const string Closed = "closed";
}
