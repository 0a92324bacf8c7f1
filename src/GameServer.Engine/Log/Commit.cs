namespace GameServer.Engine;

/// <summary>Something the journal makes durable in one of its group commits.</summary>
public abstract record JournalEntry
{
    /// <summary>Roughly what it weighs, in bytes; bounds how far a room runs ahead of the disk.</summary>
    public abstract int Size { get; }
}

/// <summary>
/// What one turn of a room did: atomic, and durable before anybody sees any of it (JRN-1, MOV-4).
/// What is null or empty is unchanged.
/// </summary>
/// <param name="Room">Its name: a code, or the player's id for a personal room.</param>
/// <param name="Epoch">Another than the room had: its history was lost or replaced; the numbers go on, old cursors are answered with a snapshot.</param>
public sealed record RoomCommit(string Room, string Epoch) : JournalEntry
{
    /// <summary>Present in the first commit of a room, and when what it says changes.</summary>
    public RoomHeader? Header { get; init; }

    /// <summary>New events, numbers contiguous and directly after the room's last.</summary>
    public IReadOnlyList<LogEvent> Events { get; init; } = [];

    /// <summary>Events up to and including this number are forgotten; 0: none. They are pruned in chunks, later.</summary>
    public long ForgetUpTo { get; init; }

    /// <summary>The table (members, seats, votes) after the commit's last event.</summary>
    public ReadOnlyMemory<byte>? Table { get; init; }

    /// <summary>The game's state after the commit's last event.</summary>
    public ReadOnlyMemory<byte>? State { get; init; }

    /// <summary>The acks of the moves this turn decided.</summary>
    public IReadOnlyList<KeptAck> Acks { get; init; } = [];

    /// <summary>Memberships that began, changed their seat, or ended.</summary>
    public IReadOnlyList<MembershipChange> Members { get; init; } = [];

    /// <inheritdoc/>
    public override int Size
    {
        get
        {
            // By index, here and wherever each move passes: an enumerator of an interface is garbage.
            var size = 256 + (Table?.Length ?? 0) + (State?.Length ?? 0) + Members.Count * 64;
            for (var i = 0; i < Events.Count; i++) size += Events[i].Size;
            for (var i = 0; i < Acks.Count; i++) size += Acks[i].Answer.Length + 64;
            return size;
        }
    }
}

/// <summary>What is known of a room without waking it.</summary>
/// <param name="Game">The game's wire name; <c>personal</c> for a personal room.</param>
/// <param name="IsPrivate">Not listed.</param>
/// <param name="HasEnded">Over for good; nobody can join any more.</param>
public sealed record RoomHeader(string Game, bool IsPrivate, bool HasEnded)
{
    /// <summary>Of every player's personal room.</summary>
    public static RoomHeader Personal { get; } = new(Room.PersonalGame, IsPrivate: true, HasEnded: false);
}

/// <summary>The answer to a move, kept so that a repeat gets it again (MOV-3). The last 16 of each player and room are.</summary>
/// <param name="Player">Whose move.</param>
/// <param name="N">Its number.</param>
/// <param name="Answer">The ack in UTF-8 JSON, as it travels; nobody writes into these bytes any more.</param>
/// <param name="Page">Which of the player's pages made the move; null: it gave no name.</param>
public readonly record struct KeptAck(string Player, long N, ReadOnlyMemory<byte> Answer, string? Page = null);

/// <summary>A player's membership as the journal indexes it by player.</summary>
/// <param name="Player">Who.</param>
/// <param name="IsMember">False when the membership ended.</param>
/// <param name="Seat">The seat held, if any.</param>
public sealed record MembershipChange(string Player, bool IsMember, int? Seat);

/// <summary>Everything of a room goes: log, state, acks, memberships.</summary>
public sealed record RoomDeletion(string Room) : JournalEntry
{
    /// <inheritdoc/>
    public override int Size => 256;
}

/// <summary>A player as the journal keeps it: written when new, renamed, or seen again after a while.</summary>
/// <param name="Id">Public.</param>
/// <param name="TokenHash">SHA-256 of the token; the token itself is nowhere.</param>
/// <param name="Name">1 to 16 graphemes.</param>
/// <param name="Look">0 to 7.</param>
/// <param name="PersonalEpoch">The epoch of the player's personal room, also while that has no event.</param>
/// <param name="LastSeen">Unix milliseconds of the token's last use, to the hour.</param>
public sealed record PlayerRecord(string Id, ReadOnlyMemory<byte> TokenHash, string Name, int Look, string PersonalEpoch, long LastSeen) : JournalEntry
{
    /// <inheritdoc/>
    public override int Size => 192;
}

/// <summary>A player goes: identity, memberships; the personal room is deleted by its own entry.</summary>
public sealed record PlayerDeletion(string Id) : JournalEntry
{
    /// <inheritdoc/>
    public override int Size => 64;
}
