using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

[Collection(FaultCollection.Name)]
public sealed class F3_LostAckTests
{
    private const int Repeats = 5;

    [Fact, Trait("rule", "MOV-3")]
    public Task F3_A_client_whose_ack_was_lost_gets_it_after_its_return_and_the_move_ran_once() => FaultRun.OfAsync(nameof(F3_A_client_whose_ack_was_lost_gets_it_after_its_return_and_the_move_ran_once), async run =>
    {
        await using var world = await RealWorld.StartAsync(run);
        await LostAck.RunAsync(run, world);
        await run.SettleAsync(world.Room, FaultRun.Patience);
        await world.EndAsync();

        run.ShouldHold();
        run.History.Of(LineKind.Commit).Should().ContainSingle(l => l.Move == "ann-1");
    });

    [Fact, Trait("rule", "MOV-3"), Trait("cost", "heavy")]
    public Task F3_The_same_number_on_five_new_connections_and_after_kill_9_gets_six_equal_acks() => FaultRun.OfAsync(nameof(F3_The_same_number_on_five_new_connections_and_after_kill_9_gets_six_equal_acks), async run =>
    {
        await using var server = await ServerHost.StartAsync(run);
        await using var bob = new WirePlayer(run, "bob");
        await bob.ConnectAsync(server.Address);
        var room = (await bob.CreateAsync("relay")).Room!;
        await using var ann = new WirePlayer(run, "ann");
        await ann.ConnectAsync(server.Address);
        await ann.JoinAsync(room);

        // The first answer is lost with the connection.
        server.Proxy.Newest.Down.Hold();
        var lost = ann.EmitAsync(room, 1, "ann-1");
        await run.History.Sees(l => l is { What: LineKind.Event, Who: "bob", Move: "ann-1" }).WaitAsync(FaultRun.Patience);
        ann.Drop();
        server.Proxy.Newest.Reset();
        await lost.Invoking(l => l).Should().ThrowAsync<IOException>();

        var acks = new List<(bool Ok, long? Seq)>();
        for (var i = 0; i < Repeats; i++) await RepeatAsync();
        bob.Drop();
        ann.Drop("kill");
        await server.KillAsync();
        await server.StartAsync();
        await RepeatAsync();
        await bob.ConnectAsync(server.Address, 0, room);
        await run.SettleAsync(room, FaultRun.Patience);
        await server.Process.KillAsync();
        await JournalReader.WriteAsync(run.History, Path.Combine(server.Folder, "data"));

        acks.Should().Equal(Enumerable.Repeat(acks[0], Repeats + 1)).And.OnlyContain(a => a.Ok && a.Seq != null);
        run.History.Of(LineKind.Commit).Should().ContainSingle(l => l.Move == "ann-1");
        run.ShouldHold();

        async Task RepeatAsync()
        {
            if (acks.Count is > 0 and < Repeats) ann.Drop();
            var welcome = await ann.ConnectAsync(server.Address, 0, room);
            welcome.Joined![0].LastMove.Should().Be(1, "the welcome covers the move");
            var ack = await ann.EmitAsync(room, 1, "ann-1");
            acks.Add((ack.Ok, ack.Seq));
        }
    });
}
