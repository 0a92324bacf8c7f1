namespace GameServer.Engine;

/// <summary>What a room knows of a member beyond the table: its connection, or since when it has none. Used by the room's turn alone.</summary>
internal sealed class Presence(string player, long since, long now)
{
    public string Player { get; } = player;

    /// <summary>The number before the membership's first event: a cursor is clamped to it (PRV-3).</summary>
    public long Since { get; } = since;

    /// <summary>The live connection; null while the member is absent.</summary>
    public Attachment? Attachment { get; private set; }

    /// <summary>The generation of the newest connection that was ever attached; an older one is refused (CON-2).</summary>
    public long Generation { get; private set; }

    /// <summary>When the last connection went, or the room woke; a timestamp of the clock.</summary>
    public long LostAt { get; private set; } = now;

    /// <summary>Whether others were told.</summary>
    public bool IsAway { get; set; }

    /// <summary>Whether the seat was given up in this absence.</summary>
    public bool GaveUpSeat { get; set; }

    /// <summary>The player's live rooms, this one among them; null before the first connection.</summary>
    public LiveRooms? Rooms { get; private set; }

    public void Attach(Attachment attachment) => (Attachment, Generation, Rooms) = (attachment, attachment.Session.Generation, attachment.Session.Player!.Rooms);

    public void Detach(long now) => (Attachment, LostAt, GaveUpSeat) = (null, now, false);
}
