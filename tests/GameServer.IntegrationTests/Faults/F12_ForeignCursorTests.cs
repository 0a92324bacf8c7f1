using System.Text.Json;
using GameServer.Client;
using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Reliability;
using Microsoft.Extensions.DependencyInjection;

namespace GameServer.IntegrationTests.Faults;

/// <summary>F12: cursors and tokens of data that is gone, of other rooms, of no room at all.</summary>
[Collection(FaultCollection.Name)]
public sealed class F12_ForeignCursorTests
{
    private const int Before = 130, After = 500;

    [Fact, Trait("rule", "SNP-2"), Trait("rule", "PRV-3")]
    public Task F12_Every_cursor_gets_its_own_answer_and_nobody_else_hears_of_it() => FaultRun.OfAsync(nameof(F12_Every_cursor_gets_its_own_answer_and_nobody_else_hears_of_it), async run =>
    {
        await using var worlds = await Wiped.StartAsync(run);
        var (server, room) = (worlds.Server, worlds.Room);
        await using var bob = worlds.Bob;
        var epoch = bob.CursorIn(room)!.Epoch;
        await using var ann = new WirePlayer(run, "ann");
        await ann.ConnectAsync(server.Address);
        var other = (await ann.CreateAsync("relay")).Epoch!;
        await ann.JoinAsync(room);
        await server.Node.FillAsync(room, 20);
        await run.History.Reaches("ann", room, After + 20).WaitAsync(FaultRun.Patience);

        (await AskAsync(Cursor(worlds.OldEpoch, 120))).Snapshot!.Reason.Should().Be("epoch", "though the number fits");
        (await AskAsync(Cursor(worlds.OldEpoch, After))).Snapshot!.Reason.Should().Be("epoch");
        (await AskAsync(Cursor(other, 1))).Snapshot!.Reason.Should().Be("epoch", "another room's history is another one");
        var ahead = await AskAsync(Cursor(epoch, 9_999));
        ahead.Snapshot.Should().BeEquivalentTo(new { Reason = "ahead", Seq = ahead.Head });
        ahead.Epoch.Should().Be(epoch, "a forged cursor resets no room");
        (await AskAsync(Cursor(epoch, After + 20))).Resume.Should().Be("replay");
        foreach (var malformed in new[] { "-1", "\"NaN\"", "9223372036854775808", "1.5", "null", "\"7\"", "9007199254740992" })
            (await AskAsync($$"""{"epoch":"{{epoch}}","seq":{{malformed}}}""")).Reason.Should().Be(Reasons.BadRequest, "{0} is no number of an event", malformed);
        foreach (var malformed in new[] { "{}", "7", "\"\"", """{"seq":1}""", """{"epoch":7,"seq":1}""", """{"epoch":"","seq":1}""" })
            (await AskAsync(malformed)).Reason.Should().Be(Reasons.BadRequest, "{0} is no cursor", malformed);

        await bob.EmitAsync(room, 1, "bob-1");
        await run.History.Reaches("bob", room, run.History.Head(room)).WaitAsync(FaultRun.Patience);
        run.History.Of(LineKind.Snapshot).Where(l => l.Who == "bob" && l.Epoch == epoch).Should().ContainSingle("that was his first join's");
        run.ShouldHold();

        async Task<Joined> AskAsync(string cursor)
        {
            await using var wire = await WireClient.ConnectAsync(server.Address);
            var welcome = await wire.CallAsync(HubMethods.Hello, $$"""{"protocol":1,"token":"{{ann.Token}}","takeOver":true,"join":[{"room":"{{room}}","cursor":{{cursor}}}]}""");
            return JsonSerializer.Deserialize<Joined>(welcome.GetProperty("joined")[0], Wire.Json)!;
        }
    });

    [Fact, Trait("rule", "SNP-2"), Trait("rule", "CON-4")]
    public Task F12_A_client_whose_token_is_of_wiped_data_comes_back_as_a_new_player_and_is_told_why() => FaultRun.OfAsync(nameof(F12_A_client_whose_token_is_of_wiped_data_comes_back_as_a_new_player_and_is_told_why), async run =>
    {
        await using var worlds = await Wiped.StartAsync(run, enters: "ann");
        await using var bob = worlds.Bob;
        var ann = worlds.Ann!;

        // The client was away while the data went: Hello is denied, the next one has no token, and the old cursor meets a new history.
        await run.History.Sees(l => l is { What: LineKind.Snapshot, Who: "ann", Reason: "epoch" }).WaitAsync(FaultRun.Patience);
        await bob.EmitAsync(worlds.Room, 1, "bob-1");
        run.History.Add(new Line { What = LineKind.Raised, Epoch = worlds.OldEpoch, Reason = "wiped", Told = true, Note = "by the test" });
        await run.SettleAsync(worlds.Room, FaultRun.Patience);
        await ann.DisposeAsync();
        await worlds.Server.StopAsync();
        await JournalReader.WriteAsync(run.History, Path.Combine(worlds.Server.Folder, "data"));

        run.ShouldHold();
        run.History.Of(LineKind.Event).Should().Contain(l => l.Who == "ann" && l.Move == "bob-1", "she plays on");
    });

    [Fact, Trait("rule", "PRV-4")]
    public Task F12_A_token_that_is_nobodys_is_denied() => FaultRun.OfAsync(nameof(F12_A_token_that_is_nobodys_is_denied), async run =>
    {
        await using var worlds = await Wiped.StartAsync(run);
        await using var bob = worlds.Bob;
        var forged = (bob.Token![0] == 'A' ? 'B' : 'A') + bob.Token[1..];
        foreach (var token in new[] { worlds.OldToken, forged, "", new string('A', 43), "\u0000" })
        {
            await using var wire = await WireClient.ConnectAsync(worlds.Server.Address);
            (await wire.CallAsync<Welcome>(HubMethods.Hello, new HelloRequest { Protocol = 1, Token = token })).Reason.Should().Be(Reasons.Denied);
            (await wire.CallAsync<Welcome>(HubMethods.Hello, new HelloRequest { Protocol = 1 })).Ok.Should().BeTrue("the same connection may say Hello again without one");
        }
    });

    private static string Cursor(string epoch, long seq) => $$"""{"epoch":"{{epoch}}","seq":{{seq}}}""";

    /// <summary>A server whose data was wiped after some events; then a room of the same code came to 500.</summary>
    private sealed class Wiped : IAsyncDisposable
    {
        public required LocalServer Server { get; init; }
        public required string Room { get; init; }
        public required string OldEpoch { get; init; }
        public required string OldToken { get; init; }
        public required WirePlayer Bob { get; init; }
        public RealPlayer? Ann { get; init; }

        public static async Task<Wiped> StartAsync(FaultRun run, string? enters = null)
        {
            var first = await LocalServer.StartAsync(builder => builder.Services.AddSingleton<IChance>(new RepeatingCodes()), Directory.CreateTempSubdirectory("gameserver-").FullName);
            await using var old = new WirePlayer(run, "old");
            await old.ConnectAsync(first.Address);
            var joined = await old.CreateAsync("relay");
            var proxy = new FaultProxy(first.Port, run.Seed);
            var ann = enters is null ? null : new RealPlayer(run, enters, proxy, new MemoryTokenStore());
            if (ann is not null) await ann.EnterAsync(joined.Room);
            await first.Node.FillAsync(joined.Room!, Before);
            await run.History.Reaches(enters ?? "old", joined.Room!, Before).WaitAsync(FaultRun.Patience);
            old.Drop();
            old.Stop("wiped");
            proxy.Admission = Admission.Hold;
            foreach (var link in proxy.Links) link.Reset();
            await first.DisposeAsync();

            var server = await LocalServer.StartAsync(builder => builder.Services.AddSingleton<IChance>(new RepeatingCodes()), Directory.CreateTempSubdirectory("gameserver-").FullName);
            var bob = new WirePlayer(run, "bob");
            await bob.ConnectAsync(server.Address);
            var again = await bob.CreateAsync("relay");
            again.Room.Should().Be(joined.Room, "the test needs the same code");
            await server.Node.FillAsync(again.Room!, After - (int)again.Head!);
            await run.History.Reaches("bob", again.Room!, After).WaitAsync(FaultRun.Patience);
            run.History.Fault("wiped");
            proxy.Target = server.Port;
            proxy.Admission = Admission.Pass;
            if (ann is null) await proxy.DisposeAsync();
            return new Wiped { Server = server, Room = again.Room!, OldEpoch = joined.Epoch!, OldToken = old.Token!, Bob = bob, Ann = ann };
        }

        public async ValueTask DisposeAsync()
        {
            if (Ann is not null) await Ann.DisposeAsync();
            await Server.DisposeAsync();
        }
    }

    /// <summary>Real chance but for single bytes, which codes of rooms are made of: those are the same in every run.</summary>
    private sealed class RepeatingCodes : IChance
    {
        private int _drawn;

        public void Fill(Span<byte> bytes)
        {
            if (bytes.Length == 1) bytes[0] = (byte)(Interlocked.Increment(ref _drawn) % 200);
            else System.Security.Cryptography.RandomNumberGenerator.Fill(bytes);
        }
    }
}
