using System.Net.WebSockets;
using System.Text.Json;
using GameServer.Engine;
using GameServer.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace GameServer.IntegrationTests.Host;

/// <summary>Each metric moves when what it counts happens, and is read as an operator's Prometheus reads it.</summary>
public sealed class MetricsTests
{
    // These clients ping as little as they scrape fast.
    private static readonly (string Key, string Value) Patient = ("Net:SilenceSeconds", "90");

    [Fact]
    public async Task Moves_and_what_they_cause()
    {
        await using var server = await StartAsync();
        await using var ann = await server.WelcomedAsync("Ann");
        await using var bea = await server.WelcomedAsync("Bea");
        var room = await CreateAsync(ann, "relay");
        await bea.CallAsync("Join", $$"""{"room":"{{room}}"}""");

        await EmitAsync(ann, room, 1);
        await EmitAsync(ann, room, 1);
        await EmitAsync(ann, room, 9);
        await bea.EventAsync(room, "hi");

        await server.ShouldReachAsync(1, "game_moves_total", ("game", "relay"), ("outcome", "accepted"));
        await server.ShouldReachAsync(1, "game_moves_total", ("game", "relay"), ("outcome", "repeat"));
        await server.ShouldReachAsync(1, "game_moves_total", ("game", "relay"), ("outcome", "refused"));
        await server.ShouldReachAsync(2, "game_move_duration_seconds", ("game", "relay"));
        await server.ShouldReachAsync(1, "game_room_handler_duration_seconds", ("game", "relay"));
        await server.ShouldReachAsync(1, "game_room_mailbox", ("game", "relay"));
        await server.ShouldReachAsync(3, "game_events_appended_total", ("game", "relay"));
        await server.ShouldReachAsync(3, "game_events_delivered_total", ("game", "relay"));
        await server.ShouldReachAsync(1, "game_delivery_lag_seconds");
        await server.ShouldReachAsync(1, "game_journal_commit_duration_seconds");
        await server.ShouldReachAsync(1, "game_journal_batch");
        await server.ShouldReachAsync(4, "game_cursor_behind");
        await server.ShouldReachAsync(2, "game_players_active", ("game", "relay"), ("state", "connected"));
        await server.ShouldReachAsync(1, "game_rooms_active", ("game", "relay"), ("state", "live"));
    }

    [Fact]
    public async Task Frames_and_those_that_a_newer_one_replaced()
    {
        await using var server = await StartAsync();
        await using var ann = await server.WelcomedAsync("Ann");

        await ann.CallAsync("Play", """{"game":"brittle"}""");

        await server.ShouldReachAsync(30, "game_frames_sent_total", ("game", "brittle"));
        await server.ShouldReachAsync(1, "game_frames_conflated_total", ("game", "brittle"));
        (await server.FigureAsync("game_frames_sent_total")).Should().Be(30, "nothing was acknowledged");
    }

    [Fact]
    public async Task Faults_of_a_game_and_the_rooms_they_cost()
    {
        await using var server = await StartAsync();
        server.Log.Expect(1200);
        server.Log.Expect(1201);
        await using var ann = await server.WelcomedAsync("Ann");
        var room = (await ann.CallAsync("Play", """{"game":"brittle"}""")).GetProperty("room").GetString();

        // In one message: a good tick in between would break the row.
        await ann.SendTextAsync(string.Join('\u001e', Enumerable.Range(1, 10).Select(n =>
            $$"""{"type":1,"invocationId":"break{{n}}","target":"Send","arguments":[{"room":"{{room}}","n":{{n}},"move":"break","args":[]}]}""")));

        await server.ShouldReachAsync(10, "game_moves_total", ("game", "brittle"), ("outcome", "error"));
        await server.ShouldReachAsync(11, "game_room_faults_total", ("game", "brittle"));
        await server.ShouldReachAsync(1, "game_rooms_active", ("game", "brittle"), ("state", "faulted"));
    }

    [Fact]
    public async Task Returns_and_how_they_went()
    {
        await using var server = await StartAsync();
        await using var ann = await server.WelcomedAsync("Ann");
        var bea = await server.WelcomedAsync("Bea");
        var room = await CreateAsync(ann, "relay");
        var joined = await bea.CallAsync("Join", $$"""{"room":"{{room}}"}""");
        var (epoch, head) = (joined.GetProperty("epoch").GetString(), joined.GetProperty("head").GetInt64());
        await bea.DisposeAsync();
        await server.ShouldReachAsync(1, "game_connections_closed_total", ("reason", "lost"));
        await server.ShouldReachAsync(1, "game_players_active", ("game", "relay"), ("state", "away"));
        await EmitAsync(ann, room, 1);

        await using var replay = await ReturnAsync(server, bea, room, epoch, head);
        await using var ahead = await ReturnAsync(server, bea, room, epoch, head + 1_000);
        await using var nobody = await server.OpenAsync();
        await nobody.HelloAsync("""{"protocol":1,"token":"made-up"}""");

        await server.ShouldReachAsync(1, "game_resumes_total", ("outcome", "replay"));
        await server.ShouldReachAsync(1, "game_resumes_total", ("outcome", "snapshot"), ("reason", "ahead"));
        await server.ShouldReachAsync(1, "game_resumes_total", ("outcome", "denied"), ("reason", "denied"));
        await server.ShouldReachAsync(1, "game_cursors_ahead_total");
        await server.ShouldReachAsync(2, "game_resume_duration_seconds");
        await server.ShouldReachAsync(10, "game_replay_bytes_total");
        await server.ShouldReachAsync(1, "game_connections_closed_total", ("reason", "superseded"));
    }

    [Fact]
    public async Task Connections_and_why_they_end()
    {
        await using var server = await StartAsync();
        await using var ann = await server.WelcomedAsync("Ann");
        await using var bea = await server.WelcomedAsync("Bea");

        await ann.CloseAsync();
        for (var i = 0; i < 5; i++) await bea.TellAsync("Join", """{"room":7}""");
        await bea.Closed.WaitAsync(RunningServer.Patience);

        await server.ShouldReachAsync(1, "game_connections_closed_total", ("reason", "client"));
        await server.ShouldReachAsync(1, "game_connections_closed_total", ("reason", "protocol"));
    }

    [Fact]
    public async Task Connections_that_are_not_let_in()
    {
        await using var server = await StartAsync(("Limits:MaxConnections", "1"));

        await RefusedAsync(server, ("Origin", "https://evil.example"));
        await using (var old = await server.OpenAsync())
        {
            await old.HelloAsync("""{"protocol":99}""");
            await RefusedAsync(server);
        }
        server.Services.GetRequiredService<Admission>().Drain();
        await RefusedAsync(server);

        await server.ShouldReachAsync(1, "game_connections_refused_total", ("reason", "origin"));
        await server.ShouldReachAsync(1, "game_connections_refused_total", ("reason", "version"));
        await server.ShouldReachAsync(1, "game_connections_refused_total", ("reason", "cap"));
        await server.ShouldReachAsync(1, "game_connections_refused_total", ("reason", "draining"));
        await server.ShouldReachAsync(1, "game_node_draining");
    }

    [Fact]
    public async Task Limits_that_were_hit()
    {
        await using var server = await StartAsync(("Limits:RoomsPerMinute", "1"), ("Limits:MovesPerSecond", "1"), ("Limits:MovesBurst", "1"));
        await using var ann = await server.WelcomedAsync("Ann");
        var room = await CreateAsync(ann, "relay");

        await ann.CallAsync("Create", """{"game":"relay"}""");
        await EmitAsync(ann, room, 1);
        await EmitAsync(ann, room, 2);

        await server.ShouldReachAsync(1, "game_limit_hits_total", ("limit", "rooms"));
        await server.ShouldReachAsync(1, "game_limit_hits_total", ("limit", "moves"));
        await server.ShouldReachAsync(1, "game_moves_total", ("outcome", "rate_limited"));
    }

    [Fact]
    public async Task A_journal_that_fails_and_one_that_lost_something()
    {
        var journal = new StuckJournal { Found = new JournalOpening(0, Rooms: 3, EpochsRaised: "tail_loss") };
        await using var server = await RunningServer.StartAsync(builder => builder.Services.AddSingleton<IJournal>(journal), Patient);
        server.Log.Expect(1203);
        await using var ann = await server.WelcomedAsync("Ann");
        var room = await CreateAsync(ann, "relay");

        journal.IsStuck = true;
        var sending = EmitAsync(ann, room, 1);
        await server.ShouldReachAsync(1, "game_journal_errors_total", ("code", "io"));
        await server.ShouldReachAsync(1, "game_journal_pending");
        await ann.TellAsync("Send", $$"""{"room":"{{room}}","n":2,"move":"emit","args":["hi"]}""");
        await server.ShouldReachAsync(1, "game_moves_total", ("outcome", "unavailable"));
        journal.IsStuck = false;
        await sending.WaitAsync(RunningServer.Patience);

        await server.ShouldReachAsync(3, "game_epochs_raised_total", ("reason", "tail_loss"));
        await server.ShouldReachAsync(3, "game_recovery_rooms");
        (await server.FigureAsync("game_journal_pending")).Should().Be(0);
    }

    [Fact]
    public async Task What_sleeps_in_the_journal_and_how_big_it_is()
    {
        var folder = Directory.CreateTempSubdirectory("gameserver-").FullName;
        try
        {
            (string, string)[] settings = [("Journal", "sqlite"), ("DataDirectory", folder)];
            await using (var first = await StartAsync(settings))
            {
                await using var ann = await first.WelcomedAsync("Ann");
                await CreateAsync(ann, "relay");
            }

            await using var server = await StartAsync(settings);

            (await server.FigureAsync("game_rooms_active", ("game", "relay"), ("state", "hibernated"))).Should().Be(1);
            (await server.FigureAsync("game_recovery_duration_seconds")).Should().BePositive();
            (await server.FigureAsync("game_journal_size_bytes")).Should().BeGreaterThan(4_096);
            (await server.FigureAsync("game_build_info", ("version", BuildInfo.Version), ("commit", BuildInfo.Commit))).Should().Be(1);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public async Task The_platforms_own_figures_are_passed_on()
    {
        await using var server = await StartAsync();
        await using var ann = await server.WelcomedAsync("Ann");
        await server.Http.GetAsync("/healthz");

        var names = (await server.ScrapeAsync()).Select(family => family.Name).ToList();

        names.Should().Contain(["kestrel_active_connections", "signalr_server_active_connections", "http_server_request_duration_seconds", "dotnet_gc_collections_total"]);
    }

    [Fact]
    public async Task Counting_allocates_nothing()
    {
        await using var server = await StartAsync();
        var metrics = server.Services.GetRequiredService<GameMetrics>();
        Count();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 1_000; i++) Count();

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0, "it stands on the way of every move");

        void Count()
        {
            metrics.MoveAnswered("relay", MoveOutcome.Accepted, TimeSpan.FromMilliseconds(1));
            metrics.GameHandled("relay", TimeSpan.FromMilliseconds(1));
            metrics.MovesFound("relay", 1);
            metrics.EventsAppended("relay", 1);
            metrics.EventsDelivered("relay", 100);
            metrics.Delivered(TimeSpan.FromMilliseconds(1));
            metrics.FrameSent("relay");
            metrics.CursorBehind(1);
            metrics.Committed(1, TimeSpan.FromMilliseconds(1));
        }
    }

    private static Task<RunningServer> StartAsync(params (string Key, string Value)[] settings) => RunningServer.StartAsync([Patient, .. settings]);

    private static async Task<string> CreateAsync(RawConnection player, string game) =>
        (await player.CallAsync("Create", $$"""{"game":"{{game}}"}""")).GetProperty("room").GetString()!;

    private static Task<JsonElement> EmitAsync(RawConnection player, string room, int n) =>
        player.CallAsync("Send", $$"""{"room":"{{room}}","n":{{n}},"move":"emit","args":["hi"]}""");

    private static async Task<RawConnection> ReturnAsync(RunningServer server, RawConnection player, string room, string? epoch, long seq)
    {
        var back = await server.OpenAsync();
        await back.HelloAsync($$"""{"protocol":1,"token":"{{player.Token}}","takeOver":true,"join":[{"room":"{{room}}","cursor":{"epoch":"{{epoch}}","seq":{{seq}} } } ] }""");
        return back;
    }

    private static Task RefusedAsync(RunningServer server, params (string Name, string Value)[] headers) =>
        FluentActions.Awaiting(() => server.OpenAsync(headers)).Should().ThrowAsync<WebSocketException>();
}
