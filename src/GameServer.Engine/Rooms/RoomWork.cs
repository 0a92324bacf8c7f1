using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>Something posted to a room. Done in its turn; released when everything appended up to that turn is durable.</summary>
internal abstract class RoomWork
{
    /// <summary>The mailbox's.</summary>
    internal RoomWork? Next { get; set; }

    /// <summary>In the room's turn.</summary>
    public abstract void Do(Room room);

    /// <summary>To whose connection the answer goes that leaves in <see cref="Release"/> itself; null: none does.</summary>
    public virtual IConnection? Asker => null;

    /// <summary>In a later turn (or the same, if nothing waits for the disk): the answer may leave.</summary>
    public virtual void Release(Room room) { }

    /// <summary>The room closed before it came to this: the caller looks the room up again.</summary>
    public virtual void Bounce() { }

    /// <summary>The node lost the room before this was durable: nobody may be told that it happened, nor that it did not.</summary>
    public virtual void Lose() => Bounce();

    /// <summary>It brought its turn down, which is dropped, and would do so again.</summary>
    public virtual void Fail(Exception bug) => Lose();
}

/// <summary>Work with an answer. A null answer: the room has closed, look it up again.</summary>
internal abstract class RoomCall<T> : RoomWork where T : class
{
    private readonly TaskCompletionSource<T?> _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<T?> Answered => _answered.Task;

    /// <summary>What <see cref="Release"/> says; set in the turn.</summary>
    protected T? Answer { get; set; }

    /// <summary>Answers without waiting for the disk: what is said depends on nothing that is not durable.</summary>
    protected void AnswerNow(T answer) => _answered.TrySetResult(answer);

    public override void Release(Room room) => _answered.TrySetResult(Answer);

    public override void Bounce() => _answered.TrySetResult(null);

    /// <summary>Ends it without an answer: there is none that would be true.</summary>
    public override void Fail(Exception why) => _answered.TrySetException(why);
}

internal sealed class JoinWork(Session session, Cursor? cursor, bool spectate, bool countsNew) : RoomCall<Joined>
{
    private int _isTaken; // by its room, or back by whoever asked

    /// <summary>It does not happen. False: its room has taken it up. Any thread.</summary>
    public bool TryGiveUp() => Interlocked.Exchange(ref _isTaken, 1) == 0;

    public override void Do(Room room)
    {
        if (Interlocked.Exchange(ref _isTaken, 1) != 0) return;
        Answer = room.Join(session, cursor, spectate, countsNew, out var refusal) ?? refusal;
        // That a room has ended is known when that is durable.
        if (refusal is { Reason: not Reasons.Ended } || (room.IsResumeOnly && Answer is { Snapshot: null, OwnMove: null })) AnswerNow(Answer!);
    }
}

internal sealed class LeaveWork(Session session) : RoomCall<Answer>
{
    public override void Do(Room room) =>
        Answer = room.Leave(session) ? new Answer() : new Answer { Ok = false, Reason = Reasons.NotMember };
}

internal sealed class DetachWork(Session session) : RoomWork
{
    public override void Do(Room room) => room.Detach(session);
}

internal sealed class MoveWork(Attachment from, SendRequest move, long receivedAt, IMoveReply reply) : RoomWork
{
    private readonly MoveTrace? _trace = MoveTrace.Begin(from.Room.Time);
    private Decision _decision;

    public override IConnection Asker => from.Session.Connection;

    public override void Do(Room room)
    {
        _trace?.BeginTurn();
        _decision = room.Decide(from.Session, move);
        _trace?.EndTurn();
        if (_decision is { Kept: null, IsOfTurn: false }) End(room);
    }

    public override void Release(Room room)
    {
        if (_decision is { Kept: null, IsOfTurn: false }) return;
        if (_decision.Kept is { } kept) room.MarkDurable(kept);
        End(room);
    }

    public override void Bounce()
    {
        _decision = Decision.Before(move.N, Reasons.NotMember);
        End(from.Room);
    }

    public override void Lose()
    {
        if (_decision is { Answer.Utf8.IsEmpty: false, Kept: null, IsOfTurn: false }) return; // it was answered at once
        _decision = Decision.Before(move.N, Reasons.Unavailable, Room.UnavailableRetryMs);
        End(from.Room);
    }

    private void End(Room room)
    {
        room.CountMove(_decision.Outcome, receivedAt);
        _trace?.End(room, _decision.Outcome, _decision.Kept is null ? null : room.ReleasedAt);
        from.EndMove();
        try
        {
            reply.Answer(_decision.Answer);
        }
        catch (Exception bug) // The way to one client costs that connection, never the room whose turn this is.
        {
            from.Session.Pump.Break(bug);
        }
    }
}

internal sealed class SnapshotWork(Attachment to, string reason) : RoomCall<Answer>
{
    private SnapshotMessage? _snapshot;

    public override void Do(Room room)
    {
        _snapshot = room.MakeSnapshot(to, reason, out var refusal);
        Answer = new Answer { Ok = refusal is null, Reason = refusal };
        if (refusal == Reasons.RateLimited && to.AwaitsSnapshot) room.EndConnection(to.Session, ClosedReasons.Slow);
    }

    public override void Release(Room room)
    {
        if (_snapshot is not null) to.Queue.Offer(_snapshot);
        else if (to.Queue.Until != long.MaxValue) to.AwaitsSnapshot = false; // the membership ended first: what is left of it is its farewell
        to.Session.Pump.Wake();
        base.Release(room);
    }

    // What was held back for the state would wait for ever.
    public override void Lose()
    {
        to.Session.Cut();
        base.Lose();
    }
}

internal sealed class PublishWork(string to, Published published) : RoomCall<Answer>
{
    public override void Do(Room room) =>
        Answer = room.Publish(published) ? new Answer() : new Answer { Ok = false, Reason = Reasons.Ended };

    // Its commit may be durable, and published again it would be seen twice (DLV-1). What had no turn was not published.
    public override void Lose()
    {
        if (Answer is { Ok: true }) Fail(new EventUnconfirmedException(to, published.Type));
        else Bounce();
    }
}

internal sealed class VisibleWork(Session session) : RoomWork
{
    public override void Do(Room room) => room.SetVisible(session);
}

/// <summary>Never posted: it stands in a turn whose release must wake one more pump.</summary>
internal sealed class WakeWork(Attachment attachment) : RoomWork
{
    public override void Do(Room room) { }

    public override void Release(Room room) => attachment.Session.Pump.Wake();

    // It cannot be told: it comes again and finds out.
    public override void Lose() => attachment.Session.Cut();
}
