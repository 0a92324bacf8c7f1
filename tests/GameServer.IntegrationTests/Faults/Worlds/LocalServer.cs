using GameServer.Engine;
using GameServer.Games;
using GameServer.IntegrationTests.Host;
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
    private readonly LogCatcher _log;
    private readonly WatchedChance _chance;
    private readonly (string Key, string Value)[] _settings;

    private LocalServer(WebApplication app, string folder, LogCatcher log, WatchedChance chance, (string Key, string Value)[] settings) =>
        (_app, Folder, _log, _chance, _settings) = (app, folder, log, chance, settings);

    /// <summary>Holds the folder <c>data</c>.</summary>
    public string Folder { get; }

    /// <summary>Its port on loopback.</summary>
    public int Port => new Uri(_app.Urls.First()).Port;

    /// <summary>Where clients connect to.</summary>
    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>Publishes events from outside any game, as another part of an application would.</summary>
    public Node Node => _app.Services.GetRequiredService<Node>();

    /// <summary>How far one of its counters has come, as a scrape finds it.</summary>
    public Task<double> FigureAsync(string name) => _app.Services.FigureAsync(name);

    /// <summary>Errors it logged: a promise broken, or a bug.</summary>
    public IEnumerable<string> Errors => _log.Errors.Select(line => line.Text);

    /// <summary>Starts on an empty folder.</summary>
    public static Task<LocalServer> StartAsync(params (string Key, string Value)[] settings) => StartAsync(_ => { }, Directory.CreateTempSubdirectory("gameserver-").FullName, settings);

    /// <summary>Starts on a folder, which the last server on it deletes.</summary>
    /// <param name="compose">After the server's own composition: other clocks, other chance, another journal.</param>
    /// <param name="folder">Where its data lies, or will.</param>
    /// <param name="settings">Below the section <c>GameServer</c>; they win over the harness's own.</param>
    public static async Task<LocalServer> StartAsync(Action<WebApplicationBuilder> compose, string folder, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ApplicationName = "GameServer", ContentRootPath = folder });
        builder.Configuration.AddInMemoryCollection(Configuration([.. HarnessSettings.All(), ("DataDirectory", "data")]));
        builder.Configuration.AddInMemoryCollection(Configuration(settings));
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var chance = new WatchedChance();
        builder.Services.AddSingleton<IChance>(chance);
        builder.AddGameServer().AddGame<Relay>().AddGame<TicTacToe>().AddGame<Sparks>();
        compose(builder);
        var log = new LogCatcher();
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Information);
        var app = builder.Build();
        app.MapGameServer();
        await app.StartAsync();
        return new LocalServer(app, folder, log, chance, settings);
    }

    private static IEnumerable<KeyValuePair<string, string?>> Configuration(IEnumerable<(string Key, string Value)> settings) =>
        settings.Select(s => KeyValuePair.Create($"GameServer:{s.Key}", (string?)s.Value));

    /// <summary>An orderly stop; the data stays.</summary>
    public Task StopAsync() => _app.StopAsync();

    /// <summary>Errors that belong to the fault: what an operator is to be told.</summary>
    public Func<string, bool> Expects { get; set; } = _ => false;

    /// <summary>An orderly stop, and a new server on the same data.</summary>
    public async Task<LocalServer> RestartAsync(Action? meanwhile = null)
    {
        await StopAsync();
        await _app.DisposeAsync();
        meanwhile?.Invoke();
        return await StartAsync(_ => { }, Folder, _settings);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        if (Directory.Exists(Folder)) Directory.Delete(Folder, recursive: true);
        _chance.ShouldBeSecret(_log);
        Errors.Where(error => !Expects(error)).Should().BeEmpty("no fault of a client or a network is an error of the server");
    }
}
