using System.Runtime.ExceptionServices;

namespace GameServer.Operations;

/// <summary>
/// A process without memory ends itself at once: any step may have been cut short between two of its writes, so what is in memory cannot be
/// trusted any more. What is durable can, and whatever anybody has seen is (JRN-1): it is no worse than a kill -9.
/// </summary>
internal static class OutOfMemory
{
    private const string Sentence =
        "The server has used up its memory and ends itself; nothing that anybody has seen is lost. Give it more, or lower GameServer:Limits:MaxRooms, GameServer:Limits:MaxConnections or GameServer:Room:HotBytes.";

    /// <summary>From now on, for this process.</summary>
    public static void EndsTheProcess() => AppDomain.CurrentDomain.FirstChanceException += End;

    // Before anybody can catch it.
    private static void End(object? sender, FirstChanceExceptionEventArgs thrown)
    {
        if (thrown.Exception is OutOfMemoryException) Environment.FailFast(Sentence);
    }
}
