using System.Net;
using System.Net.Sockets;
using System.Text;
using GameServer.Cluster;
using GameServer.Engine;
using GameServer.Journals;
using GameServer.Protocol;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace GameServer.IntegrationTests.Postgres;

/// <summary>An application publishes at one node in a room of another: players see it once, or its sender is told that it is not known.</summary>
[Collection(PostgresCollection.Name)]
public sealed class PublishTests(SharedPostgres postgres)
{
    [Fact, Trait("rule", "DLV-1")]
    public async Task What_takes_seconds_to_become_durable_at_the_rooms_node_happens_once()
    {
        var database = await postgres.Server.DatabaseAsync();
        await using var one = await StartAsync(database);
        await using var two = await StartAsync(database);
        await using var ann = await one.WelcomedAsync("Ann");
        var group = two.HubContext.Clients.Group((await ann.CallAsync("Create", """{"game":"relay"}""")).GetProperty("room").GetString()!);

        Task sending;
        await using (await StopWritingAsync(database))
        {
            sending = group.SendAsync("weather", "grey");
            await Task.Delay(TimeSpan.FromSeconds(3), TimeProvider.System);
        }
        await sending.WaitAsync(RunningServer.Patience);
        await group.SendAsync("weather", "blue").WaitAsync(RunningServer.Patience);

        var seen = new List<string>();
        while (!seen.Any(batch => batch.Contains("\"blue\""))) seen.Add((await ann.NextAsync("events"))[3].GetRawText());
        string.Concat(seen).Split("\"grey\"").Should().HaveCount(2, "it happened once");
    }

    [Fact, Trait("rule", "DLV-1"), Trait("rule", "JRN-6")]
    public async Task The_sender_is_told_when_the_rooms_node_loses_its_lease_in_the_middle_of_it()
    {
        var database = await postgres.Server.DatabaseAsync();
        await using var one = await StartAsync(database);
        await using var two = await StartAsync(database);
        await using var ann = await one.WelcomedAsync("Ann");
        var room = (await ann.CallAsync("Create", """{"game":"relay"}""")).GetProperty("room").GetString()!;

        await using (await StopWritingAsync(database))
        {
            var sending = two.HubContext.Clients.Group(room).SendAsync("weather", "grey");
            await postgres.Server.UntilAsync(database, "SELECT count(*) > 0 FROM pg_locks WHERE NOT granted");
            one.Log.Expect(1203); // the commit that waits may be refused before the test ends
            ((INodeOfCluster)one.Services.GetRequiredService<Node>()).Lose();
            await sending.Awaiting(it => it.WaitAsync(RunningServer.Patience)).Should().ThrowAsync<EventUnconfirmedException>().WithMessage($"*weather*{room}*");
        }
    }

    [Theory]
    [InlineData("HTTP/1.1 200 OK", true)]
    [InlineData("HTTP/1.1 410 Gone", false)]
    [InlineData("HTTP/1.1 503 Service Unavailable", false)]
    [InlineData("HTTP/1.1 202 Accepted", null)]
    [InlineData("HTTP/1.1 504 Gateway Timeout", null)]
    [InlineData("", null)]
    public async Task Only_a_node_that_says_so_has_certainly_not_published(string answer, bool? outcome)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var sending = PublishAtAsync(((IPEndPoint)listener.LocalEndpoint).Port);
        using (var node = await listener.AcceptTcpClientAsync().WaitAsync(RunningServer.Patience))
        {
            var buffer = new byte[4_096];
            for (var heard = ""; !heard.Contains("grey"); heard += Encoding.UTF8.GetString(buffer, 0, await node.GetStream().ReadAsync(buffer))) { }
            if (answer.Length > 0) await node.GetStream().WriteAsync(Encoding.UTF8.GetBytes(answer + "\r\nContent-Length: 0\r\n\r\n"));
        }

        if (outcome is null) await sending.Awaiting(it => it.WaitAsync(RunningServer.Patience)).Should().ThrowAsync<EventUnconfirmedException>();
        else (await sending.WaitAsync(RunningServer.Patience)).Should().Be(outcome.Value);
    }

    [Fact]
    public async Task A_node_that_cannot_be_reached_has_certainly_not_published()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();

        (await PublishAtAsync(port).WaitAsync(RunningServer.Patience)).Should().BeFalse();
    }

    private static async Task<bool> PublishAtAsync(int port)
    {
        await using var lease = new PostgresLease(new PostgresOptions("Host=127.0.0.1"), TimeProvider.System, NullLogger.Instance);
        using var peers = new ClusterPeers(lease, TimeProvider.System);
        return await peers.PublishAsync(new OtherNode(1, $"http://127.0.0.1:{port}", "", IsDraining: false, []), new PublishOrder("KITE7", "weather", RawJson.From("grey"), null));
    }

    // Until it is disposed of no event becomes durable; leases are renewed all the same.
    private async Task<NpgsqlConnection> StopWritingAsync(string database)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(postgres.Server.Connection(database)) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("BEGIN; LOCK TABLE gameserver.event IN EXCLUSIVE MODE", connection);
        await command.ExecuteNonQueryAsync();
        return connection;
    }

    private Task<RunningServer> StartAsync(string database) => RunningServer.StartAsync(
        ("Journal", "postgres"), ("Postgres:Connection", postgres.Server.Connection(database)), ("Postgres:LeaseSeconds", "2"));
}
