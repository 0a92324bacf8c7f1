using GameServer.Protocol;

namespace GameServer.Client;

/// <summary>
/// Hears what a client delivered and sent, for tests that judge the whole history. Called under the client's lock, in the
/// order in which things took effect: be quick, never call the client. Generations count welcomes: 1, 2, 3 ...
/// </summary>
public interface IClientTrace
{
    /// <summary>Generation <paramref name="generation"/> began.</summary>
    void Welcomed(int generation, string playerId, string run) { }

    /// <summary>A room was joined or resumed; <paramref name="cursor"/> is what the client brought.</summary>
    void Attached(int generation, string room, Cursor? cursor, Joined joined) { }

    /// <summary>An event is about to be handed to the application.</summary>
    void Event(int generation, string room, RoomItem.Event item) { }

    /// <summary>The cursor passed numbers that are for others.</summary>
    void Hidden(int generation, string room, string epoch, long from, long upTo) { }

    /// <summary>A snapshot is about to be handed to the application.</summary>
    void Snapshot(int generation, string room, RoomItem.Snapshot item) { }

    /// <summary>A frame is about to be handed to the application.</summary>
    void Frame(int generation, string room, RoomItem.Frame item) { }

    /// <summary>A move is about to be written, for the first time or again.</summary>
    void Sent(int generation, string room, long n, string move, IReadOnlyList<RawJson> args) { }

    /// <summary>A move was decided, and its task is completed with this.</summary>
    void Acked(int generation, string room, Ack ack) { }

    /// <summary>A move left the outbox without an ack.</summary>
    void Dropped(string room, long n, string reason) { }

    /// <summary>Numbers were missing.</summary>
    void Desynced(int generation, string room) { }

    /// <summary>The generation is over; nothing of it is delivered any more.</summary>
    void Ended(int generation, string cause) { }
}

/// <summary>Hears nothing.</summary>
internal sealed class NoTrace : IClientTrace;
