using GameServer.Reliability.Invariants;

namespace GameServer.Reliability;

/// <summary>A broken promise: which, how, and the line that shows it.</summary>
/// <param name="Invariant">I1 to I11.</param>
/// <param name="Sentence">What was expected and what was found.</param>
/// <param name="At">The line, if one shows it.</param>
public sealed record Violation(string Invariant, string Sentence, Line? At = null)
{
    /// <summary>All is there, but later than promised.</summary>
    public bool IsLate { get; init; }

    /// <inheritdoc/>
    public override string ToString() => At is null ? $"{Invariant}: {Sentence}" : $"{Invariant}: {Sentence}\n    {At}";
}

/// <summary>The judge of every fault run: a pure function from a history to the promises it breaks.</summary>
public static class Oracle
{
    private static readonly Func<History, IEnumerable<Violation>>[] Checks =
    [
        NextNumber.Check,
        NoRepeat.Check,
        OnePayload.Check,
        OwnAudience.Check,
        MovesOnce.Check,
        SameView.Check,
        LegalSnapshots.Check,
        Durable.Check,
        ReachesHead.Check,
        OneGeneration.Check,
        FramesInStep.Check,
    ];

    /// <summary>Every violation of I1 to I11 in <paramref name="history"/>; none: the run kept its promises.</summary>
    public static IReadOnlyList<Violation> Judge(History history) => [.. Checks.SelectMany(check => check(history))];
}
