namespace GameServer.Client;

/// <summary>
/// Messages of rooms whose join is not answered yet: they may overtake the answer, and one does not know beforehand which room
/// <c>Play</c> will answer with. Kept while at least one such call is under way. Not thread-safe.
/// </summary>
internal sealed class HoldingPen
{
    private readonly Dictionary<string, List<Action<GameRoom>>> _held = [];
    private int _calls;

    /// <summary>A call that may attach rooms begins.</summary>
    public void Open() => _calls++;

    /// <summary>It was answered, and its rooms are attached; after the last one what is left belongs to nobody.</summary>
    public void Close()
    {
        if (--_calls == 0) _held.Clear();
    }

    /// <summary>Keeps a message for a room that may be attached soon.</summary>
    public void Hold(string room, Action<GameRoom> message)
    {
        if (_calls == 0) return;
        if (!_held.TryGetValue(room, out var messages)) _held.Add(room, messages = []);
        messages.Add(message);
    }

    /// <summary>Hands a room what was held for it, in order.</summary>
    public void Release(GameRoom room)
    {
        if (!_held.Remove(room.Code, out var messages)) return;
        foreach (var message in messages) message(room);
    }
}
