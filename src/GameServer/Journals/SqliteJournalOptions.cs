namespace GameServer.Journals;

/// <summary>When a commit counts as durable.</summary>
public enum Durability
{
    /// <summary>When the disk has it: one fsync per group commit.</summary>
    Full,

    /// <summary>When the operating system has it: survives kill -9; a power loss may take the tail, which a new epoch then tells (JRN-5).</summary>
    Normal,
}

/// <summary>What the SQLite journal lets an operator decide. The sizes are megabytes of 2^20 bytes.</summary>
/// <param name="DataDirectory">The folder of the journal's files; made when it is missing.</param>
public sealed record SqliteJournalOptions(string DataDirectory)
{
    /// <summary>When a commit counts as durable.</summary>
    public Durability Durability { get; init; } = Durability.Full;

    /// <summary>Size of the database at which commits fail as <c>full</c>; the write-ahead log beside it takes some 20 MB more.</summary>
    public int MaxMB { get; init; } = 4_096;

    /// <summary>Free space on the disk below which commits fail as <c>full</c>. 0: only when the disk itself is.</summary>
    public int MinFreeMB { get; init; } = 256;
}
