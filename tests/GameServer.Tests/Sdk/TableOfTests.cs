using GameServer.Engine;

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

    private static FluentAssertions.Specialized.ExceptionAssertions<InvalidOperationException> Making(Func<object> make) =>
        FluentActions.Invoking(make).Should().Throw<InvalidOperationException>();
}
