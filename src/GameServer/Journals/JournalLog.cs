using Microsoft.Extensions.Logging;

namespace GameServer.Journals;

/// <summary>What the journal tells the operator: 1500 to 1599.</summary>
internal static partial class JournalLog
{
    [LoggerMessage(1500, LogLevel.Error, "The journal {Database} is damaged ({Finding}): saved {Rooms} rooms without their past and {Players} players, lost {LostRooms} rooms.")]
    public static partial void SavingDamaged(ILogger logger, string database, string finding, int rooms, int lostRooms, int players);

    [LoggerMessage(1501, LogLevel.Error, "The damaged journal lies at {Path}. Delete it when nobody needs it any more.")]
    public static partial void SetAside(ILogger logger, string path);

    [LoggerMessage(1502, LogLevel.Error, "Every epoch was raised ({Reason}): {Rooms} rooms. The journal ended at batch {Batch}, its mark at {Mark}.")]
    public static partial void EpochsRaised(ILogger logger, string reason, int rooms, long batch, long? mark);

    [LoggerMessage(1503, LogLevel.Error, "Room {Room}: {Finding} in the journal is damaged. It goes on under a new epoch, without its past.")]
    public static partial void RoomWithoutPast(ILogger logger, string room, string finding);

    [LoggerMessage(1504, LogLevel.Error, "Room {Room}: {Finding} in the journal is damaged. It cannot be restored.")]
    public static partial void RoomLost(ILogger logger, string room, string finding);

    [LoggerMessage(1505, LogLevel.Error, "A player's record in the journal is damaged: that player begins anew.")]
    public static partial void PlayerLost(ILogger logger);

    [LoggerMessage(1506, LogLevel.Warning, "The journal's write-ahead log could not be copied into the database: {Failure} It grows until that works.")]
    public static partial void CheckpointFailed(ILogger logger, string failure);

    [LoggerMessage(1507, LogLevel.Warning, "The journal could not be closed cleanly: {Failure} Nothing is lost; the next start reads the write-ahead log.")]
    public static partial void UncleanEnd(ILogger logger, string failure);

    [LoggerMessage(1508, LogLevel.Error, "The database ends before what it had confirmed: it was put back to an earlier state. Every epoch is raised: {Rooms} rooms.")]
    public static partial void DatabasePutBack(ILogger logger, long rooms);

    [LoggerMessage(1509, LogLevel.Warning, "This server's lease is over: {Why}. Its rooms go on elsewhere; its clients are sent there.")]
    public static partial void LeaseEnded(ILogger logger, string why);
}
