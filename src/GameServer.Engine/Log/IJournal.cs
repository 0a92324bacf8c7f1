namespace GameServer.Engine;

/// <summary>
/// Where commits become durable. One writer at a time (<see cref="WriteAsync"/> is never called while a call is under way);
/// reads come from any thread, also during a write, and see at least everything that was durable when they began.
/// </summary>
public interface IJournal : IAsyncDisposable
{
    /// <summary>
    /// Opens and checks the journal; the first call. Judges by its own evidence alone whether history was lost and
    /// then gives every room (and every player's personal room) a new epoch before it returns (JRN-2, JRN-3).
    /// </summary>
    /// <exception cref="JournalException">It cannot be opened; the message is a sentence for the operator.</exception>
    ValueTask<JournalOpening> OpenAsync(CancellationToken cancel = default);

    /// <summary>
    /// The least time from the beginning of a commit that several shared to that of the next: what a commit costs is borne by more of them then.
    /// Zero: the next begins when there is one to make.
    /// </summary>
    TimeSpan CommitEvery => TimeSpan.Zero;

    /// <summary>
    /// Makes a batch durable: all of it or nothing. Completes when it is.
    /// A batch that failed is given again, with the same number, until it succeeds; one that was durable after all
    /// (the failure came after the fact) is then recognised by its number and changes nothing. Another may come under that number
    /// only after <see cref="JournalException.IsUndone"/>.
    /// </summary>
    /// <param name="number">1 + the number of the last durable batch (<see cref="JournalOpening.LastBatch"/> at first).</param>
    /// <param name="batch">In order. The caller changes neither list nor entries before completion.</param>
    /// <param name="cancel">Gives up waiting; whether the batch is durable is then unknown.</param>
    /// <exception cref="JournalException">Nothing is known to be durable; the batch must be given again.</exception>
    /// <exception cref="JournalGapException">The batch, or a room's commit in it, does not follow what is held: a bug. Nothing of it is held.</exception>
    ValueTask WriteAsync(long number, IReadOnlyList<JournalEntry> batch, CancellationToken cancel = default);

    /// <summary>
    /// A room with everything but its events; null if there is none of that name. Every record of it is verified (JRN-4).
    /// Damaged events or acks: the room goes on under a new epoch with an empty log, its head and the sound acks.
    /// Damaged row, table or state: it cannot be restored. It has then ended, with neither table nor state;
    /// a personal room begins anew instead, empty, under the new epoch of its player (who may have been read before, and say the old one).
    /// </summary>
    /// <exception cref="JournalException">It cannot be read at the moment.</exception>
    ValueTask<RoomRecord?> LoadAsync(string room, CancellationToken cancel = default);

    /// <summary>
    /// Events of a room in order, from <paramref name="first"/>, at most <paramref name="maxEvents"/>, and no more after the one that passes <paramref name="maxBytes"/>.
    /// Empty when that number is not there (any more). Each record's checksum is verified (JRN-4).
    /// </summary>
    /// <exception cref="JournalException">A record is damaged, or the journal cannot be read at the moment.</exception>
    ValueTask<IReadOnlyList<LogEvent>> ReadAsync(string room, string epoch, long first, int maxEvents, int maxBytes, CancellationToken cancel = default);

    /// <summary>The player of that token's hash; null if there is none.</summary>
    ValueTask<PlayerRecord?> FindPlayerAsync(ReadOnlyMemory<byte> tokenHash, CancellationToken cancel = default);

    /// <summary>The player of that id; null if there is none. Publishing to a personal room needs no token.</summary>
    ValueTask<PlayerRecord?> LoadPlayerAsync(string player, CancellationToken cancel = default);

    /// <summary>Rooms a player is a member of, with the seat held.</summary>
    ValueTask<IReadOnlyList<PlayerRoom>> RoomsOfAsync(string player, CancellationToken cancel = default);

    /// <summary>Rooms whose last commit is older than <paramref name="before"/> (Unix milliseconds), personal ones left out, which go with their players; at most <paramref name="max"/>.</summary>
    ValueTask<IReadOnlyList<string>> IdleRoomsAsync(long before, int max, CancellationToken cancel = default);

    /// <summary>Ids of players last seen before <paramref name="before"/> (Unix milliseconds); at most <paramref name="max"/>.</summary>
    ValueTask<IReadOnlyList<string>> IdlePlayersAsync(long before, int max, CancellationToken cancel = default);

    /// <summary>Rooms that have not ended, by game, personal ones not counted; a journal that does not know says none.</summary>
    ValueTask<IReadOnlyDictionary<string, int>> CountRoomsAsync(CancellationToken cancel = default) => new(new Dictionary<string, int>());

    /// <summary>Bytes it takes where it lies; 0: it does not know. Any thread.</summary>
    long Size => 0;

    /// <summary>Deletes forgotten events, a chunk (about 500 rows) a call. True: there is more. Never called while a write is under way.</summary>
    ValueTask<bool> PruneAsync(CancellationToken cancel = default);
}

/// <summary>What opening the journal found.</summary>
/// <param name="LastBatch">The number of the last durable batch, 0 in an empty journal.</param>
/// <param name="Rooms">Rooms it holds.</param>
/// <param name="EpochsRaised">Why every epoch was raised (<c>tail_loss</c>, <c>corruption</c>, <c>unclean_boot</c>); null: none was.</param>
public sealed record JournalOpening(long LastBatch, int Rooms, string? EpochsRaised);

/// <summary>A room as the journal holds it.</summary>
/// <param name="Header">What it is.</param>
/// <param name="Epoch">Its history. A new one when this load found a damaged record (JRN-4); see <paramref name="EpochRaised"/>.</param>
/// <param name="First">The oldest number held; <paramref name="Head"/> + 1 when none is.</param>
/// <param name="Head">The newest number; 0 before the first event.</param>
/// <param name="Table">As last committed.</param>
/// <param name="State">As last committed.</param>
/// <param name="Acks">Of every player, ascending by number: at most the last 16 of each.</param>
/// <param name="Sizes"><see cref="LogEvent.Size"/> of every event from <paramref name="First"/> to <paramref name="Head"/>.</param>
/// <param name="Private">Number and audience of every event among them that is not for everyone, ascending.</param>
/// <param name="EpochRaised">Why this load gave the room a new epoch; null: it did not.</param>
public sealed record RoomRecord(
    RoomHeader Header,
    string Epoch,
    long First,
    long Head,
    ReadOnlyMemory<byte> Table,
    ReadOnlyMemory<byte> State,
    IReadOnlyList<KeptAck> Acks,
    IReadOnlyList<int> Sizes,
    IReadOnlyList<(long Seq, Audience Audience)> Private,
    string? EpochRaised);

/// <summary>A room and the seat a player holds there.</summary>
public sealed record PlayerRoom(string Room, string Game, int? Seat);

/// <summary>Why the journal failed; the label of <c>game.journal.errors</c>.</summary>
public enum JournalFault
{
    /// <summary>No space on the disk, or the configured size is reached.</summary>
    Full,

    /// <summary>Locked by another process.</summary>
    Busy,

    /// <summary>A record or the file is damaged.</summary>
    Corrupt,

    /// <summary>Any other failure of disk or connection.</summary>
    Io,

    /// <summary>Another node owns what this one wanted to write (JRN-6).</summary>
    Fenced,
}

/// <summary>The journal could not do what it was asked; the message says what was found and what to do.</summary>
public sealed class JournalException(JournalFault fault, string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The kind of failure.</summary>
    public JournalFault Fault { get; } = fault;

    /// <summary>The journal holds nothing of the batch and never will: another may be given under its number. False: nobody knows.</summary>
    public bool IsUndone { get; init; }

    /// <summary>Whatever else went wrong in a journal is a failure of it, too.</summary>
    internal static JournalException From(Exception failure) => failure as JournalException ?? new JournalException(JournalFault.Io, failure.Message, failure);
}
