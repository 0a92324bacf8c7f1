using GameServer.Tests.Fakes;

namespace GameServer.Tests.Rooms;

public class WelcomeTests
{
    [Theory, Trait("rule", "CON-3")]
    [InlineData(60, 600, 60_000)]
    [InlineData(120, 600, 120_000)]
    [InlineData(600, 90, 90_000)]
    public void A_player_is_told_how_long_a_seat_is_kept_which_is_no_longer_than_its_membership(int seatSeconds, int resumeSeconds, int seatMs)
    {
        var server = new TestNode(options => (options.Player.SeatSeconds, options.Player.ResumeSeconds) = (seatSeconds, resumeSeconds));
        var ann = new TestPlayer(server, "ann");

        ann.Hello().SeatMs.Should().Be(seatMs);
    }

    [Fact]
    public void Whoever_chose_no_look_is_given_any_but_gold()
    {
        var server = new TestNode();

        var looks = Enumerable.Range(0, 100).Select(i => new TestPlayer(server, $"player{i}").Hello().Look!.Value).ToHashSet();

        looks.Should().BeEquivalentTo([0, 1, 2, 3, 4, 6, 7]);
    }
}
