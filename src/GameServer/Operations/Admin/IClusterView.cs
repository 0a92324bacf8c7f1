namespace GameServer.Operations;

/// <summary>The nodes of a cluster, this one among them, for the operators' page. Any thread.</summary>
internal interface IClusterView
{
    /// <summary>All of them, this one first; empty: it is alone.</summary>
    /// <param name="own">What this node tells of itself.</param>
    /// <param name="isDraining">Whether this node is about to stop.</param>
    /// <param name="order">Which of their rooms the others tell.</param>
    Task<IReadOnlyList<NodeRow>> LookAsync(NodeLook own, bool isDraining, RoomOrder order);
}

/// <summary>One node alone.</summary>
internal sealed class NoCluster : IClusterView
{
    public Task<IReadOnlyList<NodeRow>> LookAsync(NodeLook own, bool isDraining, RoomOrder order) => Task.FromResult<IReadOnlyList<NodeRow>>([]);
}

/// <summary>A node of a cluster.</summary>
/// <param name="Lease">The number of its lease.</param>
/// <param name="Url">Where the others reach it; empty until it listens.</param>
/// <param name="IsHere">The one that was asked.</param>
/// <param name="IsAlive">Its lease is not over.</param>
/// <param name="IsDraining">It is about to stop.</param>
/// <param name="SilentSeconds">Time since the database last heard of it; null: never under this lease.</param>
/// <param name="Look">What it tells of itself; null: it does not answer.</param>
internal sealed record NodeRow(long Lease, string Url, bool IsHere, bool IsAlive, bool IsDraining, double? SilentSeconds, NodeLook? Look);
