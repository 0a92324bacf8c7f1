using GameServer.Engine;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GameServer.IntegrationTests.Host;

/// <summary>What the hub was told of itself is in effect: SignalR takes its own defaults in silence when it is not.</summary>
public sealed class HubOptionsTests
{
    [Fact, Trait("rule", "CON-6"), Trait("rule", "JRN-7")]
    public async Task A_move_that_waits_for_the_disk_holds_up_no_later_call_of_its_client()
    {
        var journal = new StuckJournal();
        await using var server = await RunningServer.StartAsync(builder => builder.Services.AddSingleton<IJournal>(journal));
        server.Log.Expect(1203);
        await using var ann = await server.WelcomedAsync("Ann");
        var room = (await ann.CallAsync("Create", """{"game":"relay"}""")).GetProperty("room").GetString();

        journal.IsStuck = true;
        await ann.TellAsync("Send", $$"""{"room":"{{room}}","n":1,"move":"emit","args":["mark",1]}""");
        var pong = await ann.CallAsync("Ping", """{"t":7}""");
        journal.IsStuck = false;

        pong.GetProperty("t").GetInt32().Should().Be(7);
    }

    // Kestrel queues 512 dials by itself: of the 2,000 of a storm some would come again when TCP does, half a minute later.
    [Fact]
    public async Task Two_thousand_who_dial_at_once_after_a_restart_are_queued()
    {
        await using var server = await RunningServer.StartAsync();

        server.Services.GetRequiredService<IOptions<SocketTransportOptions>>().Value.Backlog.Should().BeGreaterThan(2_000);
    }

    [Fact]
    public async Task A_message_longer_than_8_KB_ends_the_connection_and_null_is_a_bad_request()
    {
        await using var server = await RunningServer.StartAsync(("Net:SilenceSeconds", "90")); // silence alone would end it, later
        await using var ann = await server.WelcomedAsync("Ann");

        (await ann.CallAsync("Rooms", "null")).GetProperty("reason").GetString().Should().Be("bad_request");
        await ann.TellAsync("Rooms", $$"""{"game":"{{new string('x', 9_000)}}"}""");

        await ann.Closed.WaitAsync(RunningServer.Patience);
    }
}
