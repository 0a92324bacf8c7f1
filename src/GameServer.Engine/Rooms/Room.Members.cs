using GameServer.Protocol;

namespace GameServer.Engine;

internal sealed partial class Room
{
    /// <summary>A connection enters or resumes: membership, cursor and snapshot are one turn (CON-5). Null: the answer is in <paramref name="refusal"/>.</summary>
    /// <param name="session">Which.</param>
    /// <param name="cursor">The last event it has taken; null: none.</param>
    /// <param name="spectate">Whether watching will do.</param>
    /// <param name="countsNew">Whether a new membership still has to be counted as a join; a resume never is one.</param>
    /// <param name="refusal">Why not.</param>
    internal Joined? Join(Session session, Cursor? cursor, bool spectate, bool countsNew, out Joined? refusal)
    {
        refusal = null;
        var player = session.Player!;
        var presence = _present.GetValueOrDefault(player.Id);
        if (_header.HasEnded) return Refuse(Reasons.Ended, out refusal);
        if (!session.IsLive || presence?.Generation > session.Generation) return Refuse(Reasons.Superseded, out refusal);
        if (presence?.Attachment is { } attached && attached.Session == session)
        {
            if (cursor?.Epoch == Log.Epoch && cursor.Seq >= attached.Queue.Start) return Present(presence, attached.Queue.Cursor);
            // It stands before its queue's beginning: the answer that said so came too late or not at all. A queue that begins with the state leaves no seam (SNP-1).
            var why = Judge(cursor, presence, player) ?? SnapshotReasons.New;
            Attach(session, presence, Log.Head);
            return PresentAnew(presence, why);
        }

        var isNew = presence is null;
        presence ??= Enter(session, spectate, countsNew, out refusal);
        if (presence is null) return null;
        if (presence.IsAway)
        {
            presence.IsAway = false;
            Take(static (table, id) => table.Back(id), player.Id);
            if (_header.HasEnded) return Refuse(Reasons.Ended, out refusal);
        }
        var reason = isNew && _table is not null && cursor?.Epoch == Log.Epoch ? SnapshotReasons.New : Judge(cursor, presence, player);
        if (!isNew || cursor is not null) _services.Metrics.Resumed(reason is null ? "replay" : "snapshot", reason ?? "");
        Attach(session, presence, reason is null ? cursor!.Seq : Log.Head);
        return reason is null ? Present(presence, cursor!.Seq) : PresentAnew(presence, reason);
    }

    private static Joined? Refuse(string reason, out Joined? refusal)
    {
        refusal = new Joined { Ok = false, Reason = reason };
        return null;
    }

    private Presence? Enter(Session session, bool spectate, bool countsNew, out Joined? refusal)
    {
        refusal = null;
        var player = session.Player!;
        var since = _table is null ? 0 : Log.Head; // a personal room was the player's from its first event on
        if (_table is not null)
        {
            if (countsNew && !session.TryTakeJoin(out var retryAfterMs))
            {
                _services.Metrics.LimitHit("joins");
                refusal = new Joined { Ok = false, Reason = Reasons.RateLimited, RetryAfterMs = retryAfterMs };
                return null;
            }
            if (_present.Count >= _services.Options.Limits.MembersPerRoom)
            {
                _services.Metrics.LimitHit("members_per_room");
                Refuse(Reasons.Full, out refusal);
                return null;
            }
            var step = Take(static (table, who) => table.Join(new Newcomer(who.Record.Id, who.Record.Name, who.Record.Look), who.Spectate), (player.Record, Spectate: spectate));
            if (step.Reason is not null)
            {
                refusal = new Joined { Ok = false, Reason = step.Reason, Text = step.Text };
                return null;
            }
            if (_header.HasEnded) // by a fault of its game in this very step: the end was for those who were members before
            {
                _turn.Members.Add(new MembershipChange(player.Id, IsMember: false, Seat: null));
                Refuse(Reasons.Ended, out refusal);
                return null;
            }
            _turn.TableChanged = true; // the membership's beginning is saved with the table
        }
        var presence = new Presence(player.Id, since, _lastTurnAt);
        _present.Add(player.Id, presence);
        return presence;
    }

    /// <summary>Null: the cursor can be replayed from. Else why a snapshot is needed instead (SNP-2).</summary>
    private string? Judge(Cursor? cursor, Presence presence, Player player)
    {
        if (cursor is null) return SnapshotReasons.New;
        if (cursor.Epoch != Log.Epoch) return SnapshotReasons.Epoch;
        if (cursor.Seq < presence.Since) return SnapshotReasons.New;
        if (cursor.Seq > Log.Committed) return SnapshotReasons.Ahead;
        if (!Log.Covers(cursor.Seq)) return SnapshotReasons.Trimmed;
        var (_, bytes) = Log.CountAfter(cursor.Seq, Log.Head, presence.Player);
        if (bytes > 0 && !player.ReplayBytes.TryTake(bytes, out _))
        {
            _services.Metrics.LimitHit("replay_bytes");
            return SnapshotReasons.Budget;
        }
        _services.Metrics.ReplayCharged(bytes);
        return null;
    }

    private void Attach(Session session, Presence presence, long cursor)
    {
        foreach (var stale in session.Pump.Attached)
        {
            if (stale.Room.Name == Name) session.Pump.Detach(stale); // of a membership that ended, perhaps before the room slept
        }
        if (presence.Attachment is { } older) older.Session.Pump.Detach(older);
        else _connected++;
        var queue = new MessageQueue(Log, presence.Player, cursor, _services.Options.Delivery);
        presence.Attach(new Attachment(session, this, queue, _time));
        session.Pump.Attach(presence.Attachment!);
        if (_table is not null) presence.Rooms!.Add(Name);
        SetVisible(session);
    }

    // The answer of a resume says only what is durable: it may leave while the journal cannot write (JRN-7).
    // But for the moves of another page: this one must know of all of them before it numbers its own.
    private Joined Present(Presence presence, long cursor)
    {
        var head = IsResumeOnly ? Log.Committed : Log.Head;
        var joined = Describe(presence);
        return joined with
        {
            Head = head,
            Resume = "replay",
            Missed = Log.CountAfter(cursor, head, presence.Player).Visible,
            LastMove = joined.OwnMove is null ? _ledgers.GetValueOrDefault(presence.Player)?.Durable ?? 0 : joined.LastMove,
        };
    }

    /// <summary>Whether this turn has changed nothing so far and the journal cannot write: what was durable before is all there is to tell.</summary>
    internal bool IsResumeOnly => _services.Writer.IsDown && !_turn.ChangedSomething;

    private Joined PresentAnew(Presence presence, string reason)
    {
        if (reason is not SnapshotReasons.New) _services.Log.SnapshotInstead(presence.Player, Name, reason);
        return Describe(presence) with
        {
            Head = Log.Head,
            Resume = "snapshot",
            Missed = 0,
            Snapshot = new SnapshotBody(Log.Head, View(presence.Player), reason),
        };
    }

    private Joined Describe(Presence presence)
    {
        var ledger = _ledgers.GetValueOrDefault(presence.Player);
        var own = ledger?.LastOf(presence.Attachment!.Session.Page);
        return new Joined
        {
            Room = Name,
            Game = Game,
            Seat = SeatOf(presence.Player),
            Chat = _table?.Chat ?? false,
            Epoch = Log.Epoch,
            LastMove = ledger?.Last ?? 0,
            OwnMove = own < ledger?.Last ? own : null,
            ServerTime = _time.GetUtcNow().ToUnixTimeMilliseconds(),
        };
    }

    private int? SeatOf(string player) => _table?.Members.FirstOrDefault(member => member.Id == player)?.Seat;

    private RawJson View(string player) => _table?.View(player) ?? new RawJson("{}"u8.ToArray());

    /// <summary>The connection is gone; the member stays, for a while.</summary>
    internal void Detach(Session session)
    {
        if (session.PlayerId is not { } player || _present.GetValueOrDefault(player) is not { } presence || presence.Attachment?.Session != session) return;
        session.Pump.Detach(presence.Attachment);
        presence.Detach(_lastTurnAt);
        if (--_connected == 0) _emptySince = _lastTurnAt;
    }

    /// <summary>The player goes for good, at the own wish; false: the connection is not attached here.</summary>
    internal bool Leave(Session session)
    {
        if (session.PlayerId is not { } player || _present.GetValueOrDefault(player) is not { } presence || presence.Attachment?.Session != session) return false;
        if (_table is not null) Take(static (table, id) => table.Leave(id, LeftReasons.Leave), player);
        Remove(presence, farewell: null);
        return true;
    }

    /// <summary>The membership ends with what this step published: nothing later is for this player (PRV-3).</summary>
    private void Remove(Presence presence, string? farewell)
    {
        if (!_present.Remove(presence.Player)) return; // the step ended the room, and with it every membership
        presence.Rooms?.Remove(Name);
        _turn.TableChanged |= _table is not null;
        if (presence.Attachment is not { } attachment) return;
        SayFarewell(attachment, farewell);
        if (--_connected == 0) _emptySince = _lastTurnAt;
    }

    private void SayFarewell(Attachment attachment, string? reason)
    {
        attachment.Farewell = reason is null ? null : new LeftMessage(Name, reason);
        attachment.Queue.Until = Head;
        _turn.Works.Add(new WakeWork(attachment));
    }

    private void LookForAbsent(long now)
    {
        if (_present.Count == _connected || _table is null || IsStalled) return;
        foreach (var presence in _present.Values.Where(p => p.Attachment is null).ToList())
        {
            if (_header.HasEnded) return;
            var absent = _time.GetElapsedTime(presence.LostAt, now);
            var player = _services.Options.Player;
            if (absent >= TimeSpan.FromSeconds(player.ResumeSeconds))
            {
                Take(static (table, id) => table.Leave(id, LeftReasons.Expired), presence.Player);
                Remove(presence, farewell: null);
                continue;
            }
            if (!presence.IsAway && absent >= TimeSpan.FromMilliseconds(player.AwayMs))
            {
                presence.IsAway = true;
                Take(static (table, id) => table.Away(id), presence.Player);
            }
            if (presence is { IsAway: true, GaveUpSeat: false } && !_header.HasEnded && absent >= TimeSpan.FromSeconds(player.SeatSeconds))
            {
                presence.GaveUpSeat = true;
                Take(static (table, id) => table.GiveUpSeat(id), presence.Player);
            }
        }
    }

    private TimeSpan? NextAbsence(long now)
    {
        if (_present.Count == _connected || _table is null) return null;
        TimeSpan? next = null;
        var player = _services.Options.Player;
        foreach (var presence in _present.Values)
        {
            if (presence.Attachment is not null) continue;
            var span = !presence.IsAway ? TimeSpan.FromMilliseconds(player.AwayMs)
                : !presence.GaveUpSeat ? TimeSpan.FromSeconds(player.SeatSeconds)
                : TimeSpan.FromSeconds(player.ResumeSeconds);
            var due = After(presence.LostAt, span, now);
            next = Sooner(next, IsStalled && due < StalledLook ? StalledLook : due);
        }
        return next;
    }
}
