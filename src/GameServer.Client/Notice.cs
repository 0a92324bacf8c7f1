namespace GameServer.Client;

/// <summary>Something a player may want to be told that is no event of a room.</summary>
public abstract record Notice
{
    private Notice()
    {
    }

    /// <summary>Back in a room; <paramref name="Missed"/> events of the time away follow.</summary>
    public sealed record Replayed(string Room, long Missed) : Notice;

    /// <summary>The room is shown as it is now, single events were skipped: <c>trimmed</c>, <c>budget</c>, <c>desync</c>.</summary>
    public sealed record Skipped(string Room, string Reason) : Notice;

    /// <summary>The server lost part of this room: <c>epoch</c>, <c>ahead</c>.</summary>
    public sealed record HistoryLost(string Room, string Reason) : Notice;

    /// <summary>The server was started anew and lost nothing of our rooms.</summary>
    public sealed record Restarted : Notice;

    /// <summary>The server does not know the player any more; this is a new one, in the same rooms where they let it in.</summary>
    public sealed record NewPlayer(string PlayerId) : Notice;

    /// <summary>The seat was given up while we were away; we watch now.</summary>
    public sealed record SeatLost(string Room) : Notice;

    /// <summary>A newer connection of the same player took over; the link is over.</summary>
    public sealed record Superseded : Notice;

    /// <summary>A move left the outbox without an ack (see <see cref="MoveDroppedException"/>).</summary>
    public sealed record MoveDropped(string Room, long N, string Move, string Reason) : Notice;

    /// <summary>Numbers were missing in a room, which is a bug at one end: the state was asked for anew.</summary>
    public sealed record Desync(string Room) : Notice;
}
