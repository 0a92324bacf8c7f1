using System.Diagnostics.CodeAnalysis;
using GameServer.Protocol;

namespace GameServer.Engine;

public sealed partial class Node : INodeOfCluster
{
    /// <summary>How often a node that lost its lease asks for a new one.</summary>
    private static readonly TimeSpan LeaseRetry = TimeSpan.FromMilliseconds(250);

    /// <summary>When a client that met a node without a lease, or a room between two nodes, may come again; milliseconds.</summary>
    private const int UnsettledRetryMs = 250;

    // Replaced together when the lease is lost: what belongs to the old ones never becomes durable, and nothing of it is seen.
    private JournalWriter _writer;
    private PlayerDirectory _players;
    private RoomServices _services;
    private RoomDirectory _rooms;
    private volatile bool _isLost;
    private Turnstile _beginning; // whoever is inside opens the journal, and opens it again if the lease was lost meanwhile

    /// <summary>Whether it has lost its lease and no new one yet: it has no rooms and lets nobody in.</summary>
    public bool IsLost => _isLost;

    // Its lease is over, or has run out and it has not heard: what it knows another node may know better.
    private bool IsAdrift => _isLost || !_placement.IsLive;

    /// <inheritdoc/>
    IReadOnlyList<RoomInfo> INodeOfCluster.PublicRooms => [.. _rooms.Infos(null).Take(Listed)];

    [MemberNotNull(nameof(_writer), nameof(_players), nameof(_services), nameof(_rooms))]
    private void BeginEmpty()
    {
        _writer = new JournalWriter(_journal, _time, _scheduler, _log, _metrics, Lose);
        _players = new PlayerDirectory(_options, _journal, _writer, _time, _chance);
        _services = new RoomServices(_options, _games, _journal, _writer, _time, _scheduler, new TickClock(_time), _placement, _log, _metrics, (session, reason) => End(session, reason));
        _rooms = new RoomDirectory(_services, _chance);
    }

    void INodeOfCluster.Lose() => Lose();

    private void Lose()
    {
        if (_isDraining) return;
        _isLost = true;
        if (_beginning.Enter()) _ = BeginAnewAsync();
    }

    // Everybody is sent away first: nothing of what this node still believes may be told to anyone (F8).
    private async Task BeginAnewAsync()
    {
        int look;
        do
        {
            _isLost = true;
            _metrics.LeaseLost();
            var (writer, rooms) = (_writer, _rooms);
            foreach (var session in InOrder()) End(session, ClosedReasons.Draining, 1 + _chance.Below(250));
            rooms.Lose();
            writer.Lose(new JournalException(JournalFault.Fenced, "The lease is over."));
            BeginEmpty();
            // Until there is a new lease the journal refuses everything; after that a batch of the old writer could pass for one of the new.
            await writer.WhenIdleAsync();
            look = _beginning.Look(); // what the old writer says of it is known
            if (!await OpenAgainAsync()) return;
            _isLost = false;
        }
        while (!_beginning.TryLeave(look));
    }

    // False: it is not wanted any more.
    private async Task<bool> OpenAgainAsync()
    {
        while (!_isDraining)
        {
            try
            {
                var opening = await _journal.OpenAsync();
                _writer.StartAfter(opening.LastBatch);
                return true;
            }
            catch (Exception failure) // Whatever it is, a node that stopped asking would be lost for good.
            {
                _log.JournalFailed(JournalException.From(failure));
            }
            if (!_isDraining) await Task.Delay(LeaseRetry, _time);
        }
        return false;
    }

    /// <inheritdoc/>
    async Task<bool?> INodeOfCluster.HandOverAsync(string player, bool takeOver, string? page, Func<Task> give)
    {
        if (_players.Find(player) is { } known)
        {
            if (known.Current is not null && !takeOver) return false;
            if (known.Current is { } session) End(session, FarewellTo(session, page));
            known.IsElsewhere = true;
        }
        return await _rooms.HandOverAsync(player, give) ? true : null;
    }

    /// <inheritdoc/>
    async Task<bool> INodeOfCluster.PublishHereAsync(string room, string type, RawJson data, Audience? audience)
    {
        while (await FindAnyAsync(room) is { Room: { } found })
        {
            var work = new PublishWork(room, new Published(type, data, From: null, audience));
            if (found.TryPost(work) && await work.Answered is not null) return true;
        }
        return false;
    }

    private static Joined RefuseJoin(Place place) => place.Kind switch
    {
        PlaceKind.Elsewhere => new Joined { Ok = false, Reason = Reasons.Moved, Url = place.Url },
        PlaceKind.Unsettled => RefuseJoin(Reasons.Unavailable, UnsettledRetryMs),
        _ => RefuseJoin(Reasons.NotFound),
    };
}
