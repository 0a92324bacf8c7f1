using GameServer.Engine;
using GameServer.Operations;

namespace GameServer.Delivery;

/// <summary>The engine's happenings as log lines: 1200 to 1299. What repeats is said once a second.</summary>
internal sealed partial class NodeLog(ILogger<Node> log, GameMetrics metrics, TimeProvider time) : INodeLog
{
    private readonly QuietLog _quiet = new(time);

    public void GameFault(string room, string game, string move, Exception fault)
    {
        metrics.Fault(game);
        if (_quiet.MaySay(nameof(GameFault) + game)) Log.GameFault(log, fault, move, game, room);
    }

    public void RoomFaulted(string room, string game, string why)
    {
        metrics.Fault(game);
        Log.RoomFaulted(log, room, game, why);
    }

    public void SlowStep(string room, string game, TimeSpan took)
    {
        if (_quiet.MaySay(nameof(SlowStep) + game)) Log.SlowStep(log, game, room, (long)took.TotalMilliseconds);
    }

    public void TurnHangs(string room, string game, TimeSpan after)
    {
        metrics.Fault(game);
        Log.TurnHangs(log, room, game, (long)after.TotalSeconds);
    }

    public void InputDidNotFit(string room, string game, string expected)
    {
        if (_quiet.MaySay(nameof(InputDidNotFit) + game)) Log.InputDidNotFit(log, game, room, expected);
    }

    public void Escaped(string from, Exception bug)
    {
        if (_quiet.MaySay(nameof(Escaped))) Log.Escaped(log, bug, from);
    }

    public void JournalFailed(JournalException failure)
    {
        metrics.JournalFailed(failure.Fault);
        if (_quiet.MaySay(nameof(JournalFailed))) Log.JournalFailed(log, failure, failure.Fault);
    }

    public void JournalRecovered(TimeSpan after) => Log.JournalRecovered(log, (long)after.TotalMilliseconds);

    public void EpochRaised(string room, string reason)
    {
        metrics.EpochsRaised(reason);
        Log.EpochRaised(log, room, reason);
    }

    public void SnapshotInstead(string player, string room, string reason)
    {
        if (log.IsEnabled(LogLevel.Debug)) Log.SnapshotInstead(log, LogNames.Player(player), room, reason);
    }

    public void ConnectionClosed(string connection, string reason) => Log.ConnectionClosed(log, connection, reason);

    private static partial class Log
    {
        [LoggerMessage(1200, LogLevel.Error, "Move {Move} of {Game} failed in room {Room}: it was undone, and the room lives.")]
        public static partial void GameFault(ILogger logger, Exception fault, string move, string game, string room);

        [LoggerMessage(1201, LogLevel.Error, "Room {Room} of {Game} was given up: {Why}")]
        public static partial void RoomFaulted(ILogger logger, string room, string game, string why);

        [LoggerMessage(1202, LogLevel.Warning, "A step of {Game} in room {Room} took {Ms} ms.")]
        public static partial void SlowStep(ILogger logger, string game, string room, long ms);

        [LoggerMessage(1203, LogLevel.Error, "The journal failed ({Fault}). Nothing that is not durable is shown; it is tried again.")]
        public static partial void JournalFailed(ILogger logger, Exception failure, JournalFault fault);

        [LoggerMessage(1204, LogLevel.Information, "The journal writes again after {Ms} ms.")]
        public static partial void JournalRecovered(ILogger logger, long ms);

        [LoggerMessage(1205, LogLevel.Error, "Room {Room} got a new epoch ({Reason}): its players see its state, and what was lost is lost.")]
        public static partial void EpochRaised(ILogger logger, string room, string reason);

        [LoggerMessage(1206, LogLevel.Debug, "Player {Player:l} gets the state of room {Room} instead of its events ({Reason}).")]
        public static partial void SnapshotInstead(ILogger logger, string player, string room, string reason);

        [LoggerMessage(1207, LogLevel.Debug, "Connection {Connection} is closed ({Reason}).")]
        public static partial void ConnectionClosed(ILogger logger, string connection, string reason);

        [LoggerMessage(1208, LogLevel.Error, "An exception escaped from {From:l}, which was given up: this is a bug of the server.")]
        public static partial void Escaped(ILogger logger, Exception bug, string from);

        [LoggerMessage(1210, LogLevel.Error, "Room {Room} of {Game} has been in one turn for {Seconds} s and holds a thread: its game's code does not return. Only a restart ends that.")]
        public static partial void TurnHangs(ILogger logger, string room, string game, long seconds);

        // No warning: any client can cause it. Whoever writes one is looking for this line.
        [LoggerMessage(1209, LogLevel.Information, "An input of {Game} in room {Room} counts as none, as it does not fit {Expected:l}")]
        public static partial void InputDidNotFit(ILogger logger, string game, string room, string expected);
    }
}
