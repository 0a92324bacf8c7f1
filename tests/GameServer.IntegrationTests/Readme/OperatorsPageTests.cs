using System.Globalization;
using System.Text.RegularExpressions;
using GameServer.Operations;

namespace GameServer.IntegrationTests.Readme;

/// <summary>The examples for operators name what there is, and give a drain its time.</summary>
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

    [Fact]
    public void Every_grace_is_longer_than_a_drain()
    {
        var graces = Grace().Matches(Page).Select(m => int.Parse(m.Groups[1].Value, CultureInfo.InvariantCulture)).ToList();

        graces.Should().HaveCount(2).And.OnlyContain(seconds => seconds > new GameServerOptions().Drain.MaxSeconds + 5);
    }

    [GeneratedRegex(@"GameServer__(\w+)")]
    private static partial Regex Variable();

    [GeneratedRegex(@"`((?:Limits|Room|Delivery|Player|Net|Disk|Drain|Ops|Memory|Postgres|Cluster):[A-Za-z]+)`")]
    private static partial Regex Key();

    [GeneratedRegex(@"(?:stop_grace_period: |terminationGracePeriodSeconds: )(\d+)")]
    private static partial Regex Grace();
}
