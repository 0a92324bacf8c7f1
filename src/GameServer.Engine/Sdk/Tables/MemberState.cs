using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>A member as its table keeps it. Used in the room's turn alone.</summary>
internal sealed class MemberState(string id, string name, int look, bool isBot)
{
    public string Id { get; } = id;
    public string Name { get; } = name;
    public int Look { get; } = look;
    public bool IsBot { get; } = isBot;
    public int? Seat { get; set; }

    /// <summary>Whether the others were told of it: a spectator is not, until it sits down.</summary>
    public bool IsAnnounced { get; set; }

    /// <summary>Without a connection for a while, as the others were told.</summary>
    public bool IsAway { get; set; }

    /// <summary>The seat whose private part the member's clients have; null: none.</summary>
    public int? Overlay { get; set; }

    /// <summary>Entered in the step under way: its first snapshot comes after it and shows all of it.</summary>
    public bool IsNew { get; set; }

    // Volatile.
    public TimeSpan? LastEmote { get; set; }
    public Bot? Player { get; set; }
    public bool IsHidden { get; set; }
    public TimeSpan? ActsAt { get; set; }

    /// <summary>A person who is here and plays.</summary>
    public bool IsConnectedPlayer => !IsBot && !IsAway && Seat is not null;

    /// <summary>Whether a bot plays this seat just now.</summary>
    public bool IsPlayedByBot => IsBot || IsAway;

    public TableMember ToMember(bool hasSeats) => new(Id, Name, Look, Seat, IsBot, IsAway, hasSeats && Seat is null);
}
