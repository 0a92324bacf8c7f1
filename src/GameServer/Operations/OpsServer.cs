using System.Net;
using System.Runtime.InteropServices;
using GameServer.Hubs;
using GameServer.Protocol;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace GameServer.Operations;

/// <summary>
/// The listener for operators: a server of its own, so that no flood on the public port starves it and nothing of it can be reached from there.
/// <c>/healthz</c>, <c>/readyz</c> (both with their findings as JSON), <c>/version</c>, <c>/metrics</c> (Prometheus text),
/// <c>/admin</c> (<see cref="AdminSite"/>).
/// </summary>
internal sealed class OpsServer(IOptions<GameServerOptions> options, Health health, MetricsListener metrics, AdminSite admin, ILoggerFactory loggers, TimeProvider time)
    : IHostedService, IAsyncDisposable
{
    // The longest thing an operator says.
    private const int MostBytes = 4_096;

    // For answers under way: behind a request that never ends the journal would stay open.
    private static readonly TimeSpan StopPatience = TimeSpan.FromSeconds(1);

    private WebApplication? _app;

    /// <summary>Where it listens; known once it does.</summary>
    public string Address { get; private set; } = "";

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.AddSingleton(loggers);
        builder.Services.AddSingleton<IHostLifetime, NoLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = MostBytes;
            kestrel.Listen(IPAddress.Parse(options.Value.Ops.Bind), options.Value.Ops.Port);
        });
        _app = builder.Build();
        _app.UseMiddleware<SecurityHeaders>();
        _app.Use(admin.InvokeAsync);
        _app.Run(AnswerAsync);
        await _app.StartAsync(cancellationToken);
        Address = _app.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_app is null) return;
        using var patience = new CancellationTokenSource(StopPatience, time);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        await _app.StopAsync(over.Token);
    }

    /// <summary>Also after a start that failed later on, which stops nobody.</summary>
    public ValueTask DisposeAsync() => _app?.DisposeAsync() ?? default;

    private Task AnswerAsync(HttpContext context)
    {
        if (context.Request.Path == "/metrics")
        {
            context.Response.ContentType = PrometheusText.ContentType;
            return context.Response.WriteAsync(PrometheusText.Of(metrics.Collect()));
        }
        var (status, body) = Find(context.Request);
        context.Response.StatusCode = status;
        return body is null ? Task.CompletedTask : context.Response.WriteAsJsonAsync(body, body.GetType(), StrictJson.Options, contentType: null);
    }

    private (int Status, object? Body) Find(HttpRequest request)
    {
        switch (request.Path.Value)
        {
            case "/healthz":
                var isAlive = health.IsAlive;
                return (StatusOf(isAlive), new { ok = isAlive });
            case "/readyz":
                var checks = health.Check();
                var isReady = checks.All(check => check.Ok);
                return (StatusOf(isReady), new { ok = isReady, checks });
            case "/version":
                return (StatusCodes.Status200OK, new { version = BuildInfo.Version, commit = BuildInfo.Commit, protocol = Wire.Version, runtime = RuntimeInformation.FrameworkDescription });
            default:
                return (StatusCodes.Status404NotFound, null);
        }
    }

    private static int StatusOf(bool ok) => ok ? StatusCodes.Status200OK : StatusCodes.Status503ServiceUnavailable;

    /// <summary>The server it belongs to starts and stops it; signals are not its business.</summary>
    private sealed class NoLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
