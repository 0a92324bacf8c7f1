using GameServer.Client;
using GameServer.IntegrationTests.Faults;

namespace GameServer.IntegrationTests;

/// <summary>The C# client through links that are ruined under it, against the real server.</summary>
public sealed class ClientResumeTests
{
    // A player may resume five times in ten seconds; these tests drop more links than a phone does.
    private static readonly (string, string)[] Patient = [("Limits:ResumesPer10Seconds", "1000000"), ("Limits:MovesPerSecond", "1000000"), ("Limits:MovesBurst", "1000000")];

    // Dials at once, however short the last link lived and even if it was cut before the welcome.
    private static GameClientOptions Restless(FaultProxy proxy, string name) => new()
    {
        Url = proxy.Address,
        Name = name,
        StableAfter = TimeSpan.Zero,
        RetrySteps = [TimeSpan.Zero, TimeSpan.FromMilliseconds(10)],
    };

    [Fact, Trait("rule", "FLT-1"), Trait("rule", "DLV-1"), Trait("rule", "MOV-3")]
    public async Task Twenty_lost_links_lose_no_event_and_repeat_no_move()
    {
        const int moves = 400;
        const int drops = 20;
        await using var server = await RunningServer.StartAsync(Patient);
        await using var proxy = new FaultProxy(server.Address.Port, seed: 7);
        await using var ann = new GameClient(Restless(proxy, "Ann"));
        await using var bea = new GameClient(Restless(proxy, "Bea"));
        await ann.ConnectAsync().WaitAsync(RunningServer.Patience);
        await bea.ConnectAsync().WaitAsync(RunningServer.Patience);
        var anns = await ann.CreateAsync("relay");
        var beas = await bea.JoinAsync(anns.Code);
        var chance = new Random(7);
        var heard = ClientTests.EventsAsync(beas, "wave", moves);
        var own = ClientTests.EventsAsync(anns, "wave", moves);

        for (var i = 1; i <= moves; i++)
        {
            var ack = anns.SendAsync("emit", "wave", i);
            if (i % (moves / drops) != 0) continue;
            var before = proxy.Links.Count;
            var links = proxy.Links.Where(link => !link.Over.IsCompleted).ToList();
            links[chance.Next(links.Count)].Reset();
            await proxy.LinkAsync(before + 1).WaitAsync(RunningServer.Patience);
            (await ack.WaitAsync(RunningServer.Patience)).Ok.Should().BeTrue();
        }

        (await heard).Select(wave => wave.Data.To<int>()).Should().Equal(Enumerable.Range(1, moves));
        (await own).Select(wave => wave.Data.To<int>()).Should().Equal(Enumerable.Range(1, moves));
        (ann.Desyncs + bea.Desyncs).Should().Be(0);
        proxy.Links.Count.Should().BeGreaterThanOrEqualTo(2 + drops);
    }

    [Fact, Trait("rule", "CON-3")]
    public async Task A_short_drop_is_nobodys_news()
    {
        // A slow machine may take its time; away it is only after that.
        await using var server = await RunningServer.StartAsync([.. Patient, ("Player:AwayMs", "30000")]);
        await using var proxy = new FaultProxy(server.Address.Port);
        await using var ann = ClientTests.Make(proxy.Address, "Ann");
        await ann.ConnectAsync().WaitAsync(RunningServer.Patience);
        await using var bea = await ClientTests.ConnectAsync(server, "Bea");
        var beas = await bea.CreateAsync("relay");
        var anns = await ann.JoinAsync(beas.Code);
        await ClientTests.EventsAsync(beas, "joined", 1);

        proxy.Newest.Reset();
        await proxy.LinkAsync(2).WaitAsync(RunningServer.Patience);
        var ack = await anns.SendAsync("emit", "wave").WaitAsync(RunningServer.Patience);

        ack.Ok.Should().BeTrue();
        var next = (await beas.ReadAsync().FirstAsync().AsTask().WaitAsync(RunningServer.Patience)).Should().BeOfType<RoomItem.Event>().Subject;
        next.Should().Match<RoomItem.Event>(e => e.Type == "wave" && e.Seq == ack.Seq, "the others hear nothing of a drop");
    }

    [Fact, Trait("rule", "CON-6"), Trait("rule", "CON-2")]
    public async Task A_half_open_link_is_left_within_five_seconds_and_the_server_lets_it_go()
    {
        await using var server = await RunningServer.StartAsync(Patient);
        await using var proxy = new FaultProxy(server.Address.Port);
        await using var ann = ClientTests.Make(proxy.Address, "Ann");
        await ann.ConnectAsync().WaitAsync(RunningServer.Patience);
        var room = await ann.CreateAsync("relay");
        await room.SendAsync("emit", "one").WaitAsync(RunningServer.Patience);
        var began = TimeProvider.System.GetTimestamp();

        proxy.Newest.Hold();
        var ack = await room.SendAsync("emit", "two").WaitAsync(RunningServer.Patience);

        ack.N.Should().Be(2);
        TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(TimeSpan.FromSeconds(10), "five to notice, and a resume on a slow machine; a socket would wait for minutes");
        proxy.Links.Should().HaveCount(2);
        (await ClientTests.EventsAsync(room, "two", 1)).Single().Seq.Should().Be(ack.Seq);
    }

    [Fact, Trait("rule", "DLV-4")]
    public async Task A_server_without_its_data_is_told_as_lost_history_and_not_passed_over()
    {
        await using var proxy = new FaultProxy(target: 1);
        await using var first = await RunningServer.StartAsync(Patient);
        proxy.Target = first.Address.Port;
        await using var ann = ClientTests.Make(proxy.Address, "Ann");
        await ann.ConnectAsync().WaitAsync(RunningServer.Patience);
        var room = await ann.CreateAsync("relay");
        var player = ann.PlayerId;
        await using var second = await RunningServer.StartAsync(Patient);

        proxy.Target = second.Address.Port;
        proxy.Newest.Reset();

        using var patience = new CancellationTokenSource(RunningServer.Patience);
        var items = await room.ReadAsync(patience.Token).ToListAsync(patience.Token);
        items[^1].Should().Be(new RoomItem.Left(Protocol.Reasons.NotFound, null), "the second server knows neither the player nor the room");
        ann.PlayerId.Should().NotBe(player);
    }
}
