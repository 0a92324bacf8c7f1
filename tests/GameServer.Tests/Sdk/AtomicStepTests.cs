using GameServer.Engine;
using GameServer.Protocol;

namespace GameServer.Tests.Sdk;

public sealed class AtomicStepTests
{
    [Theory]
    [Trait("rule", "MOV-4")]
    [InlineData("throw", "bug")]
    [InlineData("nan", "*")]
    [InlineData("end", "*ended already*")]
    [InlineData("turn", "*seats 0 to 1*")]
    [InlineData("seat", "*seats 0 to 1*")]
    [InlineData("reserved", "*event of every table*")]
    [InlineData("anonymous", "*no name for an event*")]
    [InlineData("timer", "*0 to 86400 seconds*")]
    [InlineData("long", "*0 to 86400 seconds*")]
    [InlineData("nantimer", "*0 to 86400 seconds*")]
    [InlineData("unnamed", "*")]
    [InlineData("roll", "*")]
    [InlineData("stack", "*")]
    public void A_move_that_throws_leaves_nothing(string how, string message)
    {
        var table = new Table<Fickle>();
        table.As(0, game => game.Set("kept", 60));
        var before = (table.Core.SaveState().ToArray(), table.Core.SaveTable().ToArray(), table.View(0), table.Core.NextDue);

        var step = table.As(0, game => game.Fail(how));

        step.Reason.Should().Be(Reasons.GameFault);
        step.Fault!.Message.Should().Match(message);
        step.Text.Should().BeNull("an exception's text is not for players");
        step.Events.Should().BeEmpty();
        (step.StateChanged, step.TableChanged).Should().Be((false, false));
        table.Core.SaveState().ToArray().Should().Equal(before.Item1);
        table.Core.SaveTable().ToArray().Should().Equal(before.Item2);
        (table.View(0), table.Core.NextDue).Should().Be((before.Item3, before.NextDue));
        table.Game.Numbers.Should().Equal(1, 2, 3);
    }

    [Fact]
    [Trait("rule", "MOV-2")]
    public void A_refused_move_leaves_nothing_and_says_why()
    {
        var table = new Table<Fickle>();
        table.As(0, game => game.Set("kept", 60));
        var before = table.Core.SaveState().ToArray();

        var step = table.As(0, game => game.Fail("refuse"));

        (step.Ok, step.Reason, step.Text, step.Fault).Should().Be((false, Reasons.Refused, "as asked", null));
        step.Events.Should().BeEmpty();
        table.Core.SaveState().ToArray().Should().Equal(before);
    }

    [Fact]
    public void Chance_goes_on_as_if_a_failed_move_had_not_been()
    {
        var (table, other) = (new Table<Fickle>(seed: 4), new Table<Fickle>(seed: 4));

        table.As(0, game => game.Fail("throw"));

        table.As(0, game => game.Set("x", 1)).Result.Should().Be(other.As(0, game => game.Set("x", 1)).Result);
    }

    [Fact]
    public void The_room_lives_after_a_fault()
    {
        var table = new Table<Fickle>();
        table.As(0, game => game.Fail("stack")).Ok.Should().BeFalse();

        var step = table.As(1, game => game.Fail("nothing"));

        step.Ok.Should().BeTrue();
        step.Events.Select(e => e.Type).Should().Equal("happened", "happened", "patch");
        table.Game.Log.Should().Be("changed");
    }

    [Fact]
    public void A_timer_that_throws_is_undone_and_does_not_fire_again()
    {
        var table = new Table<Fickle>();
        table.As(0, game => game.Set("bad", 1));
        table.As(0, game => game.Set("good", 2));

        var step = table.Core.Advance(TimeSpan.FromSeconds(1.5));

        step.Fault!.Message.Should().Be("timer");
        step.StateChanged.Should().BeTrue("the timer is gone");
        table.Game.Log.Should().BeEmpty();
        table.Core.NextDue.Should().Be(TimeSpan.FromSeconds(1));
        table.Advance(10);
        table.Game.Log.Should().Be("good");
    }

    [Fact]
    public void A_game_object_acts_in_its_moves_and_hooks_alone()
    {
        var table = new Table<Fickle>();

        table.Game.Invoking(game => game.Fail("nothing")).Should().Throw<InvalidOperationException>().WithMessage("*moves and hooks alone*");
        table.Game.Invoking(game => game.Time()).Should().NotThrow("looking is free");
        FluentActions.Invoking(() => new Fickle().Time()).Should().Throw<InvalidOperationException>().WithMessage("*constructor*");
    }
}
