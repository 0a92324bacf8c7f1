namespace GameServer.Engine;

/// <summary>A person or bot with an identity, as this node knows it while it is or was lately connected.</summary>
internal sealed class Player(PlayerRecord record, LimitsOptions limits, TimeProvider time, Generations generations)
{
    private readonly Lock _gate = new();
    private long _leftAt = time.GetTimestamp();
    private bool _isForgotten;

    /// <summary>Name and look as others see them; replaced as a whole.</summary>
    public PlayerRecord Record { get; set; } = record;

    public string Id => Record.Id;

    /// <summary>Went to another node, where name and look may change: what the journal says counts, should they come back.</summary>
    public bool IsElsewhere { get; set; }

    /// <summary>The one live connection (CON-2); null: none.</summary>
    public Session? Current { get; private set; }

    public LiveRooms Rooms { get; } = new();

    /// <summary>Connections it has had, this node having known it all the while; the first is no return.</summary>
    public int Connections { get; private set; }

    public TokenBucket Moves { get; } = new(time, limits.MovesPerSecond, TimeSpan.FromSeconds(1), limits.MovesBurst);

    public TokenBucket Inputs { get; } = new(time, limits.InputsPerSecond, TimeSpan.FromSeconds(1), limits.InputsPerSecond);

    public TokenBucket Resumes { get; } = new(time, limits.ResumesPer10Seconds, TimeSpan.FromSeconds(10), limits.ResumesPer10Seconds);

    public TokenBucket ReplayBytes { get; } = new(time, limits.ReplayBytesPer10Seconds, TimeSpan.FromSeconds(10), limits.ReplayBytesPer10Seconds);

    public TokenBucket Joins { get; } = new(time, limits.JoinsPerMinute, TimeSpan.FromMinutes(1), limits.JoinsPerMinute);

    public TokenBucket FailedJoins { get; } = new(time, limits.FailedJoinsPerMinute, TimeSpan.FromMinutes(1), limits.FailedJoinsPerMinute);

    public TokenBucket Lists { get; } = new(time, limits.ListsPerSecond, TimeSpan.FromSeconds(1), limits.ListsBurst);

    public TokenBucket NewRooms { get; } = new(time, limits.RoomsPerMinute, TimeSpan.FromMinutes(1), limits.RoomsPerMinute);

    /// <summary>
    /// Makes <paramref name="session"/> the live connection. False: another one is alive and the call did not ask to take over; null: this player is forgotten.
    /// Generations only grow, also past a time in which the node knew the player no more, so that whatever an older connection still does is recognised.
    /// </summary>
    public bool? TryConnect(Session session, bool takeOver, out Session? superseded)
    {
        lock (_gate)
        {
            superseded = Current;
            if (_isForgotten) return null;
            if (Current is not null && !takeOver) return false;
            session.Bind(this, generations.Next());
            Current = session;
            Connections++;
            return true;
        }
    }

    /// <summary>The connection is gone; without effect when a newer one took over.</summary>
    public void Disconnect(Session session)
    {
        lock (_gate)
        {
            if (Current != session) return;
            Current = null;
            _leftAt = time.GetTimestamp();
        }
    }

    /// <summary>From now on nobody can connect as this one, if nobody has been connected for longer than <paramref name="absence"/>.</summary>
    public bool TryForget(TimeSpan absence)
    {
        lock (_gate) return _isForgotten |= Current is null && time.GetElapsedTime(_leftAt) > absence;
    }
}

/// <summary>Counts the connections of all players of a node. Any thread.</summary>
internal sealed class Generations
{
    private long _last;

    public long Next() => Interlocked.Increment(ref _last);
}
