using GameServer.Journals;
using GameServer.Operations;

namespace GameServer.Cluster;

/// <summary>The nodes of a cluster as operators see them: what the database knows of each, and what each tells of itself. Any thread.</summary>
internal sealed class ClusterView(PostgresLease lease, ClusterPeers peers, TimeProvider time) : IClusterView
{
    public async Task<IReadOnlyList<NodeRow>> LookAsync(NodeLook own, bool isDraining, RoomOrder order)
    {
        var signs = lease.Signs;
        if (signs.Count == 0) return [];
        var looks = await Task.WhenAll(signs.Select(sign => sign.IsAlive ? peers.LookAsync(sign.Node, order) : Task.FromResult<NodeLook?>(null)));
        var here = new NodeRow(lease.Fence, lease.News().Url, IsHere: true, lease.IsLive, isDraining, lease.Silence?.TotalSeconds, own);
        return [here, .. signs.Zip(looks, (sign, look) =>
            new NodeRow(sign.Node.Fence, sign.Node.Url, IsHere: false, sign.IsAlive, sign.Node.IsDraining, time.GetElapsedTime(sign.At).TotalSeconds, look))];
    }
}
