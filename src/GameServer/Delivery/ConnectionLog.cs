namespace GameServer.Delivery;

/// <summary>Lines about single connections: 1100 to 1199.</summary>
internal static partial class ConnectionLog
{
    [LoggerMessage(1100, LogLevel.Debug, "Connection {Connection} opened from {Address}.")]
    public static partial void Opened(ILogger logger, string connection, string address);

    [LoggerMessage(1102, LogLevel.Debug, "Connection {Connection} is player {Player:l}.")]
    public static partial void Welcomed(ILogger logger, string connection, string player);

    [LoggerMessage(1101, LogLevel.Debug, "Connection {Connection} ended.")]
    public static partial void Ended(ILogger logger, string connection);
}
