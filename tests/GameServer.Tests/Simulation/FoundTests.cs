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

    [Fact, Trait("rule", "JRN-1"), Trait("rule", "FLT-2")]
    public void Nobody_is_told_of_a_removal_that_a_kill_undoes()
    {
        var server = new TestNode();
        var (ann, bob) = (server.Player("ann"), server.Player("bob"));
        var room = ann.Create("tictactoe").Room!;
        bob.Join(room);

        server.Journal.Shut();
        var kick = ann.Start(room, 1, "kick", bob.Session.PlayerId);
        var move = bob.Start(room, 1, "chat", "hello");
        server.Scheduler.RunAll();
        (kick.IsCompleted, move.IsCompleted).Should().Be((false, false), "the removal is not durable");
        server.Kill();
        server.Journal.Open();

        bob.Hello(join: new JoinRequest(room)).Joined![0].Ok.Should().BeTrue();
        bob.Send(room, 1, "chat", "hello").Ok.Should().BeTrue("it is a member still");
    }

    [Fact, Trait("rule", "SNP-1"), Trait("rule", "DLV-1")]
    public void Who_asks_for_the_state_twice_is_not_taken_back_to_the_second_by_what_the_first_let_pass()
    {
        var server = new TestNode();
        var (ann, bob) = (server.Player("ann"), server.Player("bob"));
        var room = ann.Create().Room!;
        bob.Join(room);
        bob.Connection.Hang();
        ann.Send(room, 1, "emit", "hangs");
        Ask();

        server.Journal.Shut();
        ann.Start(room, 2, "emit", "written");
        ann.Start(room, 3, "emit", "before");
        Ask();
        ann.Start(room, 4, "emit", "after");
        bob.Connection.Resume();
        server.Scheduler.RunAll();
        server.Journal.Open();
        server.Scheduler.RunAll();

        var at = 0L;
        foreach (var message in bob.Connection.Written)
        {
            if (message is EventBatch batch) batch.First.Should().Be(at == 0 ? batch.First : at + 1);
            if (message is SnapshotMessage { Body.Seq: var seq }) seq.Should().BeGreaterThanOrEqualTo(at, "nobody is taken back");
            at = message is EventBatch { Last: var last } ? last : message is SnapshotMessage snapshot ? snapshot.Body.Seq : at;
        }
        bob.Connection.Written.OfType<SnapshotMessage>().Should().NotBeEmpty();
        bob.Events(room)[^1].Type.Should().Be("after");

        void Ask() => server.Scheduler.Start(() => server.Node.SnapshotAsync(bob.Session, new RoomRequest(room)));
    }

    [Fact, Trait("rule", "MOV-2"), Trait("rule", "MOV-3")]
    public void A_move_that_was_taken_is_not_called_refused_because_its_player_is_just_being_removed()
    {
        var server = new TestNode();
        var (ann, bob) = (server.Player("ann"), server.Player("bob"));
        var room = ann.Create("tictactoe").Room!;
        bob.Join(room);
        var taken = bob.Send(room, 1, "chat", "hello");

        server.Journal.Shut();
        var kick = ann.Start(room, 1, "kick", bob.Session.PlayerId);
        var repeat = bob.Start(room, 1, "chat", "hello");
        var next = bob.Start(room, 2, "chat", "hello");
        server.Journal.Open();
        server.Scheduler.RunAll();

        kick.Result.Ok.Should().BeTrue();
        repeat.Result.Should().Be(taken);
        next.Result.Reason.Should().Be("not_member");
    }
}
