namespace GameServer.Journals;

/// <summary>Events of one log that no read returns any more, but the disk still holds: those above <paramref name="Pruned"/>, up to and including <paramref name="UpTo"/>.</summary>
/// <param name="Log">Under which they lie.</param>
/// <param name="Room">Whose they are; null when the room is deleted and its acks go as well.</param>
/// <param name="Pruned">Those up to it are gone.</param>
/// <param name="UpTo">The last of them.</param>
internal readonly record struct ForgottenEvents(long Log, long? Room, long Pruned, long UpTo)
{
    public long Count => UpTo - Pruned;
}

/// <summary>What waits to be pruned: kept in memory, read from the tables at start. Used by the writer thread alone.</summary>
internal sealed class ForgottenLogs
{
    private readonly Dictionary<long, ForgottenEvents> _ofRooms = [];
    private readonly Dictionary<long, ForgottenEvents> _graves = [];

    /// <summary>Events that live rooms have forgotten.</summary>
    public long EventsOfRooms { get; private set; }

    /// <summary>Whether there are logs of deleted rooms.</summary>
    public bool HasGraves => _graves.Count > 0;

    /// <summary>Each log, those of deleted rooms first: they go whole.</summary>
    public IEnumerable<ForgottenEvents> All => _graves.Values.Concat(_ofRooms.Values);

    /// <summary>Takes the place of what was known of the log.</summary>
    public void Note(ForgottenEvents forgotten)
    {
        Drop(forgotten.Log);
        if (forgotten.Room is null)
        {
            _graves[forgotten.Log] = forgotten;
        }
        else if (forgotten.Count > 0)
        {
            _ofRooms[forgotten.Log] = forgotten;
            EventsOfRooms += forgotten.Count;
        }
    }

    /// <summary>Nothing is known any more.</summary>
    public void Clear()
    {
        _ofRooms.Clear();
        _graves.Clear();
        EventsOfRooms = 0;
    }

    /// <summary>Nothing of the log waits any more.</summary>
    public void Drop(long log)
    {
        _graves.Remove(log);
        if (_ofRooms.Remove(log, out var known)) EventsOfRooms -= known.Count;
    }
}
