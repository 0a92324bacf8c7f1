using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Simulation;

/// <summary>Defects that a simulation found, each in the smallest world that shows it.</summary>
public class FoundTests
{
    [Fact, Trait("rule", "SNP-1"), Trait("rule", "DLV-4")]
    public void Who_asks_to_join_again_because_the_answer_never_came_gets_the_state_and_no_replay_from_where_the_server_stands()
    {
        var server = new TestNode();
        var (ann, bob) = (server.Player("ann"), server.Player("bob"));
        var room = ann.Create().Room!;
        bob.Join(room);
        ann.Send(room, 1, "emit", "said");
        bob.Drop();
        bob.Hello();

        var unheard = bob.Join(room, new Cursor("an epoch given up", 1));
        var again = bob.Join(room, new Cursor("an epoch given up", 1));

        unheard.Snapshot.Should().NotBeNull();
        again.Snapshot.Should().NotBeNull("whoever stands in another epoch cannot go on with what comes next");
        again.Snapshot!.Reason.Should().Be(SnapshotReasons.Epoch);
        ann.Send(room, 2, "emit", "said");
        bob.Events(room)[^1].Should().Be((again.Snapshot.Seq + 1, "said"));
    }
}
