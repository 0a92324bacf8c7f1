namespace GameServer.Engine;

/// <summary>
/// What one turn of a room has done and nobody may know yet: its events, and the calls it answered. Released when it is durable (JRN-1, MOV-3),
/// and used again: what the journal was given of it, it has done with by then.
/// </summary>
internal sealed class Turn
{
    public List<LogEvent> Events { get; } = [];

    /// <summary>Calls decided in this turn, or in a later one that changed nothing.</summary>
    public List<RoomWork> Works { get; } = [];

    public List<KeptAck> Acks { get; } = [];

    public List<MembershipChange> Members { get; } = [];

    public bool TableChanged { get; set; }

    public bool StateChanged { get; set; }

    public RoomHeader? Header { get; set; }

    /// <summary>The room's head after this turn.</summary>
    public long Head { get; set; }

    /// <summary>What its commit weighs; bytes.</summary>
    public int Size { get; set; }

    /// <summary>For another turn.</summary>
    public void Clear()
    {
        Events.Clear();
        Works.Clear();
        Acks.Clear();
        Members.Clear();
        (TableChanged, StateChanged, Header) = (false, false, null);
    }

    /// <summary>Whether there is anything to make durable.</summary>
    public bool ChangedSomething => Events.Count + Acks.Count + Members.Count > 0 || TableChanged || StateChanged || Header is not null;
}
