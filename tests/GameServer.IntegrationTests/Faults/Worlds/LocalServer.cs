using GameServer.Games;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GameServer.IntegrationTests.Faults;

/// <summary>The product's own composition on real Kestrel in this process, with its data in a folder of its own.</summary>
public sealed class LocalServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private LocalServer(WebApplication app, string folder) => (_app, Folder) = (app, folder);

    /// <summary>Holds the folder <c>data</c>.</summary>
    public string Folder { get; }

    /// <summary>Its port on loopback.</summary>
    public int Port => new Uri(_app.Urls.First()).Port;

    /// <summary>Where clients connect to.</summary>
    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>What it is composed of.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Starts on an empty folder.</summary>
    public static Task<LocalServer> StartAsync(params (string Key, string Value)[] settings) => StartAsync(_ => { }, Directory.CreateTempSubdirectory("gameserver-").FullName, settings);

    /// <param name="compose">Before the server's own composition: other clocks, other chance.</param>
    /// <param name="folder">Where its data lies, or will.</param>
    /// <param name="settings">Below the section <c>GameServer</c>; they win over the harness's own.</param>
    public static async Task<LocalServer> StartAsync(Action<WebApplicationBuilder> compose, string folder, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "GameServer", ContentRootPath = folder });
        builder.Configuration.AddInMemoryCollection(Configuration([.. HarnessSettings.All(), ("DataDirectory", "data")]));
        builder.Configuration.AddInMemoryCollection(Configuration(settings));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        compose(builder);
        builder.AddGameServer().AddGame<Relay>().AddGame<TicTacToe>();
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.MapGameServer();
        await app.StartAsync();
        return new LocalServer(app, folder);
    }

    private static IEnumerable<KeyValuePair<string, string?>> Configuration(IEnumerable<(string Key, string Value)> settings) =>
        settings.Select(s => KeyValuePair.Create($"GameServer:{s.Key}", (string?)s.Value));

    /// <summary>An orderly stop; the data stays.</summary>
    public Task StopAsync() => _app.StopAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}
