using GameServer.Client;
using GameServer.Protocol;

namespace GameServer.Tests.Client;

public class MoveLimitsTests
{
    [Fact, Trait("rule", "MOV-7")]
    public void A_move_that_just_fits_with_its_envelope_may_travel_and_one_that_does_not_may_not()
    {
        var fits = Enumerable.Range(7_000, 1_192).Last(length => Passes(new string('a', length)));

        fits.Should().BeInRange(7_900, 8_100, "the envelope is about a hundred bytes");
        Passes(new string('a', fits + 1)).Should().BeFalse();
    }

    [Theory, Trait("rule", "MOV-7")]
    [InlineData(16, true)]
    [InlineData(17, false)]
    public void An_argument_may_be_16_levels_deep(int levels, bool passes) =>
        Passes(Raw(new string('[', levels) + new string(']', levels))).Should().Be(passes);

    [Theory, Trait("rule", "MOV-7")]
    [InlineData("9007199254740991", true)]
    [InlineData("9007199254740992", false)]
    [InlineData("1e999", false)]
    [InlineData("{", false)]
    public void Numbers_are_ones_that_every_client_can_hold(string json, bool passes) =>
        Passes(Raw(json)).Should().Be(passes);

    [Fact]
    public void The_sentence_says_how_large_the_move_is() =>
        FluentActions.Invoking(() => MoveLimits.Check("KITE7", "draw", [RawJson.From(new string('a', 9_000))]))
            .Should().Throw<ArgumentException>().WithMessage("The move 'draw' is 9*bytes*8192*");

    [Theory, Trait("rule", "MOV-7")]
    [InlineData("\"\\ud83c\\udfb2\"", true)]
    [InlineData("\"\\ud83c\"", false)]
    [InlineData("{\"\\udfb2\":1}", false)]
    public void Texts_are_made_of_whole_characters(string json, bool passes) =>
        Passes(Raw(json)).Should().Be(passes);

    private static bool Passes(object argument)
    {
        try
        {
            MoveLimits.Check("KITE7", "draw", [RawJson.From(argument)]);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    private static RawJson Raw(string json) => new(System.Text.Encoding.UTF8.GetBytes(json));
}
