namespace GameServer.Engine;

/// <summary>The room's own clock: it passes from turn to turn, and stands still while nothing could become durable, nobody is there, or the server stops.</summary>
internal sealed partial class Room
{
    /// <summary>By so much clients may count down wrongly: nobody sees less.</summary>
    private static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(1);

    private TimeSpan _behind; // what of the elapsed time has still to pass in this turn

    private bool HasTimesToTell => _stoodStill >= Noticeable && _connected > 0;

    private void PassTime(long now)
    {
        var elapsed = _time.GetElapsedTime(_lastTurnAt, now);
        _lastTurnAt = now;
        _behind = TimeSpan.Zero; // also after a turn that was brought down
        if (_table is null || _header.HasEnded) return;
        var stops = _services.IsStopping && !_hasStopped; // what passed until now still counts
        _hasStopped |= stops;
        if ((stops ? IsHeldUp : IsStalled) || IsDeserted(now))
        {
            _stoodStill += elapsed;
            return;
        }
        if (!IsTicking && _table is { NextDue: null, Phase: not "playing" }) return; // in a match the game may ask how long something took though nothing is due
        _clockMoved |= elapsed > TimeSpan.Zero;
        _behind = elapsed;
        Pass(IsTicking ? Tick(elapsed) : elapsed);
        _behind = TimeSpan.Zero;
        if (stops && !_header.HasEnded) _turn.StateChanged |= _clockMoved; // the next server goes on with the time that is left
    }

    // Each timer at its own moment, however late the turn: one that is set again and again does not drift.
    private void Pass(TimeSpan elapsed)
    {
        for (var i = 0; i < TurnItems && _table!.NextDue is { } due && due <= elapsed && !_header.HasEnded; i++)
        {
            Advance(due);
            elapsed -= due;
        }
        Advance(elapsed);
    }

    private void Advance(TimeSpan elapsed)
    {
        if (_header.HasEnded) return;
        _behind -= elapsed;
        var step = Take(static (table, passed) => table.Advance(passed), elapsed);
        if (step is { GameFailed: false, StateChanged: true }) _faults = 0; // what changes nothing may have been none of the game's
    }

    // Clients count down from what they were told before the clock stood still or went back. Told anew to all of them, once somebody is there to hear it.
    private void TellTimes()
    {
        if (!HasTimesToTell || IsStalled || _header.HasEnded) return;
        _stoodStill = TimeSpan.Zero;
        Apply(_table!.TellTimes());
    }
}
