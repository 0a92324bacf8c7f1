using GameServer.Engine;

namespace GameServer.Journals;

/// <summary>How much of a room is damaged.</summary>
internal enum RoomDamage
{
    None,

    /// <summary>Events or acks: the room goes on, without its past.</summary>
    Log,

    /// <summary>What it is, its table or its state: it cannot be restored.</summary>
    Room,
}

/// <summary>A room as it was read, sound or not. What was found damaged is left out.</summary>
internal sealed class LoadedRoom(RoomRow row)
{
    public RoomRow Row { get; } = row;

    /// <summary>How often history had been lost when the row was written; what a journal does not count is up to date.</summary>
    public long Raised { get; init; } = long.MaxValue;

    public RoomDamage Damage { get; private set; }

    /// <summary>What is damaged, for the log.</summary>
    public string Finding { get; private set; } = "";

    public ReadOnlyMemory<byte> Table { get; set; }

    public ReadOnlyMemory<byte> State { get; set; }

    public List<KeptAck> Acks { get; } = [];

    public List<int> Sizes { get; } = [];

    public List<(long Seq, Audience Audience)> Private { get; } = [];

    /// <summary>Notes damage; the worst one found counts.</summary>
    public void Found(RoomDamage damage, string finding)
    {
        if (damage <= Damage) return;
        (Damage, Finding) = (damage, finding);
    }

    public RoomRecord ToRecord() => new(
        Row.Header, Row.Epoch, Row.First, Row.Head, Table, State, Acks, Sizes, Private, EpochRaised: null);
}
