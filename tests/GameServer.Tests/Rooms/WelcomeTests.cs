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
}
