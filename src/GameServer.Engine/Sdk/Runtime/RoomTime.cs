namespace GameServer.Engine;

/// <summary>A room's own time: passes only while the room runs. Changed by the table alone.</summary>
internal sealed class RoomTime
{
    public TimeSpan Now { get; set; }

    /// <summary>Fixed steps since the room began: they grow from match to match, so that frames can be told apart.</summary>
    public long Ticks { get; set; }
}
