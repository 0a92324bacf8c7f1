namespace GameServer.Client;

/// <summary>What the answer to a move asks of the room.</summary>
internal enum VerdictKind
{
    /// <summary>Nothing: an old copy's answer.</summary>
    Nothing,

    /// <summary>The move is decided.</summary>
    Settled,

    /// <summary>Send from this move on again, after a while.</summary>
    SendAgain,

    /// <summary>Client and server disagree on the numbers, or the room is elsewhere: resume anew, the welcome knows.</summary>
    Resume,

    /// <summary>A newer connection took over.</summary>
    Superseded,
}

/// <param name="Kind">What to do.</param>
/// <param name="Dropped">With <see cref="VerdictKind.Settled"/>: moves that left the outbox without ack; the move itself among them where nobody can tell whether it was taken.</param>
/// <param name="Reason">Why they were dropped.</param>
/// <param name="After">With <see cref="VerdictKind.SendAgain"/>: the pause.</param>
/// <param name="Pause">Its number, for <see cref="Outbox.Continue"/>.</param>
internal readonly record struct Verdict(VerdictKind Kind, IReadOnlyList<PendingMove> Dropped, string Reason, TimeSpan After, int Pause)
{
    public static Verdict Nothing => new(VerdictKind.Nothing, [], "", default, 0);
    public static Verdict Resume => new(VerdictKind.Resume, [], "", default, 0);
    public static Verdict Superseded => new(VerdictKind.Superseded, [], "", default, 0);
    public static Verdict Settled(IReadOnlyList<PendingMove> dropped, string reason) => new(VerdictKind.Settled, dropped, reason, default, 0);
    public static Verdict SendAgain(TimeSpan after, int pause) => new(VerdictKind.SendAgain, [], "", after, pause);
}
