using System.Reflection;

namespace GameServer.Tests.Guards;

/// <summary>What others build on changes only on purpose: the new text is approved by committing it.</summary>
public class PublicApiTests
{
    [Theory]
    [InlineData("GameServer.Protocol")]
    [InlineData("GameServer.Engine")]
    [InlineData("GameServer.Client")]
    public void The_public_surface_is_the_approved_one(string assembly)
    {
        var approved = Path.Combine(Repository.Root, "tests/GameServer.Tests/Guards/Approved", $"{assembly}.txt");
        var now = PublicApi.Of(Assembly.Load(assembly));

        if (Environment.GetEnvironmentVariable("APPROVE_PUBLIC_API") == "1") File.WriteAllText(approved, now);

        now.Split('\n').Should().Equal(File.ReadAllText(approved).Split('\n'),
            "others build on it; if the change is meant, run this test with APPROVE_PUBLIC_API=1 and commit the new text");
    }
}
