using System.Text.Json;
using GameServer.IntegrationTests.Host;
using GameServer.Journals;
using Microsoft.Extensions.DependencyInjection;

namespace GameServer.IntegrationTests.Postgres;

/// <summary>A node that does not know yet that its lease is over, and what it says to those who have been at the next owner.</summary>
[Collection(PostgresCollection.Name)]
public sealed class UnseenEndTests(SharedPostgres postgres)
{
    [Fact, Trait("rule", "JRN-6"), Trait("rule", "DLV-1"), Trait("rule", "FLT-7")]
    public async Task F8_An_owner_that_has_not_heard_of_its_end_shows_nobody_less_than_the_next_owner_did()
    {
        var (time, database) = (new StallingTime(), await postgres.Server.DatabaseAsync());
        await using var old = await StartAsync(database, time);
        await using var next = await StartAsync(database, TimeProvider.System);
        await using var first = await old.WelcomedAsync("Ann");
        var opened = await first.CallAsync("Create", """{"game":"relay"}""");
        var (room, epoch) = (opened.GetProperty("room").GetString()!, opened.GetProperty("epoch").GetString()!);

        // It reads its journal and its sockets, and does not renew: as when that one connection is cut, or in the moment after it was frozen.
        JsonElement welcome;
        using (time.Stall())
        {
            await postgres.Server.UntilAsync(database, $"SELECT until < clock_timestamp() FROM gameserver.node WHERE fence = {old.Services.GetRequiredService<PostgresLease>().Fence}");
            await using var second = await next.OpenAsync();
            await second.HelloAsync($$"""{"protocol":1,"token":"{{first.Token}}","takeOver":true,"join":[{"room":"{{room}}"}]}""");
            var seen = (await second.CallAsync("Send", $$"""{"room":"{{room}}","n":1,"move":"emit","args":["wave",1]}""")).GetProperty("seq").GetInt64();
            var join = $$"""{"room":"{{room}}","cursor":{"epoch":"{{epoch}}","seq":{{seen}} } }""";
            await using var third = await old.OpenAsync();
            welcome = await third.CallAsync("Hello", $$"""{"protocol":1,"token":"{{first.Token}}","takeOver":true,"join":[{{join}}]}""");
        }

        welcome.GetProperty("ok").GetBoolean().Should().BeFalse($"what this node has ends before what the player has seen, and it said {welcome}");
        welcome.GetProperty("reason").GetString().Should().Be("unavailable");
        welcome.GetProperty("retryAfterMs").GetInt32().Should().BePositive();
        (await first.NextAsync("closed"))[0].GetString().Should().Be("draining", "it has heard");
    }

    private Task<RunningServer> StartAsync(string database, TimeProvider time) => RunningServer.StartAsync(
        builder => builder.Services.AddSingleton(time), ("Journal", "postgres"), ("Postgres:Connection", postgres.Server.Connection(database)), ("Postgres:LeaseSeconds", "2"));

    /// <summary>Real time whose timers say nothing while it is stalled.</summary>
    private sealed class StallingTime : TimeProvider
    {
        private volatile bool _isStalled;

        public Stalling Stall()
        {
            _isStalled = true;
            return new Stalling(this);
        }

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => System.CreateTimer(
            it =>
            {
                if (!_isStalled) callback(it);
            },
            state, dueTime, period);

        public sealed class Stalling(StallingTime time) : IDisposable
        {
            public void Dispose() => time._isStalled = false;
        }
    }
}
