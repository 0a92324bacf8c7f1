using System.Text.Json;
using GameServer.Games;
using GameServer.Tests.Guards;

namespace GameServer.Tests.Games;

public sealed class SparksTests(Xunit.Abstractions.ITestOutputHelper output)
{
    [Theory, Trait("rule", "DLV-1")]
    [InlineData(6, 13.6, 6.7, 11, 139, 121, 76)]
    [InlineData(8, 18.4, 7.2, 13, 136, 125, 69)]
    public void Thirty_rounds_of_bots_are_as_lively_as_they_were_tuned_to_be(int bodies, double picks, double hits, double crowns, double first, double second, double last)
    {
        var tuned = new Figures(picks, hits, crowns, first, second, last);

        var found = Simulate(bodies, rounds: 30);

        output.WriteLine($"{bodies} bodies: {found}");
        Each(found).Zip(Each(tuned)).Should().OnlyContain(pair => Math.Abs(pair.First / pair.Second - 1) < 0.15);

        static double[] Each(Figures of) => [of.PicksPerSecond, of.HitsPerMinuteAndPlayer, of.CrownsPerRound, of.First, of.Second, of.Last];
    }

    private sealed record Figures(double PicksPerSecond, double HitsPerMinuteAndPlayer, double CrownsPerRound, double First, double Second, double Last);

    private static Figures Simulate(int bodies, int rounds)
    {
        var scores = new List<IReadOnlyList<int>>();
        var (picks, hits, crowns) = (0, 0, 0);
        for (var round = 0; round < rounds; round++)
        {
            var simulation = new SparksSimulation(seed: round, bodies);
            scores.Add(simulation.PlayRound());
            simulation.Bodies.Should().Be(bodies);
            simulation.Checks.Should().Be(18, "one every five seconds, the last at the end");
            picks += simulation.Picks;
            hits += simulation.Hits;
            crowns += simulation.Crowns;
        }
        return new Figures(
            picks / (90.0 * rounds),
            hits / (1.5 * rounds * bodies),
            (double)crowns / rounds,
            scores.Average(s => s[0]), scores.Average(s => s[1]), scores.Average(s => s[^1]));
    }

    [Fact]
    public void Motion_agrees_with_the_golden_vectors_that_the_browser_is_held_to()
    {
        var vectors = JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "tests/protocol/sparks-motion.json"))).RootElement;
        var body = new Body();
        var steps = 0;
        foreach (var vector in vectors.GetProperty("runs").EnumerateArray())
        {
            var start = Numbers(vector.GetProperty("start"));
            (body.X, body.Y, body.Vx, body.Vy, body.Cooldown, body.Dash) = (start[0], start[1], start[2], start[3], 0, 0);
            foreach (var step in vector.GetProperty("steps").EnumerateArray())
            {
                var n = Numbers(step);
                Motion.Step(ref body, n[0], n[1], n[2] != 0);
                new[] { body.X, body.Y, body.Vx, body.Vy }.Zip(n[3..7]).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) < 1e-9);
                (body.Cooldown, body.Dash).Should().Be(((int)n[7], (int)n[8]));
                steps++;
            }
        }
        steps.Should().BeGreaterThan(500);
    }

    private static double[] Numbers(JsonElement array) => [.. array.EnumerateArray().Select(n => n.GetDouble())];
}
