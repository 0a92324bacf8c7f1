namespace GameServer.Engine;

/// <summary>A named timer of a game, in room time.</summary>
/// <param name="Name">One timer a name.</param>
/// <param name="Due">When players are told it ends.</param>
internal sealed record GameTimer(string Name, TimeSpan Due)
{
    /// <summary>The one hidden grace for all: a move that was on its way when the shown time ran out still counts.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    /// <summary>When it fires.</summary>
    public TimeSpan FiresAt => Due + Grace;

    /// <summary>What clients show now: whole milliseconds, never negative.</summary>
    public long RemainingMs(TimeSpan now) => Math.Max(0, (long)Math.Ceiling((Due - now).TotalMilliseconds));
}
