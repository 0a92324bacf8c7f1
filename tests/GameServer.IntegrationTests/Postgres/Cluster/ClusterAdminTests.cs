using System.Net.Http.Json;
using System.Text.Json;
using GameServer.IntegrationTests.Host;
using GameServer.Operations;
using Microsoft.Extensions.DependencyInjection;

namespace GameServer.IntegrationTests.Postgres;

/// <summary>The operators' page of one node shows all of them, and where each room lives.</summary>
[Collection(PostgresCollection.Name)]
public sealed class ClusterAdminTests(SharedPostgres postgres) : IAsyncLifetime
{
    private const string Token = "a-token-of-enough-characters";

    private string _database = "";
    private RunningServer _one = null!, _two = null!;

    public async Task InitializeAsync()
    {
        _database = await postgres.Server.DatabaseAsync();
        _one = await StartAsync();
        _two = await StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _one.DisposeAsync();
        await _two.DisposeAsync();
    }

    [Fact]
    public async Task Every_node_is_shown_with_its_lease_its_load_and_when_it_was_last_heard_of()
    {
        await using var ann = await _one.WelcomedAsync("Ann");
        await using var bob = await _one.WelcomedAsync("Bob");
        await CreateAsync(ann, "relay");

        var nodes = await UntilAsync(_two, nodes => nodes.Count == 2 && Url(nodes[1]).Length > 0);

        var (here, there) = (nodes[0], nodes[1]);
        (here.GetProperty("isHere").GetBoolean(), there.GetProperty("isHere").GetBoolean()).Should().Be((true, false));
        (Url(here), Url(there)).Should().Be((_two.Address.ToString().TrimEnd('/'), _one.Address.ToString().TrimEnd('/')));
        (here.GetProperty("connections").GetInt32(), there.GetProperty("connections").GetInt32()).Should().Be((0, 2));
        (here.GetProperty("rooms").GetInt32(), there.GetProperty("rooms").GetInt32()).Should().Be((0, 1));
        here.GetProperty("lease").GetInt64().Should().BeGreaterThan(there.GetProperty("lease").GetInt64(), "it came later");
        nodes.Should().OnlyContain(node => node.GetProperty("isAlive").GetBoolean() && !node.GetProperty("isDraining").GetBoolean());
        nodes.Should().OnlyContain(node => node.GetProperty("silentSeconds").GetDouble() >= 0 && node.GetProperty("silentSeconds").GetDouble() < 2, "each renews its lease four times in that time");
    }

    [Fact]
    public async Task The_rooms_of_all_nodes_are_sorted_and_filtered_together_and_tell_where_they_live()
    {
        await using var ann = await _one.WelcomedAsync("Ann");
        await using var bob = await _two.WelcomedAsync("Bob");
        var (there, here, other) = (await CreateAsync(ann, "relay"), await CreateAsync(bob, "relay"), await CreateAsync(ann, "tictactoe"));
        var lease = (await UntilAsync(_two, nodes => nodes.Count == 2 && Url(nodes[1]).Length > 0))[1].GetProperty("lease").GetInt64();

        var all = await OverviewAsync(_two, "?sort=room&order=asc");
        var filtered = await OverviewAsync(_two, "?filter=relay");

        Rooms(all).Should().BeEquivalentTo(new (string, long?)[] { (there, lease), (here, null), (other, lease) });
        Rooms(all).Select(room => room.Room).Should().BeInAscendingOrder(StringComparer.Ordinal);
        all.GetProperty("roomsInAll").GetInt32().Should().Be(3);
        Rooms(filtered).Should().BeEquivalentTo(new (string, long?)[] { (there, lease), (here, null) });
        filtered.GetProperty("roomsFound").GetInt32().Should().Be(2);
    }

    [Fact]
    public async Task A_node_that_is_about_to_stop_one_that_does_not_answer_and_one_that_died_are_told_apart()
    {
        await postgres.Server.ExecuteAsync(_database, """
            INSERT INTO gameserver.node (fence, until, url, draining) VALUES
            (1001, clock_timestamp() + interval '1 minute', 'http://127.0.0.1:1', false),
            (1002, clock_timestamp() - interval '10 seconds', 'http://127.0.0.1:2', false),
            (1003, clock_timestamp() + interval '1 minute', 'http://127.0.0.1:3', true)
            """);

        var nodes = (await UntilAsync(_two, nodes => nodes.Count == 5)).ToDictionary(node => node.GetProperty("lease").GetInt64());

        nodes[1001].GetProperty("isAlive").GetBoolean().Should().BeTrue();
        nodes[1001].TryGetProperty("rooms", out _).Should().BeFalse("it does not answer");
        nodes[1002].GetProperty("isAlive").GetBoolean().Should().BeFalse();
        nodes[1002].GetProperty("silentSeconds").GetDouble().Should().BeInRange(12, 40, "its lease of two seconds is over since ten");
        nodes[1003].GetProperty("isDraining").GetBoolean().Should().BeTrue();
    }

    [Fact]
    public async Task A_node_whose_others_have_gone_is_alone()
    {
        await UntilAsync(_two, nodes => nodes.Count == 2);

        await _one.StopAsync();

        (await UntilAsync(_two, nodes => nodes.Count == 0)).Should().BeEmpty();
    }

    private async Task<RunningServer> StartAsync() => await RunningServer.StartAsync(
        ("Journal", "postgres"), ("Postgres:Connection", postgres.Server.Connection(_database)), ("Postgres:LeaseSeconds", "2"), ("Admin:Token", Token));

    private static async Task<JsonElement> OverviewAsync(RunningServer server, string query = "")
    {
        using var ops = new HttpClient { BaseAddress = new Uri(server.Services.GetRequiredService<OpsServer>().Address) };
        ops.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {Token}");
        return await ops.GetFromJsonAsync<JsonElement>("/admin/api/overview" + query);
    }

    private static async Task<List<JsonElement>> UntilAsync(RunningServer server, Func<List<JsonElement>, bool> holds)
    {
        using var patience = new CancellationTokenSource(RunningServer.Patience);
        while (true)
        {
            List<JsonElement> nodes = [.. (await OverviewAsync(server)).GetProperty("nodes").EnumerateArray()];
            if (holds(nodes)) return nodes;
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, patience.Token);
        }
    }

    private static IEnumerable<(string Room, long? Node)> Rooms(JsonElement overview) => overview.GetProperty("rooms").EnumerateArray()
        .Select(row => (row.GetProperty("room").GetString()!, row.TryGetProperty("node", out var node) ? node.GetInt64() : (long?)null));

    private static string Url(JsonElement node) => node.GetProperty("url").GetString()!;

    private static async Task<string> CreateAsync(RawConnection player, string game) =>
        (await player.CallAsync("Create", $$"""{"game":"{{game}}"}""")).GetProperty("room").GetString()!;
}
