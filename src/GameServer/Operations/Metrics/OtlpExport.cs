using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace GameServer.Operations;

/// <summary>
/// Sends figures and traces to a collector, once <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names one.
/// That and the other standard variables are OpenTelemetry's own and read by it.
/// </summary>
internal sealed class OtlpExport(IConfiguration configuration) : IHostedService, IDisposable
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";

    // A collector that does not answer must not hold up the exit.
    private const int GoodbyeMs = 2_000;

    private MeterProvider? _metrics;
    private TracerProvider? _traces;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (string.IsNullOrEmpty(configuration[Endpoint])) return Task.CompletedTask;
        _metrics = Sdk.CreateMeterProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .ConfigureResource(Name)
            .AddMeter([.. MetricsListener.Meters])
            .AddOtlpExporter()
            .Build();
        _traces = Sdk.CreateTracerProviderBuilder()
            .ConfigureServices(services => services.AddSingleton(configuration))
            .ConfigureResource(Name)
            .AddSource(Engine.Node.TraceSource, "Microsoft.AspNetCore.SignalR.Server")
            .AddOtlpExporter()
            .Build();
        return Task.CompletedTask;
    }

    /// <summary>What was not sent yet is sent by <see cref="Dispose"/>, after everything else has stopped.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _metrics?.Shutdown(GoodbyeMs);
        _traces?.Shutdown(GoodbyeMs);
        _metrics?.Dispose();
        _traces?.Dispose();
    }

    private void Name(ResourceBuilder resource) =>
        resource.AddService(configuration["OTEL_SERVICE_NAME"] ?? "gameserver", serviceVersion: BuildInfo.Version);
}
