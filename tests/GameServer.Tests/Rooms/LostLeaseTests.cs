using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Rooms;

/// <summary>What a node had not made durable under a lease that is over, and what it does under the next.</summary>
public sealed class LostLeaseTests
{
    private readonly TestNode _server = new();

    [Fact, Trait("rule", "JRN-6"), Trait("rule", "JRN-1")]
    public void What_failed_under_a_lost_lease_is_not_written_under_the_next_and_hides_nothing_that_is()
    {
        var ann = _server.Player("ann");
        var room = ann.Create().Room!;
        _server.Journal.Fault = JournalFault.Io;
        ann.Start(room, 1, "emit", "lost");

        Lose();
        _server.Journal.Fault = null;
        _server.Scheduler.RunAll();
        _server.Pass(2);
        ann.Hello();
        ann.Join(room).Ok.Should().BeTrue();
        ann.Send(room, 1, "emit", "kept").Ok.Should().BeTrue();

        var epoch = _server.Scheduler.Finish(() => _server.Journal.LoadAsync(room).AsTask())!.Epoch;
        var held = _server.Scheduler.Finish(() => _server.Journal.ReadAsync(room, epoch, 1, 100, 1 << 20).AsTask());
        held.Select(e => new RawJson(e.Entry.ToArray()).To<Entry>()!.Type).Should().Contain("kept", "its ack said so").And.NotContain("lost", "it was given up");
    }

    [Fact, Trait("rule", "JRN-6")]
    public void No_new_lease_is_asked_for_while_the_old_writer_still_writes()
    {
        var ann = _server.Player("ann");
        var room = ann.Create().Room!;
        _server.Journal.IsDeaf = true;
        _server.Journal.Shut();
        ann.Start(room, 1, "emit", "late");
        var opens = _server.Journal.Opens;

        Lose();
        _server.Pass(2);
        _server.Journal.Opens.Should().Be(opens, "under a new lease its batch could pass for one of the new writer");

        _server.Journal.Open();
        _server.Scheduler.RunAll();
        _server.Journal.Opens.Should().Be(opens + 1);
    }

    [Fact, Trait("rule", "FLT-7")]
    public void A_node_without_a_lease_asks_again_whatever_went_wrong_the_last_time()
    {
        var failures = 0;
        _server.Journal.Opening = () =>
        {
            if (failures++ < 2) throw new InvalidOperationException("told to fail");
        };

        Lose();
        _server.Node.IsLost.Should().BeTrue("operators send nobody here meanwhile");
        _server.Pass(2);

        _server.Node.IsLost.Should().BeFalse();
        var ann = _server.Player("ann");
        ann.Send(ann.Create().Room!, 1, "emit", "on").Ok.Should().BeTrue();
    }

    [Fact, Trait("rule", "JRN-6"), Trait("rule", "DLV-1"), Trait("rule", "FLT-4")]
    public void Who_comes_back_from_a_newer_owner_is_shown_nothing_older_by_one_whose_lease_has_run_out()
    {
        var (ann, bob) = (_server.Player("ann"), _server.Player("bob"));
        var opened = ann.Create();
        bob.Join(opened.Room!);
        bob.Hello();
        var seenElsewhere = new Cursor(opened.Epoch!, 100);

        _server.Placement.Length = TimeSpan.FromSeconds(2);
        _server.Pass(3);
        var (joined, welcome) = (bob.Join(opened.Room!, seenElsewhere), ann.Hello(join: new JoinRequest(opened.Room!, seenElsewhere)));
        _server.Placement.Renew();

        Unavailable(joined).Should().BeTrue("it may have been seen at another node");
        Unavailable(welcome).Should().BeTrue("the client dials again, and may meet that node");
        ann.Hello(join: new JoinRequest(opened.Room!, new Cursor(opened.Epoch!, opened.Head!.Value))).Joined![0].Resume.Should().Be("replay", "nobody else had the room after all");
    }

    [Fact, Trait("rule", "JRN-6")]
    public void A_lease_that_has_run_out_opens_no_room_and_decides_no_move()
    {
        var ann = _server.Player("ann");
        var room = ann.Create().Room!;
        _server.Placement.Length = TimeSpan.FromSeconds(2);
        _server.Pass(3);

        Unavailable(ann.Create()).Should().BeTrue();
        _server.Node.LiveRooms.Should().Be(1, "nobody is in a room that is opened for nothing");
        var refused = ann.Send(room, 1, "emit", "early");
        _server.Placement.Renew();

        (refused.Ok, refused.Reason, refused.RetryAfterMs > 0).Should().Be((false, Reasons.Unavailable, true));
        ann.Send(room, 1, "emit", "late").Ok.Should().BeTrue("a refusal for a while uses up no number");
    }

    private static bool Unavailable(Answer answer) => answer is { Ok: false, Reason: Reasons.Unavailable, RetryAfterMs: > 0 };

    private void Lose() => _server.Scheduler.Start(() =>
    {
        ((INodeOfCluster)_server.Node).Lose();
        return Task.CompletedTask;
    });
}
