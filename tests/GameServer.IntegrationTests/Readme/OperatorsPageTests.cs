using System.Text.RegularExpressions;
using GameServer.Operations;

namespace GameServer.IntegrationTests.Readme;

/// <summary>The page for operators names settings that there are.</summary>
public partial class OperatorsPageTests
{
    private static readonly string Page = ReadmeFile.ReadSource("src/GameServer/Operations/README.md");

    [Fact]
    public void Every_setting_it_names_exists()
    {
        var named = Variable().Matches(Page).Select(m => m.Groups[1].Value.Replace("__", ":", StringComparison.Ordinal))
            .Concat(Key().Matches(Page).Select(m => m.Groups[1].Value));

        named.Should().NotBeEmpty().And.BeSubsetOf(Setting.All.Select(setting => setting.Key));
    }

    [GeneratedRegex(@"GameServer__(\w+)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"`((?:Limits|Room|Delivery|Player|Net|Disk|Drain|Ops|Memory|Postgres|Cluster):[A-Za-z]+)`")]
    private static partial Regex Key();
}
