using GameServer.Protocol;

namespace GameServer.Client;

/// <summary>What a room delivers, in one order: <see cref="GameRoom.ReadAsync"/>.</summary>
public abstract record RoomItem
{
    private RoomItem()
    {
    }

    /// <summary>Something happened in the room. Inside an epoch each number comes exactly once, in order (DLV-1).</summary>
    /// <param name="Epoch">The history the number belongs to.</param>
    /// <param name="Seq">Its number; those between two events were for others.</param>
    /// <param name="Type">Its name, camelCase.</param>
    /// <param name="At">Unix milliseconds.</param>
    /// <param name="From">The player who caused it; absent when the game or the server did.</param>
    /// <param name="Data">What the game says of it.</param>
    public sealed record Event(string Epoch, long Seq, string Type, long At, string? From, RawJson Data) : RoomItem;

    /// <summary>The room's state for this viewer at exactly <paramref name="Seq"/>; forget what was before, <c>Seq + 1</c> follows (SNP-1).</summary>
    /// <param name="Epoch">The history the number belongs to.</param>
    /// <param name="Seq">The last number that is part of the state.</param>
    /// <param name="Reason">A code of <see cref="SnapshotReasons"/>.</param>
    /// <param name="State">The table, the game's public state and the viewer's private part.</param>
    public sealed record Snapshot(string Epoch, long Seq, string Reason, RawJson State) : RoomItem;

    /// <summary>The newest volatile state; what it assumes, up to <paramref name="BasedOn"/>, was delivered before (FRM-2).</summary>
    public sealed record Frame(long Tick, long BasedOn, RawJson Data) : RoomItem;

    /// <summary>The last item: the room is over for this client.</summary>
    /// <param name="Reason">A code of <see cref="LeftReasons"/>, the reason of a refused resume, or that of <see cref="Link.Ended"/>.</param>
    /// <param name="Url">With <c>moved</c>: the server that has the room.</param>
    public sealed record Left(string Reason, string? Url) : RoomItem;

    /// <summary>Numbers that are for others. They move the cursor and are not shown to the application.</summary>
    internal sealed record Hidden(string Epoch, long From, long UpTo) : RoomItem;
}
