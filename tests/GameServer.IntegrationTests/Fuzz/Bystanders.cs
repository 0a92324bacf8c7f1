using GameServer.Engine;
using GameServer.IntegrationTests.Host;
using Microsoft.Extensions.DependencyInjection;

namespace GameServer.IntegrationTests.Fuzz;

/// <summary>A server under attack and two players in a room of it, who must notice nothing.</summary>
internal sealed class Bystanders : IAsyncDisposable
{
    // Of the whole process, in which other tests keep their histories: those of a release are long.
    private static readonly long MostGrowth = (long)Reliability.Figures.Count(48, 480) << 20;

    private readonly RawConnection _ann;
    private readonly RawConnection _bea;
    private readonly string _room;
    private readonly long _heapBefore;
    private int _said;

    private Bystanders(RunningServer server, RawConnection ann, RawConnection bea, string room)
    {
        (Server, _ann, _bea, _room) = (server, ann, bea, room);
        _heapBefore = GC.GetTotalMemory(forceFullCollection: true);
    }

    public RunningServer Server { get; }

    public static async Task<Bystanders> StartAsync()
    {
        var server = await RunningServer.StartAsync(
            ("Net:BinaryProtocol", "messagepack"), ("Limits:HandshakesPerSecond", "1000000"), ("Limits:ConnectsPerSecondPerAddress", "1000000"),
            ("Limits:MovesPerSecond", "1000000"), ("Limits:MovesBurst", "1000000"), ("Limits:JoinsPerMinute", "1000000"),
            ("Room:EmptySeconds", "2"), ("Player:ResumeSeconds", "5"));
        var (ann, bea) = (await server.WelcomedAsync("Ann"), await server.WelcomedAsync("Bea", isPacked: true));
        var room = (await ann.CallAsync("Create", """{"game":"relay"}""")).GetProperty("room").GetString()!;
        (await bea.CallAsync("Join", $$"""{"room":"{{room}}"}""")).GetProperty("ok").GetBoolean().Should().BeTrue();
        return new Bystanders(server, ann, bea, room);
    }

    /// <summary>One says something, and both hear it next.</summary>
    public async Task TalkAsync()
    {
        var n = ++_said;
        var ack = await _ann.CallAsync("Send", $$"""{"room":"{{_room}}","n":{{n}},"move":"emit","args":["said",{{n}}]}""");
        ack.GetProperty("ok").GetBoolean().Should().BeTrue("a player who does nothing wrong is not harmed: {0}", ack);
        foreach (var player in new[] { _ann, _bea })
        {
            (await player.EventAsync(_room, "said")).GetProperty("data").GetInt32().Should().Be(n, "every event once and in order");
            await player.TellAsync("Seen", $$"""{"room":"{{_room}}","seq":{{ack.GetProperty("seq")}}}""");
        }
    }

    /// <summary>The attackers are gone, and what they took is free again.</summary>
    public async Task ExpectCalmAsync()
    {
        await TalkAsync();
        var node = Server.Services.GetRequiredService<Node>();
        using var net = new CancellationTokenSource(RunningServer.Patience);
        while (node.Connections > 2) await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, net.Token);
        // Seats, and rooms that nobody is in, are kept for a while.
        while (Growth() > MostGrowth && !net.IsCancellationRequested) await Task.Delay(TimeSpan.FromSeconds(1), TimeProvider.System, CancellationToken.None);
        Growth().Should().BeLessThan(MostGrowth, "what was refused is not kept");
    }

    private long Growth() => GC.GetTotalMemory(forceFullCollection: true) - _heapBefore;

    public async ValueTask DisposeAsync()
    {
        await _ann.DisposeAsync();
        await _bea.DisposeAsync();
        await Server.DisposeAsync();
    }
}
