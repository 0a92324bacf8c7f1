using GameServer.Hubs;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace GameServer.IntegrationTests.Host;

/// <summary>What the hub's endpoint does for its connections beside serving them.</summary>
public sealed class HubEndpointTests
{
    [Fact, Trait("rule", "CON-1")]
    public async Task Who_hears_nothing_for_a_while_is_pinged()
    {
        await using var server = await RunningServer.StartAsync(
            builder => builder.Services.PostConfigure<HubOptions<GameHub>>(hub => hub.KeepAliveInterval = TimeSpan.FromSeconds(1)));
        await using var ann = await RawConnection.OpenAsync(server.Hub);

        await ann.Pinged.WaitAsync(RunningServer.Patience);
    }

    [Fact, Trait("rule", "FLT-6")]
    public async Task A_connection_that_never_said_a_word_does_not_hold_up_the_stop()
    {
        await using var server = await RunningServer.StartAsync(
            builder => builder.Services.Configure<HostOptions>(host => host.ShutdownTimeout = RunningServer.Patience * 10), ("Net:HelloSeconds", "600"));
        await using var silent = await RawConnection.ConnectAsync(server.Hub);
        silent.Listen();
        server.Services.GetRequiredService<IHostApplicationLifetime>().StopApplication();

        await silent.Closed.WaitAsync(RunningServer.Patience);
    }
}
