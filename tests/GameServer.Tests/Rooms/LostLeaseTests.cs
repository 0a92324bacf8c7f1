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

    private void Lose() => _server.Scheduler.Start(() =>
    {
        ((INodeOfCluster)_server.Node).Lose();
        return Task.CompletedTask;
    });
}
