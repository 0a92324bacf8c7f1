namespace GameServer.Operations;

/// <summary>Lines about the server as a whole: 1000 to 1099.</summary>
internal static partial class ServerLog
{
#pragma warning disable SYSLIB1015 // The settings are values of the line and no part of its sentence.
    [LoggerMessage(1000, LogLevel.Information, "Listening on {Addresses:l}, for operators on {Ops:l}. Version {Version:l}.")]
    public static partial void Started(ILogger logger, string addresses, string ops, string version, Dictionary<string, string> settings);
#pragma warning restore SYSLIB1015

    [LoggerMessage(1001, LogLevel.Information, "Play at {Page:l}")]
    public static partial void PlayAt(ILogger logger, string page);

    [LoggerMessage(1002, LogLevel.Information, "Recovered {Rooms} rooms in {Ms} ms; epochs raised: {EpochsRaised:l}.")]
    public static partial void Recovered(ILogger logger, int rooms, long ms, string epochsRaised);

    [LoggerMessage(1003, LogLevel.Critical, "{Sentence:l}")]
    public static partial void Refused(ILogger logger, Exception? bug, string sentence);

    [LoggerMessage(1004, LogLevel.Information, "Draining: nobody new is let in. {Connections} connections play on for {AnnounceSeconds} s and are told to come back then; all is over in {MaxSeconds} s at most.")]
    public static partial void Draining(ILogger logger, int connections, int announceSeconds, int maxSeconds);

    [LoggerMessage(1005, LogLevel.Information, "Stopped after {Ms} ms: {Told} connections were told to come back, {Behind} of them before they had everything; {Cut} were cut.")]
    public static partial void Stopped(ILogger logger, long ms, int told, int behind, int cut);

    [LoggerMessage(1006, LogLevel.Warning, "The journal did not finish within {Seconds} s and was left; what was seen is durable.")]
    public static partial void JournalLeft(ILogger logger, int seconds);

    [LoggerMessage(1007, LogLevel.Warning, "Journal is memory: everything is gone when the process ends.")]
    public static partial void JournalIsMemory(ILogger logger);

    [LoggerMessage(1008, LogLevel.Warning, "Durability is normal: a power loss may take the newest events, and every client is told so by a new epoch.")]
    public static partial void DurabilityIsNormal(ILogger logger);
}
