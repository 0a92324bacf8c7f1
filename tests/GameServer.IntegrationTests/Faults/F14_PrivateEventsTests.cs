using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

[Collection(FaultCollection.Name)]
public sealed class F14_PrivateEventsTests
{
    private const string Told = "told", Secret = "onlyForBob";

    [Fact, Trait("rule", "PRV-1"), Trait("rule", "PRV-2"), Trait("rule", "DLV-1")]
    public Task F14_A_replay_hides_what_was_published_to_others_and_no_byte_of_it_is_written() => FaultRun.OfAsync(nameof(F14_A_replay_hides_what_was_published_to_others_and_no_byte_of_it_is_written), async run =>
    {
        await using var server = await LocalServer.StartAsync();
        await using var ann = new WirePlayer(run, "ann");
        await using var bob = new WirePlayer(run, "bob");
        await ann.ConnectAsync(server.Address);
        var room = (await ann.CreateAsync("relay")).Room!;
        await bob.ConnectAsync(server.Address);
        (await bob.JoinAsync(room)).Ok.Should().BeTrue();

        // Event 1 for both, then ann is away; 2 and 3 for bob alone.
        await PublishAsync(server, room, "one", null);
        await run.History.Sees(l => l is { What: LineKind.Event, Who: "ann", Note: Told }).WaitAsync(FaultRun.Patience);
        var first = ann.CursorIn(room)!.Seq;
        ann.Drop();
        await PublishAsync(server, room, Secret, Audience.Only(bob.PlayerId!));
        await PublishAsync(server, room, Secret, Audience.Except(ann.PlayerId!));
        // She changes to bob's team: what is published from here on is hers too, what was before is not.
        await PublishAsync(server, room, "four", Audience.Only(ann.PlayerId!, bob.PlayerId!));
        await PublishAsync(server, room, "five", null);
        var joined = (await ann.ConnectAsync(server.Address, 0, room)).Joined![0];
        await run.History.Reaches("ann", room, first + 4).WaitAsync(FaultRun.Patience);

        joined.Should().BeEquivalentTo(new { Resume = "replay", Missed = 2L, Head = first + 4 }, "hidden events are not missed");
        run.History.Of(LineKind.Hidden).Should().ContainSingle().Which.Should().BeEquivalentTo(new { Who = "ann", Seq = first + 1, UpTo = first + 2 });
        ann.Wire.Captured.Should().Contain("five").And.NotContain(Secret);
        bob.Wire.Captured.Should().Contain(Secret);
        await EndAsync(run, server, room);
    });

    [Fact, Trait("rule", "PRV-3")]
    public Task F14_Who_is_kicked_while_away_is_refused_and_gets_nothing_of_what_came_after() => FaultRun.OfAsync(nameof(F14_Who_is_kicked_while_away_is_refused_and_gets_nothing_of_what_came_after), async run =>
    {
        await using var server = await LocalServer.StartAsync();
        await using var ann = new WirePlayer(run, "ann");
        await using var bob = new WirePlayer(run, "bob");
        await ann.ConnectAsync(server.Address);
        var room = (await ann.CreateAsync("tictactoe")).Room!; // whose first at the table is its captain
        await bob.ConnectAsync(server.Address);
        (await bob.JoinAsync(room, spectate: true)).Ok.Should().BeTrue();

        bob.Drop();
        var kick = await ann.Wire.CallAsync<Ack>(HubMethods.Send, new SendRequest(room, 1, "kick", [RawJson.From(bob.PlayerId)]));
        kick.Ok.Should().BeTrue("the captain may: {0}", kick.Text);
        await PublishAsync(server, room, "after", null);
        var answer = (await bob.ConnectAsync(server.Address, 0, room)).Joined![0];
        bob.Stop("kicked");

        answer.Should().BeEquivalentTo(new { Ok = false, Reason = Reasons.Kicked });
        (await bob.JoinAsync(room)).Reason.Should().Be(Reasons.Kicked);
        bob.Wire.Captured.Should().NotContain("after");
        await EndAsync(run, server, room);
    });

    [Fact, Trait("rule", "PRV-1")]
    public Task F14_A_spectator_who_takes_a_seat_does_not_get_what_was_hidden_from_it_before() => FaultRun.OfAsync(nameof(F14_A_spectator_who_takes_a_seat_does_not_get_what_was_hidden_from_it_before), async run =>
    {
        await using var server = await LocalServer.StartAsync();
        await using var ann = new WirePlayer(run, "ann");
        await using var cleo = new WirePlayer(run, "cleo");
        await ann.ConnectAsync(server.Address);
        var room = (await ann.CreateAsync("tictactoe")).Room!;
        await cleo.ConnectAsync(server.Address);
        (await cleo.JoinAsync(room, spectate: true)).Seat.Should().BeNull();

        cleo.Drop();
        await PublishAsync(server, room, Secret, Audience.Only(ann.PlayerId!));
        var before = cleo.CursorIn(room)!;
        await cleo.ConnectAsync(server.Address, 0, room);
        var sat = await cleo.Wire.CallAsync<Ack>(HubMethods.Send, new SendRequest(room, 1, "sit"));
        sat.Ok.Should().BeTrue("a seat is free: {0}", sat.Text);
        cleo.Drop();
        cleo.Rewind(room, before);
        await cleo.ConnectAsync(server.Address, 0, room);
        await run.History.Reaches("cleo", room, sat.Seq!.Value).WaitAsync(FaultRun.Patience);

        cleo.Wire.Captured.Should().NotContain(Secret, "the audience is that of the publishing");
        ann.Wire.Captured.Should().Contain(Secret);
    });

    private static Task PublishAsync(LocalServer server, string room, string word, Audience? audience) =>
        server.Node.PublishAsync(room, Told, RawJson.From(new { word }), audience).WaitAsync(FaultRun.Patience);

    private static async Task EndAsync(FaultRun run, LocalServer server, string room)
    {
        run.History.Fault("over");
        await run.SettleAsync(room, FaultRun.Patience);
        await server.StopAsync();
        await JournalReader.WriteAsync(run.History, Path.Combine(server.Folder, "data"));
        run.ShouldHold();
    }
}
