using System.Text;
using GameServer.Engine;
using GameServer.Protocol;

namespace GameServer.Benchmarks;

/// <summary>A connection that takes everything at once.</summary>
internal sealed class Sink : IConnection
{
    public string Id => "sink";

    public string Address => "127.0.0.1";

    public ValueTask WriteAsync(Outgoing message) => default;

    public void Close(ClosedMessage last) { }

    public void Abort() { }
}

/// <summary>Runs nothing by itself: a benchmark runs what was scheduled.</summary>
internal sealed class HeldScheduler : IScheduler
{
    private readonly Queue<IRunnable> _ready = [];

    public void Schedule(IRunnable item) => _ready.Enqueue(item);

    public void RunAll()
    {
        while (_ready.TryDequeue(out var item)) item.Run();
    }
}

internal sealed class SilentLog : INodeLog
{
    public void GameFault(string room, string game, string move, Exception fault) { }
    public void RoomFaulted(string room, string game, string why) { }
    public void SlowStep(string room, string game, TimeSpan took) { }
    public void TurnHangs(string room, string game, TimeSpan after) { }
    public void InputDidNotFit(string room, string game, string expected) { }
    public void Escaped(string from, Exception bug) { }
    public void JournalFailed(JournalException failure) { }
    public void JournalRecovered(TimeSpan after) { }
    public void EpochRaised(string room, string reason) { }
    public void SnapshotInstead(string player, string room, string reason) { }
    public void ConnectionClosed(string connection, string reason) { }
}

internal static class Sample
{
    public const string Room = "KITE7", Epoch = "q1w2e3r4t5y6";

    /// <summary>An event with 120 bytes of data, as the load tables have.</summary>
    public static Published Event { get; } = new("said", new RawJson(Encoding.UTF8.GetBytes($"\"{new string('x', 118)}\"")), "pAnn4711");

    /// <summary>A log of that many durable events.</summary>
    public static EventLog Log(int events)
    {
        var log = new EventLog(Room, Epoch, new RoomOptions());
        for (var seq = 1; seq <= events; seq++) log.Append(new LogEvent(seq, EntryEncoder.Encode(Event, 0).ToArray(), Audience: null));
        log.Commit(events);
        return log;
    }

    /// <summary>A commit of one event with its ack, and a state of 240 bytes.</summary>
    public static RoomCommit Commit(string room, long seq) => new(room, Epoch)
    {
        Header = seq == 1 ? new RoomHeader("relay", IsPrivate: false, HasEnded: false) : null,
        Events = [new LogEvent(seq, EntryEncoder.Encode(Event, 0).ToArray(), Audience: null)],
        State = new byte[240],
        Acks = [new KeptAck("pAnn4711", seq, "{\"n\":1,\"ok\":true,\"seq\":1}"u8.ToArray())],
    };
}
