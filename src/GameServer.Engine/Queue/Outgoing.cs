using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>
/// A message on its way to clients. One object serves every client that gets the same bytes;
/// the host keeps its encoded form in it, so that a turn is encoded once per hub protocol.
/// </summary>
public abstract class Outgoing
{
    /// <summary>The host's encoded form. Written by whichever writer comes first; racing writers make equal ones.</summary>
    public object? Encoded { get; set; }

    /// <summary>What it weighs on the wire, about; bytes.</summary>
    public abstract int Size { get; }
}

/// <summary><c>events(room, epoch, first, entries)</c></summary>
public sealed class EventBatch(string room, string epoch, long first, long last, int count, RawJson entries, byte[]? around = null) : Outgoing
{
    /// <summary>
    /// Free bytes before and behind the entries in <see cref="Around"/>: for what SignalR's JSON has before an argument, with the names of a room and
    /// the largest number (96 bytes), a WebSocket header (at most 10), and what ends the message.
    /// </summary>
    public const int Before = 112, Behind = 8;

    public string Room { get; } = room;
    public string Epoch { get; } = epoch;

    /// <summary>The number the entries start at.</summary>
    public long First { get; } = first;

    /// <summary>The last number they cover.</summary>
    public long Last { get; } = last;

    /// <summary>How many entries there are; a hidden range is one.</summary>
    public int Count { get; } = count;

    /// <summary>The entries, a JSON array.</summary>
    public RawJson Entries { get; } = entries;

    /// <summary>
    /// The array in which the entries lie, with room on both sides: who writes this message as JSON completes it there, instead of copying it.
    /// Null: they lie elsewhere, and what is around them is somebody else's.
    /// </summary>
    public byte[]? Around { get; } = around;

    /// <inheritdoc/>
    public override int Size => Entries.Utf8.Length + 64;
}

/// <summary><c>snapshot(room, epoch, seq, state, reason)</c></summary>
public sealed class SnapshotMessage(string room, string epoch, SnapshotBody body) : Outgoing
{
    public string Room { get; } = room;
    public string Epoch { get; } = epoch;
    public SnapshotBody Body { get; } = body;

    /// <inheritdoc/>
    public override int Size => Body.State.Utf8.Length + 96;
}

/// <summary><c>frame(room, tick, basedOn, data)</c>: volatile, the newest wins (FRM-1).</summary>
public sealed class FrameMessage(string room, long tick, long basedOn, RawJson data) : Outgoing
{
    public string Room { get; } = room;

    /// <summary>Grows from frame to frame.</summary>
    public long Tick { get; } = tick;

    /// <summary>The number of the event it assumes: it is of use to a client that has taken that one (FRM-2).</summary>
    public long BasedOn { get; } = basedOn;

    /// <summary>What the game shows.</summary>
    public RawJson Data { get; } = data;

    /// <inheritdoc/>
    public override int Size => Data.Utf8.Length + 64;
}

/// <summary><c>left(room, reason, url?)</c></summary>
public sealed class LeftMessage(string room, string reason, string? url = null) : Outgoing
{
    public string Room { get; } = room;
    public string Reason { get; } = reason;
    public string? Url { get; } = url;

    /// <inheritdoc/>
    public override int Size => 64;
}

/// <summary><c>closed(reason, retryAfterMs?, url?)</c>: the last message on a connection.</summary>
public sealed class ClosedMessage(string reason, int? retryAfterMs = null, string? url = null) : Outgoing
{
    public string Reason { get; } = reason;
    public int? RetryAfterMs { get; } = retryAfterMs;
    public string? Url { get; } = url;

    /// <inheritdoc/>
    public override int Size => 64;
}
