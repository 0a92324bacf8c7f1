using GameServer.Client;

namespace GameServer.Tests.Client;

public class FrameSlotTests
{
    private readonly FrameSlot _slot = new();

    [Fact, Trait("rule", "FRM-2")]
    public void A_frame_that_waits_for_its_base_does_not_displace_one_that_may_be_shown()
    {
        _slot.Put(Frame(1, basedOn: 5), arrived: 5);
        _slot.Put(Frame(2, basedOn: 6), arrived: 5);

        Take(taken: 5).Should().Be(1);
        Take(taken: 5).Should().BeNull();
        Take(taken: 6).Should().Be(2);
    }

    [Fact, Trait("rule", "FRM-1")]
    public void Ticks_only_grow_and_begin_anew_with_a_connection()
    {
        _slot.Put(Frame(7, basedOn: 0), arrived: 0);
        _slot.Put(Frame(6, basedOn: 0), arrived: 0);
        Take(taken: 0).Should().Be(7);
        _slot.Put(Frame(7, basedOn: 0), arrived: 0);
        Take(taken: 0).Should().BeNull("it was shown");

        _slot.Clear();
        _slot.Put(Frame(1, basedOn: 0), arrived: 0);

        Take(taken: 0).Should().Be(1);
    }

    private long? Take(long taken) => _slot.TryTake(taken, out var frame) ? ((RoomItem.Frame)frame).Tick : null;

    private static RoomItem.Frame Frame(long tick, long basedOn) => new(tick, basedOn, default);
}
