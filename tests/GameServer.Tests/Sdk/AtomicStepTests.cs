using System.Text.Json.Nodes;
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

    [Fact]
    public void A_game_object_acts_in_its_moves_and_hooks_alone()
    {
        var table = new Table<Fickle>();

        table.Game.Invoking(game => game.Fail("nothing")).Should().Throw<InvalidOperationException>().WithMessage("*moves and hooks alone*");
        table.Game.Invoking(game => game.Time()).Should().NotThrow("looking is free");
        FluentActions.Invoking(() => new Fickle().Time()).Should().Throw<InvalidOperationException>().WithMessage("*constructor*");
    }

    [Fact]
    public void A_start_that_throws_leaves_the_table_in_its_lobby()
    {
        var table = Some.Table("fickle", catalog: new GameCatalog().Add<Fickle>(), options: """{"start":"throw"}""");
        table.Join("ann");

        var step = table.Join("ben");

        step.Ok.Should().BeTrue("ben sits all the same");
        step.Fault!.Message.Should().Be("start");
        step.Types().Should().Equal("joined");
        (table.Phase, table.See(null)["table"]!["match"]!.GetValue<int>()).Should().Be(("lobby", 0));
        table.Do("ann", "start").Reason.Should().Be(Reasons.GameFault);
        table.Do("ann", "start", "{}").Ok.Should().BeTrue("other options work");
        table.Phase.Should().Be("playing");
    }

    [Fact]
    public void A_start_that_is_refused_says_why()
    {
        var table = Some.Table("fickle", catalog: new GameCatalog().Add<Fickle>(), options: """{"start":"refuseLater"}""");
        table.Join("ann");
        table.Join("ben").Fault!.Message.Should().Contain("not today", "nobody asked, so the log is told");

        table.Do("ann", "start").Text.Should().Be("not today");
        table.Do("ann", "start", """{"start":"refuse"}""").Text.Should().Be("no such start");
        table.Do("ann", "start", """{"start":7}""").Text.Should().Be("these options do not fit the game");
        table.Do("ann", "start", "[]").Reason.Should().Be(Reasons.BadArgs);
        table.Do("ann", "start", "{}", "{}").Reason.Should().Be(Reasons.BadArgs);
        table.Phase.Should().Be("lobby");
    }

    [Fact]
    public void Options_are_judged_when_a_table_is_opened()
    {
        var catalog = new GameCatalog().Add<Fickle>().Add<HighCard>();
        var seed = new byte[32];

        catalog.Open("fickle", Some.Json("""{"start":"refuse"}"""), false, seed, out var refusal).Should().BeNull();
        refusal.Should().Be("no such start");
        catalog.Open("highcard", Some.Json("""{"a":1}"""), false, seed, out refusal).Should().BeNull();
        refusal.Should().Be("this game has no options");
        catalog.Open("highcard", Some.Json("[1]"), false, seed, out refusal).Should().BeNull();
        refusal.Should().Be("options are an object");
        catalog.Open("highcard", Some.Json("null"), false, seed, out refusal).Should().NotBeNull();
        catalog.Invoking(c => c.Open("fickle", Some.Json("""{"start":"throwAtOnce"}"""), false, seed, out _)).Should().Throw<InvalidOperationException>().WithMessage("options");
        FluentActions.Invoking(() => new Table<Fickle>(options: new { Start = "throw" })).Should().Throw<InvalidOperationException>().WithInnerException<InvalidOperationException>().WithMessage("start");
        FluentActions.Invoking(() => new Table<Fickle>(options: new { Start = "refuse" })).Should().Throw<InvalidOperationException>().WithMessage("*no such start*");
        new Table<Fickle>(options: new { Start = "ok" }).Game.Log.Should().Be("ok");
        JsonNode.Parse(new Table<Fickle>(options: new { Start = "ok" }).View(null).ToString())!["table"]!["options"]!.ToJsonString().Should().Be("""{"start":"ok"}""");
    }
}
