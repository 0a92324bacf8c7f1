namespace GameServer.Client;

/// <summary>The state of the connection, as a player may be shown it.</summary>
public abstract record Link
{
    private Link()
    {
    }

    /// <summary>Nobody asked to connect yet.</summary>
    public sealed record Idle : Link;

    /// <summary>Dialling, for the <paramref name="Try"/>th time since the link was last good.</summary>
    public sealed record Connecting(int Try) : Link;

    /// <summary>Welcomed. <paramref name="IsShaky"/>: nothing was received for a while, not even answers to pings.</summary>
    public sealed record Live(bool IsShaky) : Link;

    /// <summary>The next dial, the <paramref name="Try"/>th, comes at <paramref name="RetryAt"/>.</summary>
    public sealed record Waiting(int Try, DateTimeOffset RetryAt) : Link;

    /// <summary>Over; nobody retries. <c>superseded</c>, <c>upgrade_required</c>, <c>closed</c> by the application, or the reason of a refusal.</summary>
    public sealed record Ended(string Reason) : Link;
}
