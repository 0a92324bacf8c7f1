using GameServer.LoadTool;

namespace GameServer.IntegrationTests.Readme;

/// <summary>What the README says of speed is what was measured.</summary>
public class SpeedTests
{
    [Fact]
    public void The_README_shows_the_results_that_are_kept()
    {
        var results = Results.Read(Path.Combine(Path.GetDirectoryName(ReadmeFile.Path)!, "tests", "GameServer.Load"));

        ReadmeBlock.In(ReadmeFile.Text).Should().Be(ReadmeBlock.Of(results), "the load tool writes both, with --write");
    }
}
