using System.Xml.Linq;

namespace GameServer.Tests.Guards;

/// <summary>Who may reference whom: what makes it impossible for a rule of a room to reach a hub.</summary>
public class ProjectGraphTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["GameServer.Protocol"] = [],
        ["GameServer.Engine"] = ["GameServer.Protocol"],
        ["GameServer.Games"] = ["GameServer.Engine"],
        ["GameServer.Client"] = ["GameServer.Protocol"],
        ["GameServer"] = ["GameServer.Engine", "GameServer.Games", "GameServer.Protocol"],
    };

    [Fact]
    public void The_source_projects_are_the_five_that_differ_in_what_they_may_reference() =>
        Repository.Files("src", ".csproj").Select(Path.GetFileNameWithoutExtension).Should().BeEquivalentTo(Allowed.Keys);

    [Theory]
    [InlineData("GameServer.Protocol")]
    [InlineData("GameServer.Engine")]
    [InlineData("GameServer.Games")]
    [InlineData("GameServer.Client")]
    [InlineData("GameServer")]
    public void A_project_references_only_what_the_design_allows(string project)
    {
        var file = XDocument.Parse(Repository.Read($"src/{project}/{project}.csproj"));

        var references = file.Descendants("ProjectReference")
            .Select(reference => Path.GetFileNameWithoutExtension((string)reference.Attribute("Include")!));

        references.Should().BeEquivalentTo(Allowed[project], "the directions between the projects are the design");
    }

    [Theory]
    [InlineData("GameServer.Protocol")]
    [InlineData("GameServer.Engine")]
    [InlineData("GameServer.Games")]
    public void What_decides_is_built_on_the_base_library_alone(string project)
    {
        var file = XDocument.Parse(Repository.Read($"src/{project}/{project}.csproj"));

        file.Descendants("PackageReference").Concat(file.Descendants("FrameworkReference"))
            .Should().BeEmpty("no ASP.NET, no SQL and no package is needed to know the rules");
    }

    [Fact]
    public void The_one_command_runs_every_test_project()
    {
        var suites = Repository.Files("tests", ".csproj").Where(path => Repository.Read(path).Contains("Microsoft.NET.Test.Sdk", StringComparison.Ordinal))
            .Select(Path.GetFileNameWithoutExtension);

        suites.Should().OnlyContain(suite => Repository.Read("tests/run.sh").Contains($"dotnet_suite {suite} ", StringComparison.Ordinal));
    }
}
