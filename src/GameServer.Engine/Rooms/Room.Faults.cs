using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>What bugs cost: a game's its step, and too many of them its room (FLT-3); one that nothing expected this room, never the process.</summary>
internal sealed partial class Room
{
    /// <summary>Faults of its game in a row that end a room (FLT-3).</summary>
    private const int FaultsInARow = 10;

    // Used by the room's turn alone.
    private int _faults;      // in a row
    private int _frameFaults; // in a row
    private RoomWork? _doing;
    private long? _dropped;   // the head before a turn that was dropped

    // Used by the node's sweep alone.
    private long _turnTold; // when the last turn began of which it told

    /// <summary>How long the turn under way has been running; zero: none is. Any thread.</summary>
    public TimeSpan InTurnFor => Volatile.Read(ref _turnBegan) is var began and not 0 ? _time.GetElapsedTime(began) : TimeSpan.Zero;

    /// <summary>Whether the turn under way has taken longer than any step of a game may: it may never return. Any thread.</summary>
    public bool IsHanging => InTurnFor >= TimeSpan.FromMilliseconds(_services.Options.Room.HandlerFailMs);

    // What may become durable: the numbers of a dropped turn stay in the log, and nobody ever sees one.
    private long Head => _dropped ?? Log.Head;

    private void Blame(Exception fault, string move)
    {
        _services.Log.GameFault(Name, Game, move, fault);
        _faultsEver++;
    }

    private void CountFault(ref int inARow)
    {
        if (++inARow >= FaultsInARow) EndRoom($"its game failed {FaultsInARow} times in a row");
    }

    // A step of the game that is no move and no tick: applied, and judged by how long it took.
    private Step Take<T>(Func<Table, T, Step> step, T argument)
    {
        var began = _time.GetTimestamp();
        var taken = step(_table!, argument);
        Apply(taken);
        Measure(_time.GetElapsedTime(began));
        return taken;
    }

    private void Measure(TimeSpan took)
    {
        if (took >= TimeSpan.FromMilliseconds(_services.Options.Room.HandlerWarnMs)) _services.Log.SlowStep(Name, Game, took);
        if (took >= TimeSpan.FromMilliseconds(_services.Options.Room.HandlerFailMs)) EndRoom("its game took too long over one step");
    }

    /// <summary>
    /// Tells, once, of a turn that does not return: no step of it can be judged, and nothing can take its thread away (FLT-3).
    /// The node's sweep.
    /// </summary>
    internal void TellOfHang(TimeSpan after)
    {
        var began = Volatile.Read(ref _turnBegan);
        if (began == 0 || began == _turnTold) return;
        _turnTold = began;
        _services.Log.TurnHangs(Name, Game, after);
    }

    private void EndRoom(string why)
    {
        if (_header.HasEnded) return;
        _services.Log.RoomFaulted(Name, Game, why);
        IsFaulted = true;
        End();
    }

    /// <summary>
    /// The last net. Half a turn is nothing to go on from: what it did is dropped, so that none of it is ever seen, and its table ends as a faulted one does.
    /// What was handed to the journal before becomes durable and is shown first.
    /// </summary>
    private void GiveUp(Exception escaped)
    {
        _services.Log.Escaped($"room {Name} of {Game}", escaped);
        if (_isClosed || _isLost || _isLeaving) return;
        var (begun, doing, canEnd) = (_turn, _doing, _table is not null && !_header.HasEnded);
        (_turn, _turnBytes, _doing) = (new Turn(), 0, null);
        _dropped ??= _pending.Count > 0 ? _pending.Last().Head : Log.Committed;
        foreach (var ack in begun.Acks) LedgerOf(ack.Player).Drop(ack);
        foreach (var work in begun.Works)
        {
            if (work == doing && !canEnd) work.Fail(escaped); // asked again it would fail again
            else work.Lose();
        }
        if (canEnd)
        {
            EndRoom("its turn failed");
            if (begun.Header is not null) // the journal has never heard of it, and does not now
            {
                _turn.Header = null;
                _turn.Members.Clear();
            }
            Wake();
        }
        else if (begun.Events.Count > 0) SendAway();
        else if (_table is null && !_header.HasEnded) _dropped = null; // nothing stays behind: a personal room goes on
    }

    // Its log does not fit the journal any more: who comes again finds it closed, and later as the journal has it.
    private void SendAway()
    {
        _header = _header with { HasEnded = true };
        CutAll();
    }
}
