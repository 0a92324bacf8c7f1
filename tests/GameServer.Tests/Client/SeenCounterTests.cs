using GameServer.Client;

namespace GameServer.Tests.Client;

public class SeenCounterTests
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);
    private readonly SeenCounter _seen = new();

    [Theory, Trait("rule", "DLV-3")]
    [InlineData(63, 100, false)]
    [InlineData(64, 100, true)]
    [InlineData(1, 16_383, false)]
    [InlineData(1, 16_384, true)]
    public void The_server_is_told_after_64_numbers_or_16_KB(long numbers, long bytes, bool isDue)
    {
        _seen.Add(numbers, bytes, TimeSpan.Zero);

        _seen.IsDue(TimeSpan.Zero, LookAgain).Should().Be(isDue);
    }

    [Fact, Trait("rule", "FRM-1")]
    public void The_server_is_told_after_8_frames_with_the_newest_tick()
    {
        for (var tick = 1; tick <= 7; tick++) _seen.AddFrame(tick, TimeSpan.Zero);
        _seen.IsDue(TimeSpan.Zero, LookAgain).Should().BeFalse();

        _seen.AddFrame(8, TimeSpan.Zero);

        _seen.IsDue(TimeSpan.Zero, LookAgain).Should().BeTrue();
        _seen.Tick.Should().Be(8);
    }

    [Fact]
    public void A_single_event_is_told_within_a_second_and_nothing_is_told_twice()
    {
        _seen.IsDue(TimeSpan.FromHours(1), LookAgain).Should().BeFalse("nothing came");
        _seen.Add(1, 100, TimeSpan.FromSeconds(10));

        _seen.IsDue(TimeSpan.FromSeconds(10.75), LookAgain).Should().BeFalse();
        _seen.IsDue(TimeSpan.FromSeconds(10.76), LookAgain).Should().BeTrue("the next look would be too late");

        _seen.Told();
        _seen.IsDue(TimeSpan.FromHours(1), LookAgain).Should().BeFalse();
    }
}
