namespace GameServer.Engine;

/// <summary>
/// The live rooms of this node that a player is in, with a connection or without, and those that calls are about to enter; the personal one does not count.
/// Any thread.
/// </summary>
internal sealed class LiveRooms
{
    private readonly Lock _gate = new();

    // Guarded by _gate. They are few.
    private readonly List<string> _in = [];
    private readonly List<string> _entering = [];

    /// <summary>Whether they are fewer than <paramref name="most"/>, <paramref name="room"/> not counted.</summary>
    public bool MayEnterOneMore(int most, string? room = null)
    {
        lock (_gate) return _in.Union(_entering).Count(name => name != room) < most;
    }

    /// <summary>As <see cref="MayEnterOneMore"/>; the player then is entering <paramref name="room"/> until <see cref="EndEntering"/>.</summary>
    public bool TryBeginEntering(string room, int most)
    {
        lock (_gate)
        {
            if (!MayEnterOneMore(most, room)) return false;
            _entering.Add(room);
            return true;
        }
    }

    public void EndEntering(string room)
    {
        lock (_gate) _entering.Remove(room);
    }

    /// <summary>The player is a member of <paramref name="room"/>, whose turn says so.</summary>
    public void Add(string room)
    {
        lock (_gate)
        {
            if (!_in.Contains(room)) _in.Add(room);
        }
    }

    /// <summary>No longer, or the room sleeps. Its turn says so.</summary>
    public void Remove(string room)
    {
        lock (_gate) _in.Remove(room);
    }
}
