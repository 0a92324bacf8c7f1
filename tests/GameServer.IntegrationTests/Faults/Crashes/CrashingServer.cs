using GameServer.Games;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;

namespace GameServer.IntegrationTests.Faults;

/// <summary>The product's server as a process that ends itself where FAULT_CRASH says.</summary>
internal static class CrashingServer
{
    public static Task<int> RunAsync(string[] arguments) => GameServerHost.RunAsync(arguments, settings =>
    {
        var builder = WebApplication.CreateBuilder(settings);
        builder.AddGameServer().AddGame<Relay>();
        CrashPoint.FromEnvironment()?.Plant(builder.Services, Path.Combine(builder.Configuration["GameServer:DataDirectory"]!, "journal.mark"));
        var app = builder.Build();
        app.MapGameServer();
        return app;
    });
}
