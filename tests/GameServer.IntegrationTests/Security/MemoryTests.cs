using System.Net;
using GameServer.IntegrationTests.Host;
using GameServer.Operations;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GameServer.IntegrationTests.Security;

public sealed class MemoryTests
{
    [Fact]
    public async Task Short_of_memory_nobody_new_is_let_in_no_room_is_opened_and_those_who_play_go_on()
    {
        var percent = 84;
        await using var server = await RunningServer.StartAsync(builder => builder.Services.AddSingleton(
            services => new MemoryGauge(services.GetRequiredService<IOptions<GameServerOptions>>(), TimeProvider.System) { Reading = () => Volatile.Read(ref percent) }));
        await using var ann = await server.WelcomedAsync("Ann");
        var room = (await ann.CallAsync("Create", """{"game":"relay"}""")).GetProperty("room").GetString();

        Volatile.Write(ref percent, 85);
        await UntilAsync(async () => (await ann.CallAsync("Create", """{"game":"relay"}""")) is var answer && answer.TryGetProperty("reason", out var reason) && reason.GetString() == "unavailable");
        (await server.Http.GetAsync("/readyz")).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await server.Http.GetAsync("/hub")).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await ann.CallAsync("Send", $$"""{"room":"{{room}}","n":1,"move":"emit","args":["on"]}""")).GetProperty("ok").GetBoolean().Should().BeTrue();

        Volatile.Write(ref percent, 10);
        await UntilAsync(async () => (await server.Http.GetAsync("/readyz")).IsSuccessStatusCode);
        await using var bob = await server.WelcomedAsync("Bob");
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(RunningServer.Patience);
            await Task.Delay(TimeSpan.FromMilliseconds(100), TimeProvider.System);
        }
    }
}
