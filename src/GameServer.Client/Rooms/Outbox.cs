using System.Diagnostics.CodeAnalysis;
using GameServer.Protocol;

namespace GameServer.Client;

/// <summary>
/// One room's moves without ack, in order, and which of them may be on the wire. Numbers are given once and never changed (MOV-1);
/// after a reconnect everything without ack is sent again under its number, from the first (MOV-3, MOV-5).
/// Invariant: <c>_moves[0.._sent)</c> are on the present connection, the rest waits for its turn. Not thread-safe; no clock.
/// </summary>
internal sealed class Outbox(int limit)
{
    private const int StrikesToWithdraw = 2;

    private readonly List<PendingMove> _moves = [];
    private int _sent;
    private long _next = 1;
    private bool _isAttached;
    private bool _closedWithError;
    private int _pauses;
    private bool _isPaused;

    /// <summary>Moves without ack.</summary>
    public int Count => _moves.Count;

    /// <summary>Numbers a move and puts it behind the others.</summary>
    /// <exception cref="InvalidOperationException">The outbox is full.</exception>
    public PendingMove Add(string name, IReadOnlyList<RawJson> args)
    {
        if (_moves.Count >= limit)
            throw new InvalidOperationException($"{limit} moves wait for their ack already (GameClientOptions.OutboxLimit): await some before sending more.");
        var move = new PendingMove(_next++, name, args);
        _moves.Add(move);
        return move;
    }

    /// <summary>
    /// A connection is there. Gives what can never be decided: everything behind a number the server does not expect next (gap),
    /// from a number on that another page of the player has used (MOV-5), or from a move on that made the server close two connections
    /// (withdrawn, MOV-7).
    /// </summary>
    /// <param name="lastMove">The highest number the server has decided.</param>
    /// <param name="ownMove">The highest of them that may be this client's; null: all may be.</param>
    public (IReadOnlyList<PendingMove> Moves, string Reason) Attach(long lastMove, long? ownMove = null)
    {
        var dropped = Undecidable(lastMove, ownMove ?? lastMove);
        _isAttached = true;
        _next = Math.Max(lastMove, _moves.Count > 0 ? _moves[^1].N : 0) + 1;
        foreach (var move in _moves) move.WasSentHere = false;
        return dropped;
    }

    /// <summary>The connection is over. <paramref name="withError"/>: the server said so, with an error; a lost link blames no move.</summary>
    public void Detach(bool withError)
    {
        if (!_isAttached) return;
        _isAttached = false;
        _closedWithError = withError;
        _sent = 0;
        Pause();
        _isPaused = false;
    }

    /// <summary>The next move to write; it counts as written when this returns.</summary>
    public bool TryNext([NotNullWhen(true)] out PendingMove? move)
    {
        move = null;
        if (!_isAttached || _isPaused || _sent >= _moves.Count) return false;
        // A suspect goes alone, so that the next closing tells whether it is to blame (MOV-7).
        if (_sent > 0 && (_moves[0].Strikes > 0 || _moves[_sent].Strikes > 0)) return false;
        // Counted by numbers: a later move may be decided before an earlier one.
        if (_moves[_sent].N >= _moves[0].N + Wire.MovesWithoutAck) return false;
        move = _moves[_sent++];
        move.Attempt++;
        move.WasSentHere = true;
        return true;
    }

    /// <summary>What an answer to attempt <paramref name="attempt"/> of <paramref name="move"/> means; what is settled has left the outbox.</summary>
    public Verdict Answer(PendingMove move, int attempt, Ack ack)
    {
        var index = _moves.IndexOf(move);
        if (index < 0) return Verdict.Nothing;
        switch (ack.Ok ? null : ack.Reason)
        {
            case Reasons.Gap when index == 0 && attempt == move.Attempt && _sent > 0:
            case Reasons.OtherPage or Reasons.Moved or Reasons.HelloFirst:
                return Verdict.Resume;
            case Reasons.Superseded:
                return Verdict.Superseded;
            case Reasons.Gap or Reasons.Window or Reasons.RateLimited or Reasons.Unavailable:
                // Copies behind it were refused with `gap`, or will be: they go again too, behind this one (MOV-6).
                if (attempt != move.Attempt || index >= _sent) return Verdict.Nothing;
                _sent = index;
                return Verdict.SendAgain(RetryDelay(ack), Pause());
            case Reasons.BadRequest:
                _next = move.N; // it was not used up, and nothing behind it was taken
                Remove(index);
                return Verdict.Settled(TakeFrom(index), DropReasons.BadRequest);
            case Reasons.NotMember or Reasons.NotFound or Reasons.Kicked or Reasons.Ended:
                return Verdict.Settled(Empty(), ack.Reason!); // it too: an earlier copy of it may have been taken
            default:
                Remove(index);
                return Verdict.Settled([], "");
        }
    }

    /// <summary>The pause with this number is over; an older one is over already.</summary>
    public void Continue(int pause)
    {
        if (pause == _pauses) _isPaused = false;
    }

    /// <summary>Takes out everything.</summary>
    public IReadOnlyList<PendingMove> Empty() => TakeFrom(0);

    private (IReadOnlyList<PendingMove>, string) Undecidable(long lastMove, long ownMove)
    {
        if (_moves.Count == 0) return ([], "");
        if (_moves[0].N > lastMove + 1) return (Empty(), DropReasons.Gap);
        // Another page has moved on so far that the acks of these are no longer kept.
        if (_moves[0].N <= lastMove - Wire.MovesWithoutAck) return (Empty(), DropReasons.OtherPage);
        var foreign = _moves.FindIndex(move => move.N > ownMove);
        if (foreign >= 0 && _moves[foreign].N <= lastMove) return (TakeFrom(foreign), DropReasons.OtherPage);

        var first = _moves.FindIndex(move => move.N > lastMove);
        if (!_closedWithError || first < 0 || !_moves[first].WasSentHere) return ([], "");
        return ++_moves[first].Strikes < StrikesToWithdraw ? ([], "") : (TakeFrom(first), DropReasons.Withdrawn);
    }

    private int Pause()
    {
        _isPaused = true;
        return ++_pauses;
    }

    private static TimeSpan RetryDelay(Ack ack) => TimeSpan.FromMilliseconds(ack.RetryAfterMs ?? ack.Reason switch
    {
        Reasons.RateLimited => 1_000,
        Reasons.Unavailable => 500,
        _ => 100,
    });

    private void Remove(int index)
    {
        _moves.RemoveAt(index);
        if (index < _sent) _sent--;
    }

    private List<PendingMove> TakeFrom(int index)
    {
        var taken = _moves.GetRange(index, _moves.Count - index);
        _moves.RemoveRange(index, taken.Count);
        _sent = Math.Min(_sent, index);
        return taken;
    }
}
