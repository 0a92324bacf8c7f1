using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>One connection's tie to one room: the queue it reads, the moves it waits for.</summary>
internal sealed class Attachment(Session session, Room room, MessageQueue queue, TimeProvider time)
{
    private bool _awaitsSnapshot; // any thread
    private bool _awaitsJournal;  // any thread
    private int _inFlight;        // any thread
    private InputRequest? _input; // any thread
    private long _dueSince;       // any thread; a timestamp, 0: nothing is due

    public Session Session { get; } = session;

    public Room Room { get; } = room;

    public MessageQueue Queue { get; } = queue;

    /// <summary>Whether its moves were told to wait. The room's turn.</summary>
    public ToldToWait MovesWait { get; } = new(time);

    /// <summary>The pump's: a snapshot was asked for and has not come yet. Cleared by the room's turn when none will come, since the membership is over.</summary>
    public bool AwaitsSnapshot
    {
        get => Volatile.Read(ref _awaitsSnapshot);
        set => Volatile.Write(ref _awaitsSnapshot, value);
    }

    /// <summary>The pump's: the journal could not be read; until it is asked again this room waits, and no other does. Cleared by any thread.</summary>
    public bool AwaitsJournal
    {
        get => Volatile.Read(ref _awaitsJournal);
        set => Volatile.Write(ref _awaitsJournal, value);
    }

    /// <summary>What the connection is told once it has everything up to the end of the membership. Written by the room's turn, before <see cref="MessageQueue.Until"/>.</summary>
    public LeftMessage? Farewell { get; set; }

    /// <summary>Something durable is due since <paramref name="timestamp"/>, unless something older is. The room's turn.</summary>
    public void BeginDue(long timestamp) => Interlocked.CompareExchange(ref _dueSince, timestamp, 0);

    /// <summary>Since when something durable waits for the pump; a timestamp of the clock, 0: nothing does.</summary>
    public long DueSince => Volatile.Read(ref _dueSince);

    /// <summary>Nothing waits any more; returns since when it did. The pump's.</summary>
    public long EndDue() => DueSince == 0 ? 0 : Interlocked.Exchange(ref _dueSince, 0);

    /// <summary>Counts a move that waits for its ack; false when there are too many (MOV-3). Any thread.</summary>
    public bool TryBeginMove()
    {
        if (Interlocked.Increment(ref _inFlight) <= Wire.MovesWithoutAck) return true;
        Interlocked.Decrement(ref _inFlight);
        return false;
    }

    /// <summary>A move got its ack. Any thread.</summary>
    public void EndMove() => Interlocked.Decrement(ref _inFlight);

    /// <summary>The newest input takes the place of one that no tick has used. Any thread.</summary>
    public void Offer(InputRequest input)
    {
        var held = Volatile.Read(ref _input);
        while (held is null || held.N < input.N)
        {
            var found = Interlocked.CompareExchange(ref _input, input, held);
            if (found == held) return;
            held = found;
        }
    }

    /// <summary>The newest input that no tick has used; null: none. The room's turn.</summary>
    public InputRequest? TakeInput() => Volatile.Read(ref _input) is null ? null : Interlocked.Exchange(ref _input, null);
}
