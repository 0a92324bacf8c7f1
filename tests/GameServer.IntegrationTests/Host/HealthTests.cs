using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using GameServer.Engine;
using GameServer.Operations;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace GameServer.IntegrationTests.Host;

public sealed class HealthTests
{
    [Theory]
    [InlineData("/healthz")]
    [InlineData("/readyz")]
    public async Task On_the_public_port_health_is_a_bare_status(string path)
    {
        await using var server = await RunningServer.StartAsync();

        var answer = await server.Http.GetAsync(path);

        answer.StatusCode.Should().Be(HttpStatusCode.OK);
        (await answer.Content.ReadAsStringAsync()).Should().BeEmpty();
    }

    [Fact]
    public async Task On_the_operators_port_readiness_names_its_checks()
    {
        await using var server = await RunningServer.StartAsync();
        using var ops = Ops(server);

        var ready = await ops.GetFromJsonAsync<JsonElement>("/readyz");
        server.Services.GetRequiredService<Admission>().Drain();
        var draining = await ops.GetAsync("/readyz");

        ready.GetProperty("ok").GetBoolean().Should().BeTrue();
        ready.GetProperty("checks").EnumerateArray().Select(check => check.GetProperty("name").GetString())
            .Should().Equal("draining", "journal", "memory", "connections");
        draining.StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await draining.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("checks").EnumerateArray()
            .Where(check => !check.GetProperty("ok").GetBoolean()).Select(check => check.GetProperty("name").GetString())
            .Should().Equal("draining");
    }

    [Fact]
    public async Task On_the_operators_port_are_health_and_version_and_nothing_of_the_game()
    {
        await using var server = await RunningServer.StartAsync();
        using var ops = Ops(server);

        (await ops.GetFromJsonAsync<JsonElement>("/healthz")).GetProperty("ok").GetBoolean().Should().BeTrue();
        (await ops.GetFromJsonAsync<JsonElement>("/version")).GetProperty("protocol").GetInt32().Should().Be(1);
        (await ops.GetAsync("/")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await ops.GetAsync("/hub")).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await server.Http.GetAsync("/version")).StatusCode.Should().Be(HttpStatusCode.NotFound, "it is for operators");
    }

    [Fact]
    public async Task Nearly_full_is_not_ready()
    {
        await using var server = await RunningServer.StartAsync(("Limits:MaxConnections", "1"));
        await using var ann = await server.WelcomedAsync("Ann");

        (await server.Http.GetAsync("/readyz")).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        (await server.Http.GetAsync("/healthz")).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact, Trait("rule", "JRN-7")]
    public async Task A_journal_that_cannot_write_is_not_ready_until_it_can_again()
    {
        var journal = new StuckJournal();
        await using var server = await RunningServer.StartAsync(builder => builder.Services.AddSingleton<IJournal>(journal));
        server.Log.Expect(1203);
        await using var ann = await server.WelcomedAsync("Ann");

        journal.IsStuck = true;
        await server.HubContext.Clients.User("nobody").SendAsync("x", 1);
        var sending = server.HubContext.Clients.User(ann.PlayerId).SendAsync("x", 1);
        await UntilAsync(server, HttpStatusCode.ServiceUnavailable);
        journal.IsStuck = false;
        await UntilAsync(server, HttpStatusCode.OK);

        await sending.WaitAsync(RunningServer.Patience);
        (await ann.EventAsync(ann.PlayerId, "x")).GetProperty("data").GetInt32().Should().Be(1, "it waited and was not lost");
    }

    private static async Task UntilAsync(RunningServer server, HttpStatusCode status)
    {
        var began = TimeProvider.System.GetTimestamp();
        while ((await server.Http.GetAsync("/readyz")).StatusCode != status)
        {
            TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(RunningServer.Patience);
            (await server.Http.GetAsync("/healthz")).StatusCode.Should().Be(HttpStatusCode.OK, "a restart would not heal a disk");
        }
    }

    [Fact]
    public void Work_that_no_longer_runs_is_noticed_after_15_seconds()
    {
        var time = new StoppedTime();
        using var watchdog = new Watchdog(new NeverScheduler(), time);

        time.Advance(TimeSpan.FromSeconds(14));
        watchdog.IsMoving.Should().BeTrue();
        time.Advance(TimeSpan.FromSeconds(2));
        watchdog.IsMoving.Should().BeFalse();
        watchdog.Run();
        watchdog.IsMoving.Should().BeTrue();
    }

    [Fact, Trait("rule", "FLT-3")]
    public async Task A_room_that_hangs_is_told_and_as_many_as_there_are_processors_ask_for_a_restart()
    {
        var time = new LeapingTime();
        await using var server = await RunningServer.StartAsync(
            builder => builder.Services.AddSingleton<TimeProvider>(time), ("Limits:RoomsPerMinute", "1000"), ("Limits:LiveRoomsPerAddress", "1000"), ("Limits:ConnectsPerSecondPerAddress", "1000"));
        server.Log.Expect(1210);
        server.Log.Expect(1201);
        try
        {
            await HangAsync(server);
            Leap();
            (await server.Log.SeesAsync(1210)).Text.Should().MatchRegex(@"of brittle has been in one turn for \d+ s and holds a thread");
            (await server.Http.GetAsync("/healthz")).StatusCode.Should().Be(HttpStatusCode.OK, "its player would bring the move again after a restart");

            for (var i = 1; i < Math.Max(2, Environment.ProcessorCount); i++) await HangAsync(server);
            Leap();
            await UntilAliveAsync(server, HttpStatusCode.ServiceUnavailable);
        }
        finally
        {
            Brittle.Gate.Set();
        }
        await UntilAliveAsync(server, HttpStatusCode.OK);

        void Leap()
        {
            time.Leap(TimeSpan.FromSeconds(31));
            server.Services.GetRequiredService<Watchdog>().Run(); // it has no part in this
        }
    }

    private static async Task HangAsync(RunningServer server)
    {
        await using var ann = await server.WelcomedAsync("Ann");
        var room = (await ann.CallAsync("Create", """{"game":"brittle"}""")).GetProperty("room").GetString();
        await ann.SendTextAsync($$"""{"type":1,"invocationId":"hang","target":"Send","arguments":[{"room":"{{room}}","n":1,"move":"hang","args":[]}]}""");
        (await Brittle.Hung.WaitAsync(RunningServer.Patience)).Should().BeTrue();
    }

    private static async Task UntilAliveAsync(RunningServer server, HttpStatusCode status)
    {
        var began = TimeProvider.System.GetTimestamp();
        while ((await server.Http.GetAsync("/healthz")).StatusCode != status) TimeProvider.System.GetElapsedTime(began).Should().BeLessThan(RunningServer.Patience);
    }

    private static HttpClient Ops(RunningServer server) => new() { BaseAddress = new Uri(server.Services.GetRequiredService<OpsServer>().Address) };

    /// <summary>The system's time, and further on.</summary>
    private sealed class LeapingTime : TimeProvider
    {
        private long _ahead;

        public override long GetTimestamp() => System.GetTimestamp() + Volatile.Read(ref _ahead);

        public void Leap(TimeSpan by) => Interlocked.Add(ref _ahead, (long)(by.TotalSeconds * TimestampFrequency));
    }

    private sealed class NeverScheduler : IScheduler
    {
        public void Schedule(IRunnable item)
        {
        }
    }
}
