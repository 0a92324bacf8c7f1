using System.Text.Json;
using GameServer.Games;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace GameServer.LoadTool;

/// <summary>The .NET servers as processes of their own: <c>serve ours|groups|bare</c>. One that its load client leaves ends with it.</summary>
internal static class Serving
{
    public static async Task RunAsync(string kind)
    {
        await using var app = kind switch
        {
            "ours" => Ours(),
            "groups" => PlainGroups.Build(Builder()),
            "bare" => BareSockets.Build(Builder()),
            _ => throw new ArgumentException($"There is no server \"{kind}\"."),
        };
        await app.StartAsync();
        Console.WriteLine($"listening on {app.Urls.First()}");
        while (await Console.In.ReadLineAsync() is { } command) Console.WriteLine(Figures(collect: command == "collect"));
        await app.StopAsync();
    }

    // The product as it is composed in its Program, with this tool's game of frames beside.
    private static WebApplication Ours()
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(GameServerSetup).Assembly.GetName().Name,
            ContentRootPath = Environment.CurrentDirectory,
            EnvironmentName = Environments.Production,
        });
        builder.AddGameServer().AddGame<Relay>().AddGame<Swarm8>().AddGame<Swarm50>();
        var app = builder.Build();
        app.MapGameServer();
        return app;
    }

    private static WebApplicationBuilder Builder()
    {
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        return builder;
    }

    private static string Figures(bool collect)
    {
        if (collect)
        {
            for (var i = 0; i < 3; i++)
            {
                GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                GC.WaitForPendingFinalizers();
            }
        }
        return JsonSerializer.Serialize(new { allocated = GC.GetTotalAllocatedBytes(precise: true), heap = GC.GetTotalMemory(false) });
    }
}
