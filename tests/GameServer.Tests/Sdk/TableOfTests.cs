using GameServer.Engine;
using GameServer.Protocol;

namespace GameServer.Tests.Sdk;

public sealed class TableOfTests
{
    [Fact]
    public void A_match_that_does_not_begin_says_why()
    {
        Making(() => new Table<Fickle>(options: new { Start = "refuseLater" })).WithMessage("The match did not begin: not today");
        Making(() => new Table<Fickle>(options: new { Start = "throw" })).WithMessage("The match did not begin: start").WithInnerException<InvalidOperationException>();
        Making(() => new Table<Party>(seats: 1)).WithMessage("The match did not begin: it takes 2 players*");
    }

    [Fact]
    public void More_players_than_seats_are_refused() =>
        Making(() => new Table<Party>(seats: 5)).WithMessage("Player 5 of 5 was refused: every seat is taken");

    [Theory]
    [InlineData("""{"x":"left"}""", "The input {\"x\":\"left\"} of seat 2 does not fit Stick: *")]
    [InlineData("null", "The input null of seat 2 does not fit Stick: *")]
    public void An_input_that_does_not_fit_ends_a_test(string input, string sentence)
    {
        var table = new Table<Arena>();
        table.Advance(0.1);
        table.Input(2, Some.Json(input));

        table.Invoking(t => t.Advance(0.1)).Should().Throw<InvalidOperationException>().WithMessage(sentence);
        table.Invoking(t => t.Advance(0.1)).Should().NotThrow("it is said once");
    }

    [Fact]
    public void Who_comes_and_goes_by_the_rooms_own_table_is_heard_of_like_everything_else()
    {
        var table = new Table<Party>(seats: 2);

        table.Core.Leave(table.Player(1), LeftReasons.Leave);
        table.Core.Join(new Newcomer("zoe", "Zoe", 0), spectate: false);

        table.Events.Where(e => e.Type is "left" or "joined").Select(e => e.From).TakeLast(2).Should().Equal(table.Player(1), "zoe");
    }

    [Fact]
    public void What_a_restored_table_publishes_is_heard_of_too()
    {
        var table = Table<Party>.From(new Table<Party>(seats: 2).Snapshot());

        table.Core.Away(table.Player(0));

        table.Events.Should().ContainSingle(e => e.Type == "away");
    }

    private static FluentAssertions.Specialized.ExceptionAssertions<InvalidOperationException> Making(Func<object> make) =>
        FluentActions.Invoking(make).Should().Throw<InvalidOperationException>();
}
