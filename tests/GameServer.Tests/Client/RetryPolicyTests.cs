using GameServer.Client;

namespace GameServer.Tests.Client;

public class RetryPolicyTests
{
    private readonly GameClientOptions _options = new() { Url = new("http://localhost") };

    private RetryPolicy Policy => new(_options.RetrySteps, _options.RetryJitter);

    [Fact, Trait("rule", "CON-6")]
    public void The_first_retry_comes_at_once_and_the_others_slower_to_a_ceiling() =>
        Enumerable.Range(1, 8).Select(attempt => Policy.Wait(attempt, hint: null, draw: 0.5).TotalMilliseconds)
            .Should().Equal(0, 200, 500, 1_000, 2_000, 3_000, 3_000, 3_000);

    [Theory, Trait("rule", "CON-6")]
    [InlineData(0, 2_100)]
    [InlineData(0.999999999, 3_900)]
    public void Waits_are_spread_by_thirty_percent_either_way(double draw, double expectedMs) =>
        Policy.Wait(6, null, draw).TotalMilliseconds.Should().BeApproximately(expectedMs, 0.01);

    [Theory, Trait("rule", "CON-6")]
    [InlineData(0, 700)]
    [InlineData(0.5, 805)]
    public void What_the_server_asks_for_wins_and_nobody_comes_earlier(double draw, double expectedMs) =>
        Policy.Wait(1, TimeSpan.FromMilliseconds(700), draw).TotalMilliseconds.Should().BeApproximately(expectedMs, 0.01);

    [Fact]
    public void Full_jitter_is_anything_from_nothing_to_twice_the_step()
    {
        var policy = new RetryPolicy([TimeSpan.FromSeconds(1)], jitter: 1);

        policy.Wait(1, null, 0).Should().Be(TimeSpan.Zero);
        policy.Wait(1, null, 0.75).Should().Be(TimeSpan.FromSeconds(1.5));
    }
}
