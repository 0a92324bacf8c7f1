using System.Text;
using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Rooms;

/// <summary>Events from outside any game, where the node loses the room before it can say that they are durable.</summary>
public sealed class PublishTests
{
    private readonly TestNode _server = new();

    [Fact, Trait("rule", "DLV-1"), Trait("rule", "JRN-6")]
    public void What_is_durable_and_unconfirmed_when_the_lease_is_lost_is_not_published_again_and_its_sender_is_told()
    {
        var room = Room();
        _server.Journal.Shut();
        var sending = Publish(room);

        BecomeDurableAndLoseTheLease();

        Written(room).Should().Be(1);
        sending.Exception!.InnerException.Should().BeOfType<EventUnconfirmedException>().Which.Message.Should().ContainAll("news", room);
    }

    [Fact, Trait("rule", "DLV-1")]
    public void What_another_node_sent_is_not_published_again_either()
    {
        var room = Room();
        _server.Journal.Shut();
        var sending = _server.Scheduler.Start(() => Cluster.PublishHereAsync(room, "news", Make.Json("1"), null));

        BecomeDurableAndLoseTheLease();

        Written(room).Should().Be(1);
        sending.Exception!.InnerException.Should().BeOfType<EventUnconfirmedException>();
    }

    [Fact, Trait("rule", "DLV-1")]
    public void What_had_no_turn_before_the_lease_was_lost_is_published_under_the_next_one()
    {
        var room = Room();
        Task sending = null!;

        _server.Scheduler.Post(_ => sending = _server.Node.PublishAsync(room, "news", Make.Json("1")), null);
        _server.Scheduler.Post(_ => Cluster.Lose(), null);
        _server.Scheduler.RunAll();

        sending.IsCompletedSuccessfully.Should().BeTrue("it is known that nothing came of it before");
        Written(room).Should().Be(1);
    }

    // The room's turn, which would confirm it, comes after both.
    private void BecomeDurableAndLoseTheLease()
    {
        _server.Journal.Open();
        _server.Scheduler.Post(_ => Cluster.Lose(), null);
        _server.Scheduler.RunAll();
    }

    private INodeOfCluster Cluster => _server.Node;

    private string Room() => _server.Player("ann").Create().Room!;

    private Task Publish(string room) => _server.Scheduler.Start(() => _server.Node.PublishAsync(room, "news", Make.Json("1")));

    private int Written(string room)
    {
        var record = _server.Scheduler.Finish(() => _server.Journal.LoadAsync(room).AsTask())!;
        var events = _server.Scheduler.Finish(() => _server.Journal.ReadAsync(room, record.Epoch, 1, int.MaxValue, int.MaxValue).AsTask());
        return events.Count(added => Encoding.UTF8.GetString(added.Entry.Span).Contains("\"news\"", StringComparison.Ordinal));
    }
}
