using GameServer.Engine;
using GameServer.Journals;
using GameServer.Operations;
using GameServer.Protocol;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;

namespace GameServer.Cluster;

/// <summary>Rooms of several nodes: the database says whose a room is, the nodes speak to each other over HTTP. Any thread.</summary>
internal sealed class PostgresPlacement(PostgresLease lease, ClusterPeers peers, IServer server, GameMetrics metrics, IOptions<GameServerOptions> options) : IPlacement
{
    private readonly ClusterSettings _settings = options.Value.Cluster;
    private INodeOfCluster _node = null!;

    public bool IsLive => lease.IsLive;

    public IReadOnlyList<(RoomInfo Room, string Url)> RoomsElsewhere =>
        [.. lease.Others.Where(other => other is { IsDraining: false, Url.Length: > 0 }).SelectMany(other => other.Rooms, (other, room) => (room, UrlOf(other)))];

    public void Begin(INodeOfCluster node)
    {
        _node = node;
        lease.News = () => new NodeNews(OwnUrl(), _settings.PublicUrl, node.PublicRooms);
        lease.Ended = node.Lose;
        lease.FailedOver = metrics.FailedOver;
    }

    public async ValueTask<Place> ClaimAsync(string room, bool isNew) => (await LookAsync(room, isNew)).Place;

    // The node that has it, when it is elsewhere, is as the claim found it: the last renewal knows none that has just come.
    private async ValueTask<(Place Place, OtherNode? Owner)> LookAsync(string room, bool isNew)
    {
        var claim = await lease.ClaimAsync(room, isNew, CancellationToken.None);
        if (claim.IsTakenOver) metrics.RoomMoved("taken_over");
        if (claim.IsMine) return (Place.Here, null);
        if (claim.Owner is not { } owner) return (Place.Nowhere, null);
        // Nobody is sent to a node that is dead and not yet known to be.
        return !owner.IsDraining && await peers.AnswersAsync(owner) ? (new Place(PlaceKind.Elsewhere, UrlOf(owner), owner.Fence), owner) : (Place.Unsettled, null);
    }

    public async ValueTask<Place> ClaimPersonalAsync(string player, bool takeOver, string? page)
    {
        var (place, owner) = await LookAsync(player, isNew: true);
        if (owner is null) return place;
        switch (await peers.HandOverAsync(owner, player, takeOver, page))
        {
            case true:
                metrics.RoomMoved("handed_over");
                return await ClaimAsync(player, isNew: true);
            case false:
                return Place.Busy;
            case null:
                return Place.Unsettled;
        }
    }

    public async ValueTask<bool> PublishAsync(Place place, string room, string type, RawJson data, Audience? audience) =>
        Find(place.Node) is { } owner && await peers.PublishAsync(owner, new PublishOrder(room, type, data, audience?.ToString()));

    public async ValueTask DrainAsync()
    {
        try
        {
            await lease.DrainAsync();
        }
        catch (JournalException)
        {
            // The others find out when the lease is given back, or runs out.
        }
    }

    public async ValueTask LeaveAsync(Func<Task> stop)
    {
        await stop();
        await lease.LeaveAsync();
    }

    /// <summary>Another node asks for a player's personal room.</summary>
    public Task<bool?> HandOverAsync(HandOverOrder order) =>
        _node.HandOverAsync(order.Player, order.TakeOver, order.Page, () => lease.GiveAsync(order.Player, order.To, CancellationToken.None));

    /// <summary>Another node publishes in a room of this one.</summary>
    public Task<bool> PublishHereAsync(PublishOrder order) => _node.PublishHereAsync(order.Room, order.Type, order.Data, Audience.Parse(order.Audience));

    /// <summary>The living node of that number; null when it is this one, or none.</summary>
    public OtherNode? Find(long fence) => lease.Others.FirstOrDefault(other => other.Fence == fence && other.Url.Length > 0);

    /// <summary>A connection bears the wish for a node in its query; every node understands it.</summary>
    private static string UrlOf(OtherNode node) => node.PublicUrl.Length > 0 ? node.PublicUrl : $"?{ClusterGate.NodeKey}={node.Fence}";

    private string OwnUrl()
    {
        if (_settings.Url.Length > 0) return _settings.Url;
        if (server.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() is not { } address) return "";
        var listens = BindingAddress.Parse(address);
        if (listens.Port == 0) return ""; // not yet
        return listens.Host is "*" or "+" or "0.0.0.0" or "[::]" ? $"{listens.Scheme}://{Environment.MachineName}:{listens.Port}" : address;
    }
}
