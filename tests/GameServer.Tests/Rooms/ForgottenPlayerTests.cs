using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Rooms;

public sealed class ForgottenPlayerTests
{
    [Fact, Trait("rule", "CON-2")]
    public void A_player_who_is_forgotten_while_being_introduced_has_one_live_connection_all_the_same()
    {
        var server = new TestNode(options => options.Net.HelloSeconds = 3_600);
        var ann = server.Player("ann");
        ann.Drop();
        server.Pass(595, step: 5);
        var claimed = new TaskCompletionSource();
        server.Placement.PersonalAfter = claimed.Task;
        var late = server.Scheduler.Start(() => ann.HelloAsync());
        var older = ann.Connection;
        server.Pass(1_200, step: 5);
        server.Node.KnownPlayers.Should().Be(0);
        server.Placement.PersonalAfter = null;
        claimed.SetResult();
        server.Scheduler.RunAll();

        late.Result.Ok.Should().BeTrue();
        ann.Hello().Ok.Should().BeTrue();

        older.Last!.Reason.Should().Be(ClosedReasons.Superseded);
        server.Node.KnownPlayers.Should().Be(1);
    }
}
