using GameServer.Engine;

namespace GameServer.Tests.Security;

public sealed class NameTests
{
    [Theory]
    [InlineData("\u3164")]
    [InlineData("\u115f\u1160 \uffa0")]
    [InlineData("\u2800\u2800")]
    [InlineData("\u034f\u17b4\u17b5")]
    [InlineData("\ufe0f")]
    [InlineData("\u0301")]
    [InlineData("\u200b\u200d \u2060")]
    [InlineData("\u0000\u0085")]
    public void A_name_of_which_nothing_can_be_seen_is_none(string name) =>
        Names.Clean(name, graphemes: 16).Should().BeNull();

    [Theory]
    [InlineData("Zo\u00eb", "Zo\u00eb")]
    [InlineData("Zoe\u0308", "Zoe\u0308")]
    [InlineData("\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67", "\ud83d\udc68\u200d\ud83d\udc69\u200d\ud83d\udc67")]
    [InlineData("\u2764\ufe0f", "\u2764\ufe0f")]
    [InlineData("a\u3164d\u202emin", "admin")]
    public void What_can_be_seen_stays(string name, string kept) =>
        Names.Clean(name, graphemes: 16).Should().Be(kept);

    [Fact]
    public void A_letter_carries_no_tower_of_marks()
    {
        var name = Names.Clean("a" + new string('\u0300', 400) + "b", graphemes: 16);

        name.Should().StartWith("a\u0300").And.EndWith("b");
        name!.Length.Should().BeLessThan(20);
    }
}
