using GameServer.Engine;
using GameServer.Protocol;

namespace GameServer.Tests.Sdk;

public sealed class TimerTests
{
    [Fact]
    public void Timers_fire_half_a_second_late_in_order_and_may_set_themselves_again()
    {
        var table = new Table<Fickle>();
        table.As(0, game => game.Set("b", 2));
        table.As(0, game => game.Set("a", 1));
        table.As(0, game => game.Set("c", 2));
        table.As(0, game => game.Set("again", 4));

        table.Advance(1.49);
        table.Game.Log.Should().BeEmpty();
        table.Advance(0.02);
        table.Game.Log.Should().Be("a");
        table.Advance(1);
        table.Game.Log.Should().Be("abc", "of two that are due together the one set first comes first");
        table.Advance(3.5);
        table.Game.Log.Should().Be("abcagainagain", "4.5, then 1.5 s later");
    }

    [Fact]
    public void A_timer_set_again_starts_again_and_a_cancelled_one_is_gone()
    {
        var table = new Table<Fickle>();
        table.As(0, game => game.Set("x", 1));
        table.As(0, game => game.Set("y", 1));
        table.Advance(1);
        table.As(0, game => game.Set("x", 1));
        table.As(0, game => game.Unset("y")).Ok.Should().BeTrue();
        table.As(0, game => game.Unset("z")).StateChanged.Should().BeFalse();

        table.Advance(1.4);
        table.Game.Log.Should().BeEmpty();
        table.Advance(0.2);
        table.Game.Log.Should().Be("x");
    }

    [Fact]
    public void The_end_stops_timers_and_refuses_moves()
    {
        var table = new Table<Fickle>();
        table.As(0, game => game.Set("late", 5));

        var step = table.As(1, game => game.Finish());

        step.Events.Select(e => (e.Type, e.Data.ToString())).Should().Equal(
            ("ended", """{"result":{"winner":1},"startsInMs":20000}"""),
            ("patch", """{"changes":[],"deadlines":{}}"""));
        table.Result.Should().Be("""{"winner":1}""");
        table.As(0, game => game.Time()).Reason.Should().Be(Reasons.GameOver);
        table.Core.NextDue.Should().Be(TimeSpan.FromSeconds(20), "that is the next match");
    }

    [Fact]
    public void Room_time_stands_still_while_the_room_does_not_run()
    {
        var table = new Table<Fickle>();
        table.Advance(12.25);

        table.As(0, game => game.Time()).Result!.Value.ToString().Should().Be("12.25");
        table.As(0, game => game.Time()).Result!.Value.ToString().Should().Be("12.25");
        table.Core.Invoking(core => core.Advance(TimeSpan.FromTicks(-1))).Should().Throw<ArgumentOutOfRangeException>();
    }
}
