using System.Diagnostics.CodeAnalysis;

namespace GameServer.Client;

/// <summary>
/// The newest frame that may be shown, and the newest that waits for its base; a waiting one never displaces one that may be shown.
/// Ticks only grow.
/// </summary>
internal sealed class FrameSlot
{
    private RoomItem.Frame? _ready;
    private RoomItem.Frame? _waiting;
    private long _tick = -1;

    /// <summary>Keeps <paramref name="frame"/> unless it is older than one already put; <paramref name="arrived"/> is the newest event number that is there.</summary>
    public void Put(RoomItem.Frame frame, long arrived)
    {
        if (frame.Tick <= _tick) return;
        _tick = frame.Tick;
        if (frame.BasedOn <= arrived) (_ready, _waiting) = (frame, null);
        else _waiting = frame;
    }

    /// <summary>Gives the newest frame whose base is at most <paramref name="taken"/>, once.</summary>
    public bool TryTake(long taken, [NotNullWhen(true)] out RoomItem? frame)
    {
        if (_waiting?.BasedOn <= taken) (_ready, _waiting) = (_waiting, null);
        frame = _ready?.BasedOn <= taken ? _ready : null;
        if (frame is not null) _ready = null;
        return frame is not null;
    }

    /// <summary>Another connection, or another state: ticks begin anew.</summary>
    public void Clear()
    {
        _ready = _waiting = null;
        _tick = -1;
    }
}
