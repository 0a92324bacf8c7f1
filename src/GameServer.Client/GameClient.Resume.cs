using GameServer.Protocol;

namespace GameServer.Client;

// A welcome: a new generation begins, rooms resume where they stood.
public sealed partial class GameClient
{
    private void Accept(HubLink link, List<GameRoom> asked, Welcome welcome)
    {
        List<GameRoom> attached = [];
        List<(GameRoom Room, TimeSpan After)> later = [];
        Uri? elsewhere = null;
        lock (Gate)
        {
            link.Generation = ++_generation;
            Trace.Welcomed(link.Generation, welcome.PlayerId!, welcome.Run!);
            Recognize(welcome);

            var lost = false;
            void Settle(GameRoom room, Joined answer)
            {
                lost |= answer.Snapshot?.Reason is SnapshotReasons.Epoch or SnapshotReasons.Ahead;
                if (answer.Ok)
                {
                    room.Attach(link, answer);
                    link.Pen.Release(room);
                    attached.Add(room);
                }
                else if (ComesLater(answer) is { } after) later.Add((room, after));
                else if (answer.Reason == Reasons.Moved && FollowsTo(answer.Url) is { } url) elsewhere = url;
                else Remove(room, answer.Reason!, answer.Url);
            }

            if (welcome.Personal is { } personal) Settle(Personal!, personal);
            for (var i = 0; i < asked.Count; i++)
            {
                // One that was left, or ended, while Hello was under way needs nothing any more.
                if (!_rooms.ContainsValue(asked[i])) continue;
                Settle(asked[i], welcome.Joined?.ElementAtOrDefault(i) ?? new Joined { Ok = false, Reason = Reasons.Unavailable });
            }
            foreach (var room in _rooms.Values.Except(asked).Where(room => !room.IsAttachedTo(link))) later.Add((room, TimeSpan.Zero));
            // A room that answers late is attached late, and delivers from then on.
            foreach (var _ in later) link.Pen.Open();

            if (_run is not null && _run != welcome.Run && !lost) Tell(new Notice.Restarted());
            _run = welcome.Run;
            _seats = [.. welcome.Seats?.Select(seat => seat.Room) ?? []];
            link.Pen.Close();
            SetLink(Good);
            _welcomed.TrySetResult(link);
        }
        foreach (var room in attached) room.Act();
        foreach (var (room, after) in later) _ = RejoinAsync(link, room, after);
        if (elsewhere is not null) link.End(LinkEnd.Moved(elsewhere));
    }

    // Under Gate.
    private void Recognize(Welcome welcome)
    {
        if (PlayerId != welcome.PlayerId)
        {
            if (PlayerId is not null)
            {
                foreach (var room in _rooms.Values) room.DropMoves(DropReasons.Denied);
                Personal?.End(DropReasons.Denied, null, byServer: false);
                Tell(new Notice.NewPlayer(welcome.PlayerId!));
            }
            Personal = null;
        }
        (PlayerId, Name, Look) = (welcome.PlayerId, welcome.Name, welcome.Look);
        if (Personal is null or { IsOver: true }) Personal = new GameRoom(this, PlayerId!, spectates: false);
    }

    private static readonly TimeSpan SoonWait = TimeSpan.FromMilliseconds(500);

    // A limit that names no time is none of time: too many rooms at once. Asking in vain counts as a join each time.
    private static readonly TimeSpan LimitedWait = TimeSpan.FromSeconds(10);

    /// <summary>A room whose resume could not be answered now is joined on the same link, as often as it takes.</summary>
    private async Task RejoinAsync(HubLink link, GameRoom room, TimeSpan after)
    {
        try
        {
            while (true)
            {
                await Task.Delay(after, Options.Time, link.Over);
                JoinRequest request;
                lock (Gate) request = room.Resumption;
                var (attached, answer) = await EnterAsync(link, HubMethods.Join, request, room);
                if (attached is not null)
                {
                    await LeaveIfOverAsync(link, attached);
                    return;
                }
                if (ComesLater(answer) is { } again)
                {
                    after = again;
                    continue;
                }
                Uri? elsewhere;
                lock (Gate)
                {
                    elsewhere = answer.Reason == Reasons.Moved ? FollowsTo(answer.Url) : null;
                    if (elsewhere is null) Remove(room, answer.Reason!, answer.Url);
                }
                if (elsewhere is not null) link.End(LinkEnd.Moved(elsewhere));
                return;
            }
        }
        catch (OperationCanceledException)
        {
            // The next welcome resumes it.
        }
        catch (LinkLostException)
        {
            // The next welcome resumes it.
        }
        catch (Microsoft.AspNetCore.SignalR.HubException)
        {
            link.End(LinkEnd.OutOfStep);
        }
        finally
        {
            lock (Gate) link.Pen.Close();
        }
    }

    // Left while it was being joined again: the one call may have overtaken the other.
    private async Task LeaveIfOverAsync(HubLink link, GameRoom room)
    {
        lock (Gate)
        {
            if (!room.IsOver || _rooms.ContainsKey(room.Code)) return;
        }
        await link.TellAsync(HubMethods.Leave, new RoomRequest(room.Code));
    }

    // Under Gate.
    private void Remove(GameRoom room, string reason, string? url)
    {
        _rooms.Remove(room.Code);
        room.End(reason, url, byServer: true);
    }

    private static TimeSpan? ComesLater(Answer refusal) => refusal.Reason is Reasons.Unavailable or Reasons.RateLimited or Reasons.Superseded
        ? refusal.RetryAfterMs is { } ms ? TimeSpan.FromMilliseconds(ms) : refusal.Reason == Reasons.RateLimited ? LimitedWait : SoonWait
        : null;

    // Under Gate. The only room went to another server: so do we, with its cursor and its moves. With others to lose we stay.
    // An address that is no whole one is meant beside the one we were given: its query names the node.
    private Uri? FollowsTo(string? url) => _rooms.Count <= 1 && Uri.TryCreate(Options.Url, url, out var address) ? address : null;
}
