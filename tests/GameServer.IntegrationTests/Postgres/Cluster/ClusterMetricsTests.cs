using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text.Json;
using GameServer.Client;
using GameServer.IntegrationTests.Faults;
using GameServer.IntegrationTests.Host;
using GameServer.Journals;
using GameServer.Operations;
using Microsoft.Extensions.DependencyInjection;
using Admission = GameServer.Operations.Admission;
using Ways = GameServer.IntegrationTests.Faults.Admission;

namespace GameServer.IntegrationTests.Postgres;

/// <summary>The metrics of several nodes move when what they count happens; the first of two has its own way to the database, which can be cut.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ClusterMetricsTests(SharedPostgres postgres) : IAsyncLifetime
{
    private FaultProxy _way = null!;
    private RunningServer _one = null!, _two = null!;

    public async Task InitializeAsync()
    {
        var database = await postgres.Server.DatabaseAsync();
        _way = new FaultProxy(postgres.Server.Port);
        _one = await StartAsync(postgres.Server.Connection(database, _way.Port));
        _two = await StartAsync(postgres.Server.Connection(database));
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
        await _way.DisposeAsync();
    }

    [Fact]
    public async Task Nodes_that_die_and_the_rooms_they_leave()
    {
        _one.Log.Expect(1203);
        await using var ann = await _one.WelcomedAsync("Ann");
        await using var bob = await _two.WelcomedAsync("Bob");
        var room = (await ann.CallAsync("Create", """{"game":"relay"}""")).GetProperty("room").GetString();
        (await _one.FigureAsync("game_leases_held")).Should().Be(1);

        CutOff();
        await UntilAsync(async () => await _one.FigureAsync("game_leases_held") == 0);
        await UntilAsync(async () => (await bob.CallAsync("Join", $$"""{"room":"{{room}}"}""")).GetProperty("ok").GetBoolean());

        (await _two.FigureAsync("game_node_failovers_total")).Should().Be(1);
        (await _two.FigureAsync("game_rooms_moved_total", ("reason", "taken_over"))).Should().Be(1);
        (await _two.FigureAsync("game_leases_held")).Should().Be(1);

        _way.Admission = Ways.Pass;
        await _one.ShouldReachAsync(1, "game_leases_lost_total");
        await _one.ShouldReachAsync(1, "game_leases_held");
        (await _one.FigureAsync("game_node_failovers_total")).Should().Be(0, "the other node ended its lease");
    }

    [Fact]
    public async Task A_node_without_a_lease_or_without_word_from_the_database_is_not_ready()
    {
        _one.Log.Expect(1203);
        var lease = ((PostgresJournal)_one.Services.GetRequiredService<Engine.IJournal>()).Lease;
        (await FailingAsync(_one)).Should().BeEmpty();

        CutOff();
        await UntilAsync(async () => (await FailingAsync(_one)).SequenceEqual(["lease"]));
        (await FailingAsync(_two)).Should().BeEmpty("it hears of the database");
        _way.Admission = Ways.Pass;
        await UntilAsync(async () => (await FailingAsync(_one)).Count == 0);

        CutOff();
        lease.End(lease.Fence, "told to end");
        (await FailingAsync(_one)).Should().Equal("lease");
        _way.Admission = Ways.Pass;
        await UntilAsync(async () => (await FailingAsync(_one)).Count == 0);
    }

    private void CutOff()
    {
        _way.Admission = Ways.Refuse;
        foreach (var link in _way.Links) link.Reset();
    }

    private static async Task<IReadOnlyList<string>> FailingAsync(RunningServer server)
    {
        using var ops = new HttpClient { BaseAddress = new Uri(server.Services.GetRequiredService<OpsServer>().Address) };
        using var answer = await ops.GetAsync("/readyz");
        var checks = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("checks").EnumerateArray();
        return [.. checks.Where(check => !check.GetProperty("ok").GetBoolean()).Select(check => check.GetProperty("name").GetString()!)];
    }

    [Fact]
    public async Task Personal_rooms_that_follow_their_players()
    {
        await using var first = await _one.WelcomedAsync("Ann");
        await using var second = await _two.OpenAsync();

        await second.HelloAsync($$"""{"protocol":1,"token":"{{first.Token}}","takeOver":true}""");

        await _two.ShouldReachAsync(1, "game_rooms_moved_total", ("reason", "handed_over"));
        (await _one.FigureAsync("game_rooms_moved_total")).Should().Be(0, "it is counted where it came to");
        (await _two.FigureAsync("game_rooms_moved_total", ("reason", "taken_over"))).Should().Be(0, "its node lives");
    }

    [Fact]
    public async Task Connections_that_are_passed_on_to_another_node()
    {
        await using var ann = await _one.WelcomedAsync("Ann");
        var room = (await ann.CallAsync("Create", """{"game":"relay"}""")).GetProperty("room").GetString()!;
        await using (var bob = new GameClient(new GameClientOptions { Url = _two.Address, Name = "Bob" }))
        {
            await bob.ConnectAsync().WaitAsync(RunningServer.Patience);

            await bob.JoinAsync(room).WaitAsync(RunningServer.Patience);

            (await _two.FigureAsync("game_connections_forwarded_total", ("outcome", "accepted"))).Should().Be(1);
            (await _two.FigureAsync("game_connections_forwarding")).Should().Be(1);
            (await _one.FigureAsync("game_connections_forwarded_total")).Should().Be(0, "it is the end of the way");
        }

        await UntilAsync(async () => await _two.FigureAsync("game_connections_forwarding") == 0);
    }

    [Fact]
    public async Task Connections_that_could_not_be_passed_on()
    {
        var fence = ((PostgresJournal)_one.Services.GetRequiredService<Engine.IJournal>()).Lease.Fence;
        _one.Services.GetRequiredService<Admission>().Drain();

        await FluentActions.Awaiting(() => RawConnection.OpenAsync(new Uri($"{_two.Hub}?node={fence}"))).Should().ThrowAsync<WebSocketException>();

        await _two.ShouldReachAsync(1, "game_connections_forwarded_total", ("outcome", "unavailable"));
        (await _two.FigureAsync("game_connections_forwarding")).Should().Be(0);
    }

    [Fact]
    public async Task One_node_with_a_journal_of_its_own_is_under_no_lease()
    {
        await using var alone = await RunningServer.StartAsync();

        (await alone.ScrapeAsync()).Select(family => family.Name).Should().NotContain("game_leases_held", "it would stand at 0 for ever, and that is an alert");
    }

    private static Task<RunningServer> StartAsync(string connection) => RunningServer.StartAsync(
        ("Journal", "postgres"), ("Postgres:Connection", connection), ("Postgres:LeaseSeconds", "2"), ("Limits:JoinsPerMinute", "1000"), ("Net:SilenceSeconds", "90"));

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        while (!await holds()) await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
    }
}
