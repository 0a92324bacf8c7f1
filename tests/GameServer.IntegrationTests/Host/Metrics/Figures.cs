using GameServer.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace GameServer.IntegrationTests.Host;

/// <summary>The figures of a running server, as a scrape finds them.</summary>
internal static class Figures
{
    /// <summary>Scrapes and reads strictly.</summary>
    public static Task<IReadOnlyList<PrometheusParser.Family>> ScrapeAsync(this RunningServer server) => server.Services.ScrapeAsync();

    private static async Task<IReadOnlyList<PrometheusParser.Family>> ScrapeAsync(this IServiceProvider services)
    {
        using var ops = new HttpClient { BaseAddress = new Uri(services.GetRequiredService<OpsServer>().Address) };
        using var answer = await ops.GetAsync("/metrics");
        answer.EnsureSuccessStatusCode();
        answer.Content.Headers.ContentType!.ToString().Should().Be("text/plain; version=0.0.4; charset=utf-8");
        return PrometheusParser.Parse(await answer.Content.ReadAsStringAsync());
    }

    /// <summary>The sum of a metric over all label sets that have these labels; of a histogram, how many were measured.</summary>
    public static Task<double> FigureAsync(this RunningServer server, string name, params (string Name, string Value)[] labels) => server.Services.FigureAsync(name, labels);

    /// <summary>The same of the server that has these parts.</summary>
    public static async Task<double> FigureAsync(this IServiceProvider services, string name, params (string Name, string Value)[] labels) =>
        (await services.ScrapeAsync()).Where(family => family.Name == name).SelectMany(family => family.Samples)
            .Where(sample => sample.Name == name || sample.Name == name + "_count")
            .Where(sample => labels.All(label => sample.Labels.GetValueOrDefault(label.Name) == label.Value))
            .Sum(sample => sample.Value);

    /// <summary>Waits until a metric stands at least there: figures may be a moment behind what a client has seen.</summary>
    public static async Task ShouldReachAsync(this RunningServer server, double value, string name, params (string Name, string Value)[] labels)
    {
        var began = TimeProvider.System.GetTimestamp();
        double last;
        while ((last = await server.FigureAsync(name, labels)) < value)
        {
            TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(RunningServer.Patience, "{0} stands at {1} and should reach {2}", name, last, value);
        }
    }
}
