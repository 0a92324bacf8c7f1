using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>
/// Which node of several a room lives on. A node asks before it wakes a room, and again never: what it has it keeps until its lease ends.
/// The host's side; any thread.
/// </summary>
public interface IPlacement
{
    /// <summary>Called once, before anything else.</summary>
    void Begin(INodeOfCluster node);

    /// <summary>
    /// Whether what this node has is certainly nobody else's: its lease has not run out by its own clock, counted from before the last renewal was asked for.
    /// While it is not, another one may own the rooms and know more of them. Cheap; any thread.
    /// </summary>
    bool IsLive { get; }

    /// <summary>Makes this node the owner of a room, unless another living one is.</summary>
    /// <param name="room">Its name.</param>
    /// <param name="isNew">The room may not be in the journal yet; else one that is not there is <see cref="Place.Nowhere"/>.</param>
    /// <exception cref="JournalException">It cannot be known at the moment.</exception>
    ValueTask<Place> ClaimAsync(string room, bool isNew);

    /// <summary>As <see cref="ClaimAsync"/>, of the personal room of a player who says <c>Hello</c> here: it goes where its player is.</summary>
    /// <param name="player">Its id, which is the room's name.</param>
    /// <param name="takeOver">A connection of the player elsewhere is to end.</param>
    /// <param name="page">Which of the player's pages asks: a connection of the same page is told <c>replaced</c>; null: unknown.</param>
    /// <returns><see cref="Place.Busy"/>: another connection of the player lives elsewhere, and is not to be taken over.</returns>
    /// <exception cref="JournalException">It cannot be known at the moment.</exception>
    ValueTask<Place> ClaimPersonalAsync(string player, bool takeOver, string? page);

    /// <summary>Public rooms of the other nodes, and where those are, as the last renewal of the lease found them.</summary>
    IReadOnlyList<(RoomInfo Room, string Url)> RoomsElsewhere { get; }

    /// <summary>Publishes in a room that lives at <paramref name="place"/>. False: it certainly did not happen, since the room is not there any more or that node cannot be reached.</summary>
    /// <exception cref="EventUnconfirmedException">It may have happened.</exception>
    ValueTask<bool> PublishAsync(Place place, string room, string type, RawJson data, Audience? audience);

    /// <summary>The others are told that this node takes no rooms and nobody any more.</summary>
    ValueTask DrainAsync();

    /// <summary>Gives every room back, once <paramref name="stop"/> has made durable what happened in them and nothing more can happen. One node alone keeps them.</summary>
    ValueTask LeaveAsync(Func<Task> stop);
}

/// <summary>What a cluster asks of its node. Any thread.</summary>
public interface INodeOfCluster
{
    /// <summary>Public rooms in which somebody is.</summary>
    IReadOnlyList<RoomInfo> PublicRooms { get; }

    /// <summary>The node's lease is over: it lets go of every room and client and begins anew.</summary>
    void Lose();

    /// <summary>A player has come to another node: the connection here ends (or, without <paramref name="takeOver"/>, keeps the player: false), and once the personal room is closed, <paramref name="give"/> hands it on. Null: the room is just coming or going, ask again.</summary>
    Task<bool?> HandOverAsync(string player, bool takeOver, string? page, Func<Task> give);

    /// <summary>Publishes in a room that lives here. False: it does not.</summary>
    /// <exception cref="EventUnconfirmedException">It may have happened.</exception>
    Task<bool> PublishHereAsync(string room, string type, RawJson data, Audience? audience);
}

/// <summary>Where a room lives.</summary>
/// <param name="Kind">In one word.</param>
/// <param name="Url">Elsewhere: what the client dials for it.</param>
/// <param name="Node">Elsewhere: which node, by the number of its lease.</param>
public readonly record struct Place(PlaceKind Kind, string? Url = null, long Node = 0)
{
    /// <summary>At this node.</summary>
    public static Place Here { get; } = new(PlaceKind.Here);

    /// <summary>There is no such room.</summary>
    public static Place Nowhere { get; } = new(PlaceKind.Nowhere);

    /// <summary>Its node does not answer and its lease is not over, or it is about to go: ask again.</summary>
    public static Place Unsettled { get; } = new(PlaceKind.Unsettled);

    /// <summary>Its player is connected elsewhere.</summary>
    public static Place Busy { get; } = new(PlaceKind.Busy);
}

/// <summary>Where a room may live.</summary>
public enum PlaceKind
{
    Here,
    Elsewhere,
    Nowhere,
    Unsettled,
    Busy,
}

/// <summary>One node alone: every room lives here.</summary>
public sealed class OnlyNode : IPlacement
{
    /// <inheritdoc/>
    public bool IsLive => true;

    /// <inheritdoc/>
    public IReadOnlyList<(RoomInfo Room, string Url)> RoomsElsewhere => [];

    /// <inheritdoc/>
    public void Begin(INodeOfCluster node)
    {
    }

    /// <inheritdoc/>
    public ValueTask<Place> ClaimAsync(string room, bool isNew) => new(Place.Here);

    /// <inheritdoc/>
    public ValueTask<Place> ClaimPersonalAsync(string player, bool takeOver, string? page) => new(Place.Here);

    /// <inheritdoc/>
    public ValueTask<bool> PublishAsync(Place place, string room, string type, RawJson data, Audience? audience) => new(false);

    /// <inheritdoc/>
    public ValueTask DrainAsync() => default;

    /// <inheritdoc/>
    public ValueTask LeaveAsync(Func<Task> stop) => default;
}
