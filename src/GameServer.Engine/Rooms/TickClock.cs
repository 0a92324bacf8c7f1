namespace GameServer.Engine;

/// <summary>
/// Wakes the rooms whose next tick is due: one timer for all of them, running only while there are any.
/// It keeps no count of ticks: a room adds up elapsed time itself, so that a late timer makes a tick late and loses none.
/// </summary>
internal sealed class TickClock(TimeProvider time)
{
    /// <summary>Timers on Linux step by 1 to 4 ms; a finer one would only cost.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(4);

    private readonly Lock _gate = new();
    private readonly List<Room> _rooms = []; // guarded by _gate
    private ITimer? _timer;

    /// <summary>A room ticks from now on, at the moments it names by <see cref="Room.TickDue"/>.</summary>
    public void Add(Room room)
    {
        lock (_gate)
        {
            _rooms.Add(room);
            _timer ??= time.CreateTimer(static clock => ((TickClock)clock!).Ring(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            if (_rooms.Count == 1) _timer.Change(Period, Period);
        }
    }

    /// <summary>A room ticks no more.</summary>
    public void Remove(Room room)
    {
        lock (_gate)
        {
            _rooms.Remove(room);
            if (_rooms.Count == 0) _timer?.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    private void Ring()
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            foreach (var room in _rooms)
            {
                if (room.TickDue <= now) room.Wake();
            }
        }
    }
}
