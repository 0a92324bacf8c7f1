namespace GameServer.Engine;

/// <summary>
/// A batch does not follow what the journal holds: a bug of the writer, or two nodes writing one room.
/// Nothing of the batch was written, and another may be given under its number.
/// </summary>
public sealed class JournalGapException : InvalidOperationException
{
    private JournalGapException(string message, string? room = null) : base(message) => Room = room;

    /// <summary>Whose commit does not follow; null: it is the batch that does not.</summary>
    public string? Room { get; }

    /// <summary>The events of <paramref name="room"/> do not continue its log.</summary>
    public static JournalGapException Event(string room, long expected, long actual) => new(
        $"Room {room}: the journal expected event {expected} and was given {actual}. " +
        "Two nodes may be writing this room: see README, Troubleshooting, journal gap.", room);

    /// <summary>The first commit of <paramref name="room"/> does not say what it is.</summary>
    public static JournalGapException Header(string room) => new(
        $"Room {room}: the journal does not hold it and was given a commit without a header. " +
        "The room may have been deleted while it ran: see README, Troubleshooting, journal gap.", room);

    /// <summary>The batch is neither the next nor the last again.</summary>
    public static JournalGapException Batch(long last, long actual) => new(
        $"The journal holds batch {last}, expected {last + 1} and was given {actual}. " +
        "Two writers may be using one journal: see README, Troubleshooting, journal gap.");
}
