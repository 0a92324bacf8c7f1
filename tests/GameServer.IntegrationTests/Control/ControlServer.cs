using GameServer.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GameServer.IntegrationTests.Control;

/// <summary>The stock server. In the tests' process, or in one of its own that may be killed: <c>dotnet GameServer.IntegrationTests.dll control</c>.</summary>
internal static class ControlServer
{
    /// <summary>The file of its events, below its folder.</summary>
    public const string FileName = "control.jsonl";

    public static WebApplication Build(string folder, string url, bool isProcess = false)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls(url);
        builder.Services.AddRouting();
        if (isProcess) builder.Logging.AddConsole().AddFilter("Microsoft", LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        builder.Services.AddSingleton(services => new ControlRooms(services.GetRequiredService<IHubContext<ControlHub>>(), Path.Combine(folder, FileName)));
        builder.Services
            .AddSignalR(hub => hub.MaximumParallelInvocationsPerClient = 32)
            .AddJsonProtocol(json => Wire.Configure(json.PayloadSerializerOptions));

        var app = builder.Build();
        app.UseWebSockets();
        app.MapHub<ControlHub>(Wire.HubPath, hub => hub.Transports = HttpTransportType.WebSockets);
        return app;
    }

    /// <summary>As a process of its own.</summary>
    public static async Task<int> RunAsync()
    {
        await using var app = Build(Environment.CurrentDirectory, Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? "http://127.0.0.1:0", isProcess: true);
        await app.RunAsync();
        return 0;
    }
}
