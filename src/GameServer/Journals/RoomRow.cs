using GameServer.Engine;

namespace GameServer.Journals;

/// <summary>A room as its row says it; the large parts and the log lie elsewhere, under its numbers and checksums.</summary>
/// <param name="Id">Its number; table, state and members lie under it.</param>
/// <param name="Name">Its code, or the player's id for a personal room.</param>
internal sealed record RoomRow(long Id, string Name)
{
    public required RoomHeader Header { get; init; }

    public required string Epoch { get; init; }

    /// <summary>The number its events and acks lie under; a damaged log is left behind by taking another.</summary>
    public required long Log { get; init; }

    /// <summary>The oldest event not forgotten; <see cref="Head"/> + 1 when there is none.</summary>
    public required long First { get; init; }

    /// <summary>The newest event; 0 before the first.</summary>
    public required long Head { get; init; }

    public required long TableSum { get; init; }

    public required long StateSum { get; init; }

    /// <summary>The checksums of all kept acks, xored: a lost or an old one shows.</summary>
    public required long AcksSum { get; init; }

    /// <summary>When it was last committed to, Unix milliseconds.</summary>
    public required long Touched { get; init; }

    /// <summary>Events up to it are deleted from the disk.</summary>
    public long Pruned { get; init; }

    /// <summary>The checksum that was found in the row; 0 for one not written yet.</summary>
    public long Sum { get; init; }

    /// <summary>The checksum that belongs to it. What is pruned is left out: no answer depends on it.</summary>
    public long SumBy(RecordSum sum) => sum.Of('r').Add(Id).Add(Name).Add(Header.Game).Add(Header.IsPrivate).Add(Header.HasEnded)
        .Add(Epoch).Add(Log).Add(First).Add(Head).Add(TableSum).Add(StateSum).Add(AcksSum).Add(Touched).Value;
}

/// <summary>The checksums of what is no room.</summary>
internal static class RecordSums
{
    public static long Table(this RecordSum sum, long room, ReadOnlySpan<byte> data) => sum.Of('t').Add(room).Add(data).Value;

    public static long State(this RecordSum sum, long room, ReadOnlySpan<byte> data) => sum.Of('s').Add(room).Add(data).Value;

    public static long Event(this RecordSum sum, long log, long seq, string? audience, ReadOnlySpan<byte> entry) =>
        sum.Of('e').Add(log).Add(seq).Add(audience).Add(entry).Value;

    // Without a page as in the first version of the tables, which had none.
    public static long Ack(this RecordSum sum, long log, string player, long n, ReadOnlySpan<byte> answer, string? page)
    {
        sum.Of('a').Add(log).Add(player).Add(n).Add(answer);
        return page is null ? sum.Value : sum.Add(page).Value;
    }

    public static long Member(this RecordSum sum, string player, long room, int? seat) =>
        sum.Of('m').Add(player).Add(room).Add(seat).Value;

    public static long Player(this RecordSum sum, PlayerRecord player) =>
        sum.Of('p').Add(player.Id).Add(player.TokenHash.Span).Add(player.Name).Add((long)player.Look).Add(player.PersonalEpoch).Add(player.LastSeen).Value;
}
