using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Security;

/// <summary>What nobody needs any more is forgotten: no crowd that came and went fills the memory or the journal.</summary>
public sealed class AbandonedTests
{
    private const int Rounds = 20, PerRound = 1_000;

    [Fact]
    public void Twenty_thousand_players_and_their_rooms_come_and_go_and_nothing_of_them_stays()
    {
        var server = new TestNode(options => (options.Player.ResumeSeconds, options.Room.EmptySeconds) = (60, 10));
        Visit(server, PerRound);
        LeaveForGood(server);
        var before = Memory();

        for (var round = 0; round < Rounds; round++)
        {
            Visit(server, PerRound);
            server.Pass(700, step: 70);
        }
        LeaveForGood(server);

        server.Node.Connections.Should().Be(0);
        server.Node.LiveRooms.Should().Be(0);
        server.Node.KnownPlayers.Should().Be(0);
        server.Node.RememberedAddresses.Should().Be(0);
        server.Scheduler.Finish(() => server.Journal.IdleRoomsAsync(long.MaxValue, int.MaxValue).AsTask()).Should().BeEmpty("the journal forgets them, too");
        server.Scheduler.Finish(() => server.Journal.IdlePlayersAsync(long.MaxValue, int.MaxValue).AsTask()).Should().BeEmpty();
        server.Journal.Written.Clear();
        Memory().Should().BeLessThan(before + before / 10 + (4 << 20));
    }

    private static void Visit(TestNode server, int players)
    {
        for (var i = 0; i < players; i++)
        {
            var ann = server.Player("ann", $"10.0.{i / 256}.{i % 256}");
            if (i % 10 == 0) ann.Create().Ok.Should().BeTrue();
            else ann.Join("KITE7").Reason.Should().Be(Reasons.NotFound);
            ann.Drop();
        }
        server.Journal.Written.Clear();
    }

    private static void LeaveForGood(TestNode server)
    {
        server.Pass(27 * 3_600, step: 600);
        server.Pass(3_600, step: 5); // what is deleted chunk by chunk has the time for it
        server.Journal.Written.Clear();
    }

    private static long Memory() => GC.GetTotalMemory(forceFullCollection: true);
}
