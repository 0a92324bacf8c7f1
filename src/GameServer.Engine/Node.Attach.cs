using GameServer.Protocol;

namespace GameServer.Engine;

public sealed partial class Node
{
    /// <summary>When a client that met a room whose turn does not return may ask for it again; milliseconds.</summary>
    private const int HangRetryMs = 5_000;

    /// <summary>Where a turn has lasted for so long when the patience with a join ends, it is the turn that keeps its answer.</summary>
    private static readonly TimeSpan LongTurn = TimeSpan.FromMilliseconds(500);

    // Whoever waits for a turn that does not return may wait for ever: that join is given up, refused, and never happens.
    // Where turns do return and the server is merely slow, the answer comes.
    private async Task<Joined> AttachAsync(Func<ValueTask<Found>> find, Session session, Cursor? cursor, bool spectate, bool countsNew = false)
    {
        try
        {
            while (true)
            {
                var (room, place) = await find();
                if (room is null) return RefuseJoin(place);
                // Its mailbox would keep whatever is asked, for ever.
                if (room.IsHanging) return RefuseJoin(Reasons.Unavailable, HangRetryMs);
                var join = new JoinWork(session, cursor, spectate, countsNew);
                if (room.TryPost(join))
                {
                    while (!await InTimeAsync((Task)join.Answered))
                    {
                        if (room.InTurnFor >= LongTurn && join.TryGiveUp()) return RefuseJoin(Reasons.Unavailable, Room.UnavailableRetryMs);
                        // Taken up in the very turn that hangs: a step so long ends the room, and every membership with it.
                        if (room.IsHanging) return RefuseJoin(Reasons.Unavailable, HangRetryMs);
                    }
                    if (await join.Answered is { } joined)
                    {
                        // The connection may have closed while it was being attached; then nobody else tells the room.
                        if (session.IsOver) room.TryPost(new DetachWork(session));
                        return joined;
                    }
                }
                if (_isLost) return RefuseJoin(Place.Unsettled);
            }
        }
        catch (JournalException failure)
        {
            _log.JournalFailed(failure);
            return RefuseJoin(Reasons.Unavailable, Room.UnavailableRetryMs);
        }
    }
}
