using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>
/// A player's moves in one room: which numbers were decided, and the answers of the last 16, so that a repeat gets the first one again (MOV-3).
/// It lives as long as the room, also after the player left. Used by the room's turn alone.
/// </summary>
internal sealed class MoveLedger
{
    private readonly KeptAck?[] _kept = new KeptAck?[Wire.MovesWithoutAck];
    private ByteSlab _answers = new(most: 1 << 10);

    /// <summary>The highest number decided; 0 before the first.</summary>
    public long Last { get; private set; }

    /// <summary>The highest number whose decision is durable: what a client may be told.</summary>
    public long Durable { get; set; }

    /// <summary>The answer of a decided number; null when it is too old to be kept.</summary>
    public KeptAck? Find(long n) => _kept[n % _kept.Length] is { } kept && kept.N == n ? kept : null;

    /// <summary>Whether the number may have been used by <paramref name="page"/>; a page without a name is anybody's.</summary>
    public static bool MayBeOf(KeptAck ack, string? page) => ack.Page is null || page is null || ack.Page == page;

    /// <summary>The highest number that <paramref name="page"/> may have used; those above it are another page's (MOV-5).</summary>
    public long LastOf(string? page)
    {
        var last = Last;
        while (Find(last) is { } kept && !MayBeOf(kept, page)) last--;
        return last;
    }

    /// <summary>Keeps the answer of the next number.</summary>
    public KeptAck Keep(string player, long n, ReadOnlySpan<byte> answer, string? page)
    {
        var kept = new KeptAck(player, n, _answers.Add(answer), page);
        Keep(kept);
        return kept;
    }

    /// <summary>Keeps an answer, in the place of one that is 16 older.</summary>
    public void Keep(KeptAck ack)
    {
        _kept[ack.N % _kept.Length] = ack;
        Last = Math.Max(Last, ack.N);
    }

    /// <summary>Takes back what nobody was told of and nothing came of.</summary>
    public void Drop(KeptAck ack)
    {
        _kept[ack.N % _kept.Length] = null;
        Last = Math.Min(Last, ack.N - 1);
    }
}
