using System.Text.RegularExpressions;
using GameServer.IntegrationTests.Host;
using GameServer.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace GameServer.IntegrationTests.Readme;

/// <summary>What an operator reads about the metrics is what the server measures, and each is moved by a test.</summary>
public partial class MetricsTableTests
{
    // Of one node, and of several.
    private static readonly string[] Tests =
    [
        "tests/GameServer.IntegrationTests/Host/Metrics/MetricsTests.cs",
        "tests/GameServer.IntegrationTests/Postgres/Cluster/ClusterMetricsTests.cs",
    ];

    [Fact]
    public async Task The_operators_page_lists_every_metric_with_its_kind_unit_and_meaning()
    {
        var instruments = (await CollectAsync()).Select(series => $"{series.Instrument.Name} | {KindOf(series)} | {series.Instrument.Description}");

        var rows = Row().Matches(ReadmeFile.ReadSource("src/GameServer/Operations/README.md")).Select(row => $"{row.Groups[1].Value} | {row.Groups[2].Value.TrimEnd()} | {row.Groups[3].Value}");

        rows.Should().BeEquivalentTo(instruments, "an operator trusts the page");
    }

    [Fact]
    public async Task Each_metric_is_moved_by_a_test()
    {
        var tests = string.Concat(Tests.Select(ReadmeFile.ReadSource));

        (await CollectAsync()).Select(PrometheusText.Name).Where(name => !tests.Contains($"\"{name}\"", StringComparison.Ordinal)).Should().BeEmpty();
    }

    private static async Task<IEnumerable<InstrumentSeries>> CollectAsync()
    {
        await using var server = await RunningServer.StartAsync();
        return server.Services.GetRequiredService<MetricsListener>().Collect().Where(series => series.Instrument.Meter.Name == GameMetrics.MeterName);
    }

    private static string KindOf(InstrumentSeries series)
    {
        var kind = series.Type switch
        {
            SeriesKind.Counter => "counter",
            SeriesKind.UpDown => "up-down",
            SeriesKind.Histogram => "histogram",
            SeriesKind.Gauge => "gauge",
            _ => throw new InvalidOperationException("A metric of a fifth kind."),
        };
        return $"{kind} {series.Instrument.Unit}".TrimEnd();
    }

    [GeneratedRegex(@"^\| `(game\.[a-z.]+)` \| ([^|]+)\|[^|]*\| ([^|]+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
