namespace GameServer.Operations;

/// <summary>Something an operator did.</summary>
/// <param name="At">When.</param>
/// <param name="From">The operator's address, shortened.</param>
/// <param name="Action">What: <c>close</c>, <c>kick</c>, <c>ban</c>, <c>unban</c>, <c>save</c>, <c>drain</c>.</param>
/// <param name="Target">To what.</param>
/// <param name="Outcome"><c>done</c>, or why not.</param>
internal sealed record AuditEntry(DateTimeOffset At, string From, string Action, string Target, string Outcome);

/// <summary>What operators did, in the log for good and here for the page: the newest 100. Any thread.</summary>
internal sealed partial class AuditLog(TimeProvider time, ILogger<AuditLog> log)
{
    private const int Kept = 100;

    private readonly Lock _gate = new();
    private readonly Queue<AuditEntry> _entries = new(); // under the gate

    /// <summary>Newest first.</summary>
    public IReadOnlyList<AuditEntry> Entries
    {
        get { lock (_gate) return [.. _entries.Reverse()]; }
    }

    public void Add(string from, string action, string target, string outcome)
    {
        Log.Acted(log, from, action, target, outcome);
        lock (_gate)
        {
            if (_entries.Count == Kept) _entries.Dequeue();
            _entries.Enqueue(new AuditEntry(time.GetUtcNow(), from, action, target, outcome));
        }
    }

    /// <summary>Lines about operators: 1400 to 1499.</summary>
    private static partial class Log
    {
        [LoggerMessage(1400, LogLevel.Information, "An operator at {From} asked to {Action} {Target}: {Outcome}.")]
        public static partial void Acted(ILogger logger, string from, string action, string target, string outcome);
    }
}
