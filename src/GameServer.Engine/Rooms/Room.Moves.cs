using GameServer.Protocol;

namespace GameServer.Engine;

internal sealed partial class Room
{
    /// <summary>When a client whose move met a full mailbox or a stalled journal may come again; milliseconds.</summary>
    internal const int UnavailableRetryMs = 500;

    /// <summary>
    /// Decides a move, or finds its decision. What is judged before the game (gap, limits, a stalled journal) uses up no number (MOV-6);
    /// the rest is kept and answers every repeat.
    /// </summary>
    internal Decision Decide(Session session, SendRequest move)
    {
        if (!session.IsLive) return Decision.Before(move.N, Reasons.Superseded);
        var player = session.PlayerId!;
        // A repeat is answered though its player was just removed: what took effect is never called refused.
        if (_ledgers.TryGetValue(player, out var ledger) && move.N <= ledger.Last)
            return ledger.Find(move.N) is { } first ? Decision.Repeated(first, session.Page) : Decision.Before(move.N, Reasons.Forgotten);
        if (_present.GetValueOrDefault(player)?.Attachment is not { } from || from.Session != session)
            return Decision.Before(move.N, Reasons.NotMember) with { IsOfTurn = true };
        if (_table is null) return Decision.Before(move.N, Reasons.UnknownMove); // a personal room takes none
        ledger ??= LedgerOf(player);
        if (move.N > ledger.Last + 1) return Decision.Before(move.N, Reasons.Gap);
        if (IsStalled) return Decision.Before(move.N, Reasons.Unavailable, UnavailableRetryMs);
        if (!session.Player!.Moves.TryTake(1, out var retryAfterMs) || !session.Address.Moves.TryTake(1, out retryAfterMs))
        {
            _services.Metrics.LimitHit("moves");
            if (!session.TryTellToWait(from.MovesWait, retryAfterMs)) _services.End(session, ClosedReasons.Flooding);
            return Decision.Before(move.N, Reasons.RateLimited, retryAfterMs);
        }

        var step = Ask(player, move, out var seq);
        var kept = ledger.Keep(player, move.N, EntryEncoder.Encode(move.N, step, seq), session.Page);
        _turn.Acks.Add(kept);
        return Decision.Decided(kept, step.Ok ? MoveOutcome.Accepted : step.Reason == Reasons.GameFault ? MoveOutcome.Error : MoveOutcome.Refused);
    }

    private Step Ask(string player, SendRequest move, out long seq)
    {
        var began = _time.GetTimestamp();
        var step = _table!.Move(player, move.Move, move.Args ?? []);
        var took = _time.GetElapsedTime(began);
        (_steps ??= new StepTimes()).Add(took);
        _services.Metrics.GameHandled(Game, took);
        seq = Apply(step, move.Move);
        foreach (var change in step.Members)
        {
            if (!change.IsMember && _present.GetValueOrDefault(change.Player) is { } gone) Expel(gone);
        }
        if (step.Ok && step.Fault is null) _faults = 0;
        if (took >= TimeSpan.FromMilliseconds(_services.Options.Room.HandlerWarnMs)) _services.Log.SlowStep(Name, Game, took);
        if (took >= TimeSpan.FromMilliseconds(_services.Options.Room.HandlerFailMs)) EndRoom("its game took too long over one move");
        return step;
    }

    // Whom another member's move removed: the table keeps the player out from now on.
    private void Expel(Presence presence)
    {
        Remove(presence, LeftReasons.Kicked);
    }

    private MoveLedger LedgerOf(string player)
    {
        if (!_ledgers.TryGetValue(player, out var ledger)) _ledgers.Add(player, ledger = new MoveLedger());
        return ledger;
    }

    /// <summary>The decision of a move is durable.</summary>
    internal void MarkDurable(KeptAck ack)
    {
        var ledger = LedgerOf(ack.Player);
        ledger.Durable = Math.Max(ledger.Durable, ack.N);
    }

    /// <summary>An event from outside the game. False: the room is over.</summary>
    internal bool Publish(Published published)
    {
        if (_header.HasEnded) return false;
        if (_table is null) Append(published);
        else Apply(_table.Publish(published));
        if (_table is null && Log.Head == 1) _turn.Header = _header; // a personal room is saved from its first event on
        return true;
    }

    /// <summary>
    /// The state for an attached reader at exactly the present head; null: it is not attached (any more), has had its share (SNP-3),
    /// or, without a refusal, is about to get one. Of two under way the first would let pass what the second holds back.
    /// </summary>
    internal SnapshotMessage? MakeSnapshot(Attachment attachment, string reason, out string? refusal)
    {
        refusal = null;
        if (_present.GetValueOrDefault(attachment.Queue.Viewer)?.Attachment != attachment) refusal = Reasons.NotMember;
        else if (attachment.Queue.IsHeld) return null;
        else if (!attachment.Session.TryGrantSnapshot(Name, _lastTurnAt)) refusal = Reasons.RateLimited;
        if (refusal is not null) return null;
        _services.Log.SnapshotInstead(attachment.Queue.Viewer, Name, reason);
        attachment.Queue.Hold(Log.Head);
        return new SnapshotMessage(Name, Log.Epoch, new SnapshotBody(Log.Head, View(attachment.Queue.Viewer), reason));
    }
}

/// <summary>The answer to a move, and whether it uses up the number.</summary>
/// <param name="Answer">The ack as it travels.</param>
/// <param name="Kept">What the room keeps of it; null for a refusal before the turn, which may leave at once.</param>
/// <param name="Outcome">As it is counted.</param>
internal readonly record struct Decision(RawJson Answer, KeptAck? Kept, MoveOutcome Outcome)
{
    /// <summary>A refusal before the turn that tells what a turn did: it leaves once that is durable, or a kill would make it a lie.</summary>
    public bool IsOfTurn { get; init; }

    public static Decision Decided(KeptAck kept, MoveOutcome outcome) => new(new RawJson(kept.Answer), kept, outcome);

    /// <summary>The first answer again; not for a page that asked something else under the number, which another one has used (MOV-5).</summary>
    public static Decision Repeated(KeptAck kept, string? page) =>
        MoveLedger.MayBeOf(kept, page) ? Decided(kept, MoveOutcome.Repeat) : Decided(kept, MoveOutcome.Repeat) with { Answer = Before(kept.N, Reasons.OtherPage).Answer };

    public static Decision Before(long n, string reason, int? retryAfterMs = null) =>
        new(RawJson.From(new Ack { N = n, Ok = false, Reason = reason, RetryAfterMs = retryAfterMs }), null, reason switch
        {
            Reasons.RateLimited => MoveOutcome.RateLimited,
            Reasons.Unavailable => MoveOutcome.Unavailable,
            _ => MoveOutcome.Refused,
        });
}
