using GameServer.Engine;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Queue;

/// <summary>What delivery leaves behind for the garbage collector, counted to the byte.</summary>
public class AllocationTests
{
    private const int Members = 100, Turns = 200;

    private readonly EventLog _log = new("room", "epoch", new RoomOptions());
    private readonly Room _room = Room.CreatePersonal(
        new RoomServices(new NodeOptions(), null!, null!, null!, new ManualTime(), null!, null!, null!, null!, new NoMetrics(), (_, _) => { }), "ann", "epoch", _ => { });

    [Fact]
    public void Handing_an_event_to_clients_that_keep_up_allocates_nothing()
    {
        var members = Enumerable.Range(0, Members).Select(_ => NewMember()).ToArray();
        var batches = Enumerable.Range(1, 2 * Turns).Select(seq => EntryEncoder.Batch("room", "epoch", [Make.Event(seq)], viewer: null)).ToArray();
        _log.Commit(2 * Turns);
        foreach (var batch in batches.Take(Turns)) Deliver(members, batch);

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var batch in batches.AsSpan(Turns)) Deliver(members, batch);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        members.Should().OnlyContain(member => member.Connection.Written == 2 * Turns, "each of them got every event");
        (allocated / (Members * Turns)).Should().Be(0, "{0} bytes were allocated for {1} deliveries", allocated, Members * Turns);
    }

    [Fact]
    public void Handing_a_frame_to_clients_that_keep_up_allocates_nothing()
    {
        var members = Enumerable.Range(0, Members).Select(_ => NewMember()).ToArray();
        var frames = Enumerable.Range(1, 2 * Turns).Select(tick => new FrameMessage("room", tick, basedOn: 0, Make.Json("[1,2]"))).ToArray();
        foreach (var frame in frames.Take(Turns)) Show(members, frame);

        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var frame in frames.AsSpan(Turns)) Show(members, frame);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        members.Should().OnlyContain(member => member.Connection.Written == 2 * Turns, "each of them got every frame");
        (allocated / (Members * Turns)).Should().Be(0, "{0} bytes were allocated for {1} deliveries", allocated, Members * Turns);
    }

    private static void Deliver((Counter Connection, Pump Pump, Attachment To)[] members, EventBatch batch)
    {
        foreach (var (_, pump, to) in members)
        {
            pump.Offer(to, batch, durableAt: 1);
            to.Queue.Seen(batch.Last);
        }
    }

    private static void Show((Counter Connection, Pump Pump, Attachment To)[] members, FrameMessage frame)
    {
        foreach (var (_, pump, to) in members)
        {
            pump.Offer(to, frame);
            to.Queue.SeenFrame(frame.Tick);
        }
    }

    // A client that keeps up is asked for no session, and for its room's game alone.
    private (Counter Connection, Pump Pump, Attachment To) NewMember()
    {
        var (connection, time) = (new Counter(), new ManualTime());
        return (connection, new Pump(connection, new StepScheduler(), new MemoryJournal(time), time, new NotedLog(), new NoMetrics()),
            new Attachment(session: null!, _room, new MessageQueue(_log, "ann", cursor: 0, new DeliveryOptions()), new ManualTime()));
    }

    private sealed class Counter : IConnection
    {
        public string Id => "connection";
        public string Address => "10.0.0.1";
        public int Written { get; private set; }

        public ValueTask WriteAsync(Outgoing message)
        {
            Written++;
            return default;
        }

        public void Close(ClosedMessage last) { }
        public void Abort() { }
    }
}
