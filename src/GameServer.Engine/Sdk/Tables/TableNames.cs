namespace GameServer.Engine;

/// <summary>Moves of every table.</summary>
internal static class TableMoves
{
    public const string Start = "start";
    public const string Again = "again";
    public const string Sit = "sit";
    public const string Stand = "stand";
    public const string Bot = "bot";
    public const string Kick = "kick";
    public const string Change = "change";

    // These two a game may take over.
    public const string Chat = "chat";
    public const string Emote = "emote";

    /// <summary>Whether no game may have a move of that name.</summary>
    public static bool IsReserved(string name) => name is Start or Again or Sit or Stand or Bot or Kick or Change;
}

/// <summary>Events of every table.</summary>
internal static class TableEvents
{
    public const string Joined = "joined";
    public const string Left = "left";
    public const string Away = "away";
    public const string Back = "back";
    public const string Started = "started";
    public const string Ended = "ended";
    public const string Seated = "seated";
    public const string Captain = "captain";
    public const string Again = "again";
    public const string Patch = "patch";

    // These two a game may take over.
    public const string Chat = "chat";
    public const string Emote = "emote";

    /// <summary>Whether it means the same in every room, and comes from its table or its game alone.</summary>
    public static bool IsOfRooms(string name) => IsReserved(name) || name is Chat or Emote;

    /// <summary>Whether no game may publish an event of that name.</summary>
    public static bool IsReserved(string name) =>
        name is Joined or Left or Away or Back or Started or Ended or Seated or Captain or Again or Patch;
}
