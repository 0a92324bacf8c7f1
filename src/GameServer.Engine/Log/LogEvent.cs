namespace GameServer.Engine;

/// <summary>One event of a room, as its log and the journal keep it. Immutable.</summary>
/// <param name="Seq">Its number, contiguous inside the room's epoch, from 1.</param>
/// <param name="Entry">The wire's entry <c>{ type, at, from?, data }</c> in UTF-8 JSON, encoded once, in the turn that published it.</param>
/// <param name="Audience">Who may see it; null: everyone.</param>
public readonly record struct LogEvent(long Seq, ReadOnlyMemory<byte> Entry, Audience? Audience)
{
    /// <summary>What it counts against bounds in bytes: its entry and the bookkeeping around it.</summary>
    public int Size => Entry.Length + 32;
}
