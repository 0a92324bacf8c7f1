using GameServer.Engine;
using GameServer.Games;
using GameServer.Hubs;
using GameServer.IntegrationTests.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GameServer.IntegrationTests;

/// <summary>
/// The server in this process, composed as the product is, on real Kestrel and a port of the system's choice.
/// Its journal is in memory unless a test says otherwise. At its end it fails the test if an error was logged that the test did not expect.
/// </summary>
public sealed class RunningServer : IAsyncDisposable
{
    /// <summary>A net for waits that must end; no measure of anything.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly WebApplication _app;
    private readonly string _folder;
    private readonly WatchedChance _chance;

    private RunningServer(WebApplication app, string folder, LogCatcher log, WatchedChance chance)
    {
        (_app, _folder, Log, _chance) = (app, folder, log, chance);
        Address = new Uri(app.Urls.First());
        Http = new HttpClient { BaseAddress = Address };
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; }

    /// <summary>The hub's address.</summary>
    public Uri Hub => new UriBuilder(Address) { Scheme = "ws", Path = "/hub" }.Uri;

    /// <summary>Asks it over HTTP.</summary>
    public HttpClient Http { get; }

    /// <summary>What it logged.</summary>
    public LogCatcher Log { get; }

    /// <summary>Its parts.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>What another part of an application would publish with.</summary>
    public IHubContext<GameHub> HubContext => Services.GetRequiredService<IHubContext<GameHub>>();

    /// <summary>Starts a server.</summary>
    /// <param name="settings">As they stand below the section <c>GameServer</c>: ("Room:LogEvents", "64").</param>
    public static Task<RunningServer> StartAsync(params (string Key, string Value)[] settings) => StartAsync(_ => { }, settings);

    /// <summary>Starts a server after <paramref name="configure"/> has seen its builder: to replace a part, or to lay files into its folder.</summary>
    public static async Task<RunningServer> StartAsync(Action<WebApplicationBuilder> configure, params (string Key, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("gameserver-").FullName;
        var (log, chance) = (new LogCatcher(), new WatchedChance());
        WebApplication? app = null;
        try
        {
            app = Build(folder, log, builder =>
            {
                builder.Services.AddSingleton<IChance>(chance);
                configure(builder);
            }, settings);
            await app.StartAsync();
            return new RunningServer(app, folder, log, chance);
        }
        catch
        {
            if (app is not null) await app.DisposeAsync();
            Directory.Delete(folder, recursive: true);
            throw;
        }
    }

    /// <summary>The same composition, not started; the caller disposes it.</summary>
    internal static WebApplication Build(
        string folder, LogCatcher log, Action<WebApplicationBuilder> configure, params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(GameServerSetup).Assembly.GetName().Name,
            ContentRootPath = folder,
            EnvironmentName = Environments.Production,
        });
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["GameServer:Journal"] = "memory",
            ["GameServer:Ops:Port"] = "0",
            ["GameServer:Drain:AnnounceSeconds"] = "0",
        });
        builder.Configuration.AddInMemoryCollection(settings.Select(s => KeyValuePair.Create("GameServer:" + s.Key, (string?)s.Value)));
        builder.AddGameServer().AddGame<Relay>().AddGame<TicTacToe>().AddGame<Brittle>();
        builder.Logging.ClearProviders().AddProvider(log);
        configure(builder);
        var app = builder.Build();
        app.MapGameServer();
        return app;
    }

    /// <summary>A connection that speaks the hub's protocol by hand, after its handshake and before its <c>Hello</c>.</summary>
    public Task<RawConnection> OpenAsync(params (string Name, string Value)[] headers) => RawConnection.OpenAsync(Hub, headers);

    /// <summary>The same, welcomed as a new player.</summary>
    /// <param name="name">The player's.</param>
    /// <param name="isPacked">Whether it speaks MessagePack, which the server's settings must allow.</param>
    public async Task<RawConnection> WelcomedAsync(string name, bool isPacked = false)
    {
        var connection = isPacked ? await RawConnection.OpenPackedAsync(Hub) : await OpenAsync();
        await connection.HelloAsync($$"""{"protocol":1,"name":"{{name}}"}""");
        return connection;
    }

    /// <summary>Stops as on SIGTERM; called by the end of the test at the latest.</summary>
    public Task StopAsync() => _app.StopAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        Http.Dispose();
        Directory.Delete(_folder, recursive: true);
        _chance.ShouldBeSecret(Log);
        Log.Errors.Should().BeEmpty("a server under test logs no error that its test does not expect");
    }
}
