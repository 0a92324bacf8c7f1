namespace GameServer.Engine;

/// <summary>
/// What a client was told to wait for. Who waits as told is never flooding, however long its line of moves is (MOV-6);
/// asking again before half of that time is over is. One for each line a client may wait in.
/// </summary>
internal sealed class ToldToWait(TimeProvider time)
{
    private long _until; // a timestamp; half of the time that was told, so that no client's timer is misjudged

    /// <summary>The client is told to wait. False: it had been told before, and did not.</summary>
    public bool Tell(int retryAfterMs)
    {
        var now = time.GetTimestamp();
        var isPatient = now >= Volatile.Read(ref _until);
        Volatile.Write(ref _until, now + retryAfterMs * time.TimestampFrequency / 2_000);
        return isPatient;
    }
}

/// <summary>Counts seconds in which a client did not wait as told: five in a row are a flood. Any thread.</summary>
internal sealed class FloodWatch(TimeProvider time)
{
    private const int SecondsUntilFlooded = 5;

    private readonly Lock _gate = new();
    private long _second = -1;
    private int _inARow;

    /// <summary>The client did not wait. True: it is flooding.</summary>
    public bool Count()
    {
        lock (_gate)
        {
            var second = (long)time.GetElapsedTime(0).TotalSeconds;
            if (second == _second) return _inARow >= SecondsUntilFlooded;
            _inARow = second == _second + 1 ? _inARow + 1 : 1;
            _second = second;
            return _inARow >= SecondsUntilFlooded;
        }
    }
}
