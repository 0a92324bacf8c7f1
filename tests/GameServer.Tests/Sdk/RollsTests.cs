using GameServer.Engine;

namespace GameServer.Tests.Sdk;

public sealed class RollsTests
{
    [Theory]
    [InlineData(2)]
    [InlineData(6)]
    [InlineData(52)]
    [InlineData(1000)]
    public void Every_number_is_equally_likely(int n)
    {
        var rolls = new Rolls(seed: n);
        var (counts, expected) = (new int[n], 200);

        for (var i = 0; i < n * expected; i++) counts[rolls.Roll(n)]++;

        // Chi-square over its mean, in standard deviations: 5 is one in three million.
        var chi = counts.Sum(count => Math.Pow(count - expected, 2) / expected);
        Math.Abs((chi - (n - 1)) / Math.Sqrt(2 * (n - 1))).Should().BeLessThan(5);
    }

    [Fact]
    public void The_largest_bound_has_no_favourites()
    {
        var rolls = new Rolls(seed: 3);

        var low = Enumerable.Range(0, 20_000).Count(_ => rolls.Roll(int.MaxValue) < int.MaxValue / 2);

        low.Should().BeInRange(9_500, 10_500);
    }

    [Fact]
    public void A_real_number_lies_in_its_range_and_anywhere_in_it()
    {
        var rolls = new Rolls(seed: 1);
        var drawn = Enumerable.Range(0, 10_000).Select(_ => rolls.Roll(-1.0, 3.0)).ToList();

        drawn.Should().OnlyContain(x => x >= -1 && x < 3);
        drawn.Average().Should().BeApproximately(1, 0.05);
        drawn.Count(x => x < 0).Should().BeInRange(2_300, 2_700);
        rolls.Roll(1.0, Math.BitIncrement(1.0)).Should().Be(1.0, "the end is not part of it");
    }

    [Fact]
    public void The_same_seed_draws_the_same_and_a_count_is_where_to_go_on()
    {
        var (first, second) = (new Rolls(seed: 7), new Rolls(seed: 7));
        var drawn = Enumerable.Range(0, 11).Select(_ => first.Roll(1_000_000)).ToList();

        Enumerable.Range(0, 11).Select(_ => second.Roll(1_000_000)).Should().Equal(drawn);
        new Rolls(first.Seed, count: 6).Roll(1_000_000).Should().Be(drawn[6]);
        new Rolls(seed: 8).Roll(1_000_000).Should().NotBe(drawn[0]);
        first.Count.Should().Be(11);
    }

    [Fact]
    public void Shuffling_makes_each_order_equally_likely()
    {
        var rolls = new Rolls(seed: 5);
        var orders = new Dictionary<string, int>();

        for (var i = 0; i < 6_000; i++)
        {
            var list = new List<int> { 1, 2, 3 };
            rolls.Shuffle(list);
            orders[string.Join("", list)] = orders.GetValueOrDefault(string.Join("", list)) + 1;
        }

        orders.Should().HaveCount(6).And.OnlyContain(order => order.Value > 850 && order.Value < 1_150);
    }

    [Fact]
    public void Nonsense_is_refused()
    {
        var rolls = new Rolls(seed: 1);

        rolls.Invoking(r => r.Roll(0)).Should().Throw<ArgumentOutOfRangeException>();
        rolls.Invoking(r => r.Roll(-1)).Should().Throw<ArgumentOutOfRangeException>();
        rolls.Invoking(r => r.Roll(1.0, 1.0)).Should().Throw<ArgumentOutOfRangeException>();
        rolls.Invoking(r => r.Roll(0, double.NaN)).Should().Throw<ArgumentOutOfRangeException>();
        rolls.Invoking(r => r.Roll(double.NegativeInfinity, 0)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new Rolls(new byte[31])).Should().Throw<ArgumentException>().WithMessage("*32 bytes, not 31*");
    }
}
