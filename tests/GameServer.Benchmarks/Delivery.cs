using BenchmarkDotNet.Attributes;
using GameServer.Engine;

namespace GameServer.Benchmarks;

/// <summary>From a room's turn to the connections: what every event costs, whoever gets it.</summary>
public class Delivery
{
    private const int Members = 100, Turns = 64, Missed = 1_000;

    private static readonly Room AnyRoom = Room.CreatePersonal(
        new RoomServices(new NodeOptions(), null!, null!, null!, TimeProvider.System, null!, null!, null!, null!, new NoMetrics(), (_, _) => { }), "pAnn4711", Sample.Epoch, _ => { });

    private readonly HeldScheduler _scheduler = new();
    private readonly EventLog _live = new(Sample.Room, Sample.Epoch, new RoomOptions());
    private readonly EventLog _replayed = Sample.Log(Missed);
    private readonly DeliveryOptions _wide = new() { SeenBytes = int.MaxValue, SeenEvents = int.MaxValue };
    private (Pump Pump, Attachment To)[] _members = [];
    private EventBatch[] _batches = [];
    private Pump _returning = null!;
    private long _head;

    [GlobalSetup]
    public void SetUp()
    {
        _members = [.. Enumerable.Range(0, Members).Select(_ => (NewPump(), Attach(_live, new DeliveryOptions())))];
        _returning = NewPump();
    }

    [IterationSetup(Target = nameof(PumpDelivery))]
    public void NextTurns()
    {
        _batches = [.. Enumerable.Range(0, Turns).Select(_ => Batch(++_head))];
        _live.Commit(_head);
    }

    [Benchmark(Description = "append one event and encode its message")]
    public object AppendAndEncode()
    {
        var seq = _live.Head + 1;
        var added = new LogEvent(seq, EntryEncoder.Encode(Sample.Event, 0).ToArray(), Audience: null);
        _live.Append(added);
        _live.Commit(seq);
        _live.Trim();
        return EntryEncoder.Batch(Sample.Room, Sample.Epoch, [added], viewer: null);
    }

    [Benchmark(Description = "hand one event to one connection (of 100 in the room)", OperationsPerInvoke = Members * Turns)]
    public void PumpDelivery()
    {
        foreach (var batch in _batches)
        {
            foreach (var (pump, to) in _members)
            {
                pump.Offer(to, batch, durableAt: 1);
                to.Queue.Seen(batch.Last);
            }
        }
    }

    [Benchmark(Description = "replay 1,000 missed events to one client")]
    public void Replay()
    {
        var to = Attach(_replayed, _wide);
        _returning.Attach(to);
        _scheduler.RunAll();
        _returning.Detach(to);
        if (to.Queue.Cursor != Missed) throw new InvalidOperationException($"The replay ended at {to.Queue.Cursor}.");
    }

    private Pump NewPump() => new(new Sink(), _scheduler, new MemoryJournal(TimeProvider.System), TimeProvider.System, new SilentLog(), new NoMetrics());

    // The fast path asks no session, and the room for its game alone.
    private static Attachment Attach(EventLog log, DeliveryOptions bounds) => new(session: null!, AnyRoom, new MessageQueue(log, "pAnn4711", cursor: 0, bounds), TimeProvider.System);

    private static EventBatch Batch(long seq) =>
        EntryEncoder.Batch(Sample.Room, Sample.Epoch, [new LogEvent(seq, EntryEncoder.Encode(Sample.Event, 0).ToArray(), Audience: null)], viewer: null);
}
