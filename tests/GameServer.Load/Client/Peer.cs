namespace GameServer.LoadTool;

/// <summary>One simulated client in one room. What servers differ in is how it enters, says a move, and reads what comes.</summary>
internal abstract class Peer(Loop loop, Uri server)
{
    private long[] _lastOf = [];
    private long _frameAt;

    protected Loop Loop { get; } = loop;

    protected Uri Server { get; } = server;

    public Link Link { get; private set; } = null!;

    /// <summary>Its number in its room.</summary>
    public int Sender { get; set; }

    /// <summary>Bytes of data in each of its moves.</summary>
    public int Size { get; set; } = Payload.Length;

    /// <summary>Moves sent.</summary>
    public long Sent { get; private set; }

    /// <summary>Counts what arrives; it may be another one from run to run.</summary>
    public Tally Tally { get; set; } = new();

    /// <summary>Its own moves that came back to it, for a closed loop.</summary>
    public long Echoed => Sender < _lastOf.Length ? _lastOf[Sender] : 0;

    /// <summary>How many send to it; before any does.</summary>
    public void Expect(int senders) => _lastOf = new long[senders];

    /// <summary>The newest number it has of a sender.</summary>
    public long LastOf(int sender) => _lastOf[sender];

    /// <summary>Connects and enters a room; null: opens one. The room's name.</summary>
    public abstract Task<string> EnterAsync(string? room);

    /// <summary>Sends its next move, due at that time.</summary>
    public void Move(long due)
    {
        Span<byte> payload = stackalloc byte[Size];
        Payload.Write(payload, Sender, ++Sent, due);
        SendMove(payload);
    }

    /// <summary>Says that it is alive, where the server wants to know.</summary>
    public virtual void Heartbeat() { }

    /// <summary>Goes without a word.</summary>
    public void Leave() => Link.Dispose();

    protected Task OpenAsync(string path)
    {
        Link = new Link(Loop, Server, path, OnMessage);
        return Link.Opened;
    }

    /// <summary>Whether no move of it waits for an answer.</summary>
    public virtual bool IsAnswered => true;

    protected abstract void SendMove(ReadOnlySpan<byte> payload);

    protected abstract void OnMessage(ReadOnlySpan<byte> message);

    /// <summary>Counts a frame.</summary>
    protected void TakeFrame()
    {
        var now = Loop.Now;
        if (_frameAt > 0) Tally.TakeFrame(now, now - _frameAt);
        _frameAt = now;
    }

    /// <summary>Counts every payload in a text; how many there were.</summary>
    protected int Take(ReadOnlySpan<byte> text)
    {
        var count = 0;
        for (; Payload.TryRead(ref text, out var sender, out var number, out var due); count++) Tally.Take(ref _lastOf[sender], number, due);
        return count;
    }
}
