using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Security;

/// <summary>What nobody needs any more is forgotten: no crowd that came and went fills the memory or the journal.</summary>
public sealed class AbandonedTests
{
    private const int Rounds = 50, PerRound = 1_000;

    [Fact]
    public void A_hundred_thousand_players_and_their_rooms_come_and_go_and_nothing_of_them_stays()
    {
        var server = new TestNode(options => (options.Player.ResumeSeconds, options.Room.EmptySeconds) = (60, 10));
        Crowd(server);
        var before = Memory(); // tables keep the size of the most they held
        Crowd(server);

        server.Node.Connections.Should().Be(0);
        server.Node.LiveRooms.Should().Be(0);
        server.Node.KnownPlayers.Should().Be(0);
        server.Node.RememberedAddresses.Should().Be(0);
        server.Scheduler.Finish(() => server.Journal.IdleRoomsAsync(long.MaxValue, int.MaxValue).AsTask()).Should().BeEmpty("the journal forgets them, too");
        server.Scheduler.Finish(() => server.Journal.IdlePlayersAsync(long.MaxValue, int.MaxValue).AsTask()).Should().BeEmpty();
        Memory().Should().BeLessThan(before + before / 10 + (4 << 20));
    }

    private static void Crowd(TestNode server)
    {
        for (var round = 0; round < Rounds; round++)
        {
            Visit(server, PerRound);
            server.Pass(700, step: 70);
        }
        LeaveForGood(server);
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
        ClearNotes(server);
    }

    private static void LeaveForGood(TestNode server)
    {
        server.Pass(27 * 3_600, step: 600);
        ClearNotes(server);
    }

    // What the fakes note is the test's own.
    private static void ClearNotes(TestNode server)
    {
        server.Journal.Written.Clear();
        server.Log.Lines.Clear();
    }

    private static long Memory() => GC.GetTotalMemory(forceFullCollection: true);
}
