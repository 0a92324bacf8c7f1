namespace GameServer.Engine;

internal sealed partial class Room
{
    /// <summary>A room further behind than this many ticks lets the rest go: a game slows down under load instead of choking on it.</summary>
    private const int TicksToCatchUp = 5;

    private long _tickDue = long.MaxValue; // read by the clock

    // Used by the room's turn alone.
    private FrameMessage? _waiting; // its base is not durable yet
    private TimeSpan _tickDebt;
    private int _ticksToFrame;
    private bool _isTicking;

    /// <summary>When the next tick is due; a timestamp of the clock. Any thread.</summary>
    public long TickDue => Volatile.Read(ref _tickDue);

    private bool IsTicking => _table is { TickRate: > 0, Phase: "playing" } && _connected > 0 && !_header.HasEnded && !_isClosed;

    /// <summary>
    /// Runs the ticks that elapsed time has earned, each at its own moment; what is left over counts for the next one, so that nothing drifts.
    /// Answers the time since the last of them, which has not passed yet.
    /// </summary>
    private TimeSpan Tick(TimeSpan elapsed)
    {
        var step = TimeSpan.FromSeconds(1.0 / _table!.TickRate);
        _tickDebt += elapsed;
        if (_tickDebt > step * TicksToCatchUp) _tickDebt = step * TicksToCatchUp;
        for (; _tickDebt >= step && IsTicking; _tickDebt -= step)
        {
            // First what is due before it: also when a few ticks come at once, a game finds the time and the order that it has in its tests.
            var since = elapsed - (_tickDebt - step);
            elapsed -= since;
            Pass(since);
            if (!IsTicking) break;
            TakeInputs();
            var began = _time.GetTimestamp();
            var tick = _table.Tick();
            Apply(tick);
            if (!tick.GameFailed) _faults = 0;
            if (--_ticksToFrame <= 0) Capture();
            Measure(_time.GetElapsedTime(began));
        }
        return elapsed;
    }

    private void TakeInputs()
    {
        foreach (var presence in _present.Values)
        {
            if (presence.Attachment?.TakeInput() is { } input) _table!.SetInput(presence.Player, input.N, input.Data);
        }
    }

    // The newest frame whose base is durable leaves at once. Another one waits in a place of its own, so that it displaces none that may leave (FRM-2).
    private void Capture()
    {
        _ticksToFrame = _table!.FrameRate > 0 ? _table.TickRate / _table.FrameRate : int.MaxValue;
        var captured = _table.CaptureFrame(out var fault);
        if (fault is null) _frameFaults = 0;
        else
        {
            Blame(fault, "frame");
            CountFault(ref _frameFaults); // apart: between two frames ticks may go well
        }
        if (captured is null) return;
        var frame = new FrameMessage(Name, captured.Tick, Log.Head, captured.Data);
        if (frame.BasedOn <= Log.Committed) Show(frame);
        else _waiting = frame;
    }

    private void ShowWaiting()
    {
        if (_waiting is not { } frame || frame.BasedOn > Log.Committed) return;
        _waiting = null;
        Show(frame);
    }

    private void Show(FrameMessage frame)
    {
        foreach (var presence in _present.Values)
        {
            if (presence.Attachment is { Session.IsVisible: true } attachment) attachment.Session.Pump.Offer(attachment, frame);
        }
    }

    /// <summary>A member's page was hidden or shown: a game that ticks may steer meanwhile.</summary>
    internal void SetVisible(Session session)
    {
        if (session.PlayerId is { } player && _present.GetValueOrDefault(player)?.Attachment?.Session == session) _table?.SetHidden(player, !session.IsVisible);
    }

    private void SetTickClock(long now)
    {
        if (IsTicking)
        {
            var left = TimeSpan.FromSeconds(1.0 / _table!.TickRate) - _tickDebt;
            Volatile.Write(ref _tickDue, now + (long)(left.TotalSeconds * _time.TimestampFrequency));
            if (!_isTicking) _services.Clock.Add(this);
            _isTicking = true;
        }
        else if (_isTicking)
        {
            _services.Clock.Remove(this);
            (_isTicking, _tickDebt, _ticksToFrame) = (false, TimeSpan.Zero, 0);
        }
    }
}
