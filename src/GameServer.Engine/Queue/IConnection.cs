using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>The host's end of one connection: it moves bytes and decides nothing.</summary>
public interface IConnection
{
    /// <summary>Unique in this run; for logs.</summary>
    string Id { get; }

    /// <summary>The client's address, the key of limits per address.</summary>
    string Address { get; }

    /// <summary>How long the way to the client and back takes at the moment; null where that is not known.</summary>
    TimeSpan? RoundTrip => null;

    /// <summary>
    /// Writes one message; completes when the transport has taken it, which is not "delivered": the truth is the cursor the client brings back.
    /// At most one call is under way, <see cref="Close"/> aside. Never throws: a dead connection swallows.
    /// </summary>
    ValueTask WriteAsync(Outgoing message);

    /// <summary>What is written gathers until <see cref="Flow"/>, so that what belongs together leaves in one write. Any thread, for a moment.</summary>
    void Hold() { }

    /// <summary>Ends a <see cref="Hold"/>.</summary>
    void Flow() { }

    /// <summary>Writes <paramref name="last"/> if the transport still takes it and ends the connection within a second. May be called twice.</summary>
    void Close(ClosedMessage last);

    /// <summary>Ends the connection at once.</summary>
    void Abort();
}

/// <summary>Who waits for the ack of a move.</summary>
public interface IMoveReply
{
    /// <summary>Called once, from any thread. It must not wait for anything.</summary>
    /// <param name="ack">As it travels.</param>
    void Answer(RawJson ack);
}
