using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>Time: passes when the room says so, and only then. A game that ticks is stepped beside it.</summary>
public sealed partial class Table
{
    private const int InputDepth = 16;

    // Between matches a room passes no time while nothing is due: the pause after an emote has to be.
    private TimeSpan? _quietUntil;

    /// <summary>Time until something is due, never negative; null: nothing is. Without people at the table nothing ever is.</summary>
    public TimeSpan? NextDue
    {
        get
        {
            if (NextAt() is not { } at) return null;
            return at > _time.Now ? at - _time.Now : TimeSpan.Zero;
        }
    }

    /// <summary>Lets the table's time pass and fires what is due, one timer or bot move a call: call again while <see cref="NextDue"/> is zero.</summary>
    public Step Advance(TimeSpan elapsed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(elapsed, TimeSpan.Zero);
        _time.Now += elapsed;
        if (NextAt() is not { } at || at > _time.Now) return Step.Nothing;

        if (_quietUntil == at) _quietUntil = null;
        else if (_startsAt == at) StartByItself();
        else if (NextActor() is { } member && member.ActsAt == at) Act(member);
        else Played(_match.Fire(_match.Timers[0]));
        return Finish();
    }

    /// <summary>One fixed step of a game that ticks, while a match is on; time passes in <see cref="Advance"/> alone.</summary>
    public Step Tick()
    {
        if (TickRate == 0 || _phase != TablePhase.Playing) return Step.Nothing;
        Played(_match.Tick());
        return Finish();
    }

    /// <summary>A player's newest input, by its number; dropped if it is older than the newest, malformed, or of nobody who plays.</summary>
    public void SetInput(string player, long n, RawJson data)
    {
        if (_phase == TablePhase.Playing && _members.TryGetValue(player, out var member) && member.Seat < _match.Seats && data.IsSound(InputDepth))
            _match.Inputs.Set(member.Seat.Value, n, data);
    }

    /// <summary>The last input that the game could not read, once; null: they fit.</summary>
    internal Misfit? TakeMisfit()
    {
        var misfit = _match.Inputs.Misfit;
        if (misfit is not null) _match.Inputs.Misfit = null;
        return misfit;
    }

    /// <summary>What the game shows now, to everyone; null where no match is on or the game has no frames.</summary>
    /// <param name="fault">The exception of a game's bug; the answer is then null.</param>
    public GameFrame? CaptureFrame(out Exception? fault)
    {
        fault = null;
        if (_phase != TablePhase.Playing || FrameRate == 0) return null;
        try
        {
            return _match.Game.CallFrame() is { } frame ? new GameFrame(_time.Ticks, GameJson.Encode(frame)) : null;
        }
        catch (Exception e) // A frame less, nothing else.
        {
            fault = e;
            return null;
        }
    }

    private TimeSpan? NextAt()
    {
        if (!_order.Exists(member => !member.IsBot)) return null; // nobody to play for
        var timer = _phase == TablePhase.Playing && _match.Timers is [var first, ..] ? first.FiresAt : (TimeSpan?)null;
        return Earlier(Earlier(_quietUntil, _startsAt), Earlier(NextActor()?.ActsAt, timer));

        static TimeSpan? Earlier(TimeSpan? a, TimeSpan? b) => a is null || b < a ? b : a;
    }

    private MemberState? NextActor()
    {
        MemberState? next = null;
        foreach (var member in _seats)
        {
            if (member?.ActsAt is { } at && !(next?.ActsAt <= at)) next = member;
        }
        return next;
    }
}

/// <summary>A game's volatile picture.</summary>
/// <param name="Tick">The step it shows.</param>
/// <param name="Data">What <see cref="Game.Frame"/> made.</param>
public sealed record GameFrame(long Tick, RawJson Data);
