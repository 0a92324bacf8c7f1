using System.Text.RegularExpressions;

namespace GameServer.Tests.Guards;

/// <summary>What an operator relies on in the image, read from the Dockerfile: no container engine is needed to see it.</summary>
public partial class DockerfileTests
{
    private static readonly string[] Lines = [.. Repository.Read("Dockerfile")
        .Replace("\\\n", " ", StringComparison.Ordinal).Split('\n')
        .Select(line => line.Trim()).Where(line => line.Length > 0 && line[0] != '#')];

    private static readonly string[] FinalStage = [.. Lines.Skip(Array.FindLastIndex(Lines, line => line.StartsWith("FROM ", StringComparison.Ordinal)))];

    [Fact]
    public void Every_base_image_has_a_tag_that_names_a_version()
    {
        var froms = Lines.Where(line => line.StartsWith("FROM ", StringComparison.Ordinal)).ToList();
        var stages = froms.Select(line => Stage().Match(line).Groups[1].Value);
        var images = froms.Select(line => Image().Match(line).Groups[1].Value).Except(stages);

        images.Should().HaveCount(3).And.OnlyContain(image => Versioned().IsMatch(image));
    }

    [Fact]
    public void The_final_image_has_no_shell_and_therefore_runs_nothing_while_it_is_built()
    {
        FinalStage[0].Should().Contain("chiseled");
        FinalStage.Should().NotContain(line => line.StartsWith("RUN ", StringComparison.Ordinal));
    }

    [Fact]
    public void It_runs_as_a_user_without_rights_who_owns_the_data()
    {
        FinalStage.Should().Contain("USER 1654");
        FinalStage.Should().Contain(line => line.StartsWith("COPY ", StringComparison.Ordinal)
            && line.Contains("--chown=1654:1654", StringComparison.Ordinal) && line.EndsWith(" /data", StringComparison.Ordinal));
        FinalStage.Should().Contain("VOLUME /data");
    }

    [Fact]
    public void The_server_is_process_1_so_that_it_hears_SIGTERM() =>
        FinalStage.Should().Contain("ENTRYPOINT [\"dotnet\", \"GameServer.dll\"]", "a shell between would keep the signal for itself");

    [Fact]
    public void Its_health_is_asked_by_the_program_itself() =>
        FinalStage.Should().Contain(line => line.StartsWith("HEALTHCHECK ", StringComparison.Ordinal)
            && line.EndsWith("CMD [\"dotnet\", \"GameServer.dll\", \"--healthcheck\"]", StringComparison.Ordinal));

    [Theory]
    [InlineData("GameServer__DataDirectory=/data")]
    [InlineData("ASPNETCORE_HTTP_PORTS=8080")]
    [InlineData("GameServer__Ops__Bind=0.0.0.0")]
    [InlineData("DOTNET_EnableDiagnostics=0")]
    [InlineData("DOTNET_SYSTEM_BUFFERS_SHAREDARRAYPOOL_MAXARRAYSPERPARTITION=1024")]
    [InlineData("DOTNET_TC_DelaySingleProcMultiplier=1")]
    public void The_image_sets(string setting) =>
        FinalStage.Where(line => line.StartsWith("ENV ", StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).Should().Contain(setting);

    [Fact]
    public void It_holds_a_list_of_the_packages_that_are_in_it()
    {
        Lines.Should().ContainInOrder("FROM page AS packages", "COPY --from=server /app/GameServer.deps.json ./", "RUN node packages.mjs GameServer.deps.json > /packages.cdx.json");
        FinalStage.Should().Contain("COPY --from=packages /packages.cdx.json ./", "it is made of what was published, not of what was meant");
    }

    [Fact]
    public void Restored_packages_stay_cached_while_only_sources_change()
    {
        var restore = Array.FindIndex(Lines, line => line.StartsWith("RUN ", StringComparison.Ordinal) && line.Contains("dotnet restore", StringComparison.Ordinal));
        var sources = Array.FindIndex(Lines, line => line == "COPY src/ src/");

        restore.Should().BePositive().And.BeLessThan(sources, "project and lock files are copied first");
    }

    [GeneratedRegex(@"^FROM (?:--\S+ )?(\S+)")]
    private static partial Regex Image();

    [GeneratedRegex(@" AS (\S+)$")]
    private static partial Regex Stage();

    [GeneratedRegex(@":\d+(\.\d+)*(-[a-z0-9.]+)*$")]
    private static partial Regex Versioned();
}
