namespace GameServer.Engine;

/// <summary>A room's own time: passes only while the room runs. Changed by the table alone.</summary>
internal sealed class RoomTime
{
    public TimeSpan Now { get; set; }
}
