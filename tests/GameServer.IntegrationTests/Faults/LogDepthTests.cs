using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

/// <summary>How far back a room can be replayed by default: 10,000 events or 4 MB, a short tail from memory, the rest from the journal.</summary>
public sealed class LogDepthTests
{
    [Theory, Trait("rule", "DLV-2"), Trait("rule", "DLV-4"), Trait("rule", "SNP-2"), Trait("cost", "heavy")]
    [InlineData(9_900, 0)]
    [InlineData(3_700, 1_000)] // with what stands around it, 1.1 KB an event
    public Task The_last_ten_thousand_events_or_four_megabytes_are_replayed_and_beyond_comes_a_snapshot_that_says_why(int events, int padding) =>
        FaultRun.OfAsync(nameof(The_last_ten_thousand_events_or_four_megabytes_are_replayed_and_beyond_comes_a_snapshot_that_says_why), async run =>
        {
            var server = await LocalServer.StartAsync();
            await using var ann = new WirePlayer(run, "ann");
            await ann.ConnectAsync(server.Address);
            var room = (await ann.CreateAsync("relay")).Room!;
            ann.Wire.Captures = false;

            ann.Drop();
            await server.Node.FillAsync(room, events, padding);
            (await ReturnAsync("replay")).Should().Be(events);

            // The same from the journal alone: a server that has just started has nothing in memory.
            ann.Drop();
            await server.Node.FillAsync(room, events, padding);
            server = await server.RestartAsync();
            (await ReturnAsync("replay")).Should().Be(events);

            ann.Drop();
            await server.Node.FillAsync(room, events + 600, padding);
            (await ReturnAsync("snapshot")).Should().Be(0);
            run.History.Of(LineKind.Snapshot)[^1].Reason.Should().Be("trimmed");

            await run.SettleAsync(room, FaultRun.Patience);
            await server.StopAsync();
            await JournalReader.WriteAsync(run.History, Path.Combine(server.Folder, "data"));
            run.ShouldHold(isAlone: false);
            await server.DisposeAsync();

            async Task<int> ReturnAsync(string resume)
            {
                run.History.Fault("away");
                var before = run.History.Of(LineKind.Event).Count(l => l.Note == "fill");
                var joined = (await ann.ConnectAsync(server.Address, 0, room)).Joined![0];
                ann.Wire.Captures = false;
                joined.Resume.Should().Be(resume);
                await run.History.Reaches("ann", room, joined.Head!.Value).WaitAsync(FaultRun.Patience);
                return run.History.Of(LineKind.Event).Count(l => l.Note == "fill") - before;
            }
        });
}
