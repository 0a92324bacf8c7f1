using GameServer.Engine;
using GameServer.Protocol;

namespace GameServer.Tests.Fakes;

/// <summary>One node that has every room but those of <see cref="Elsewhere"/>, under a lease that a test may let run out.</summary>
public sealed class FakeLease(TimeProvider time) : IPlacement
{
    private readonly OnlyNode _inner = new();
    private long _renewedAt;

    /// <summary>How long it lasts; null: for ever.</summary>
    public TimeSpan? Length { get; set; }

    /// <summary>While set, personal rooms are claimed when it completes.</summary>
    public Task? PersonalAfter { get; set; }

    /// <summary>Rooms that another node has.</summary>
    public HashSet<string> Elsewhere { get; } = [];

    /// <summary>What that one says when it is asked for a personal room, and whether to take it over: <see cref="Place.Here"/> hands it on.</summary>
    public Func<bool, Place> HandOver { get; set; } = _ => Place.Here;

    /// <summary>Called before a room is claimed.</summary>
    public Action<string> Claiming { get; set; } = _ => { };

    public bool IsLive => Length is not { } length || time.GetElapsedTime(_renewedAt) < length;

    public IReadOnlyList<(RoomInfo Room, string Url)> RoomsElsewhere => [];

    public void Renew() => _renewedAt = time.GetTimestamp();

    public void Begin(INodeOfCluster node) => _inner.Begin(node);

    public ValueTask<Place> ClaimAsync(string room, bool isNew)
    {
        Claiming(room);
        return Elsewhere.Contains(room) ? new(new Place(PlaceKind.Elsewhere, "?node=2", Node: 2)) : _inner.ClaimAsync(room, isNew);
    }

    public async ValueTask<Place> ClaimPersonalAsync(string player, bool takeOver, string? page)
    {
        if (PersonalAfter is { } after) await after;
        if (!Elsewhere.Contains(player)) return await _inner.ClaimPersonalAsync(player, takeOver, page);
        var place = HandOver(takeOver);
        if (place.Kind == PlaceKind.Here) Elsewhere.Remove(player);
        return place;
    }

    public ValueTask<bool> PublishAsync(Place place, string room, string type, RawJson data, Audience? audience) => _inner.PublishAsync(place, room, type, data, audience);

    public ValueTask DrainAsync() => _inner.DrainAsync();

    public ValueTask LeaveAsync(Func<Task> stop) => _inner.LeaveAsync(stop);
}
