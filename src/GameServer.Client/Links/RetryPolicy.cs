namespace GameServer.Client;

/// <summary>How long to wait before a dial: fast for one, spread for thousands (CON-6).</summary>
internal sealed class RetryPolicy(IReadOnlyList<TimeSpan> steps, double jitter)
{
    /// <param name="attempt">1, 2, 3 ... since the link was last good; beyond the last step that one repeats.</param>
    /// <param name="hint">What the server asked for: it wins, and is spread upwards only.</param>
    /// <param name="draw">0 (included) to 1 (excluded).</param>
    public TimeSpan Wait(int attempt, TimeSpan? hint, double draw) => hint is { } asked
        ? asked * (1 + jitter * draw)
        : steps[Math.Min(attempt, steps.Count) - 1] * (1 + jitter * (2 * draw - 1));
}
