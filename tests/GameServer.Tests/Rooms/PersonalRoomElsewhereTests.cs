using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Rooms;

/// <summary>A personal room that another node has, and that does not come along with its player's <c>Hello</c>.</summary>
public sealed class PersonalRoomElsewhereTests
{
    private readonly TestNode _server = new();
    private readonly List<bool> _asked = []; // whether to take it over
    private readonly TestPlayer _ann;

    public PersonalRoomElsewhereTests()
    {
        _ann = _server.Player("ann");
        _ann.Drop();
        _server.Pass(3_600, step: 60);
        _server.Placement.Elsewhere.Add(_ann.Id);
    }

    [Theory, Trait("rule", "CON-2")]
    [InlineData(true)]
    [InlineData(false)]
    public void It_comes_to_the_same_connection_when_it_is_asked_for_again_and_as_it_was_asked_for(bool takesOver)
    {
        Answers(Place.Unsettled, Place.Unsettled, Place.Here);

        var welcome = _ann.Hello(takesOver);
        var (second, third) = (_ann.Join(_ann.Id), _ann.Join(_ann.Id));

        welcome.Personal!.Reason.Should().Be(Reasons.Unavailable);
        (second.Ok, second.Reason, second.RetryAfterMs > 0).Should().Be((false, Reasons.Unavailable, true));
        third.Ok.Should().BeTrue($"it is here: {third.Reason}");
        _asked.Should().Equal(takesOver, takesOver, takesOver);
        _ann.Session.IsOver.Should().BeFalse();
    }

    [Fact, Trait("rule", "CON-2")]
    public void Who_did_not_ask_to_take_over_gives_way_to_a_connection_that_is_found_there()
    {
        Answers(Place.Unsettled, Place.Busy);

        _ann.Hello(takeOver: false);
        _ann.Join(_ann.Id).Ok.Should().BeFalse();

        _ann.Connection.Last!.Reason.Should().Be(ClosedReasons.Superseded, "a player has one live connection");
    }

    [Fact, Trait("rule", "CON-2")]
    public void A_connection_that_is_over_takes_nothing_from_the_newer_one()
    {
        Answers(Place.Unsettled);
        _ann.Hello();
        _server.Placement.Claiming = _ => _server.Node.End(_ann.Session, ClosedReasons.Superseded);

        _ann.Join(_ann.Id).Ok.Should().BeFalse();

        _asked.Should().ContainSingle("the Hello alone asked");
    }

    private void Answers(params Place[] places)
    {
        var next = new Queue<Place>(places);
        _server.Placement.HandOver = takeOver =>
        {
            _asked.Add(takeOver);
            return next.Dequeue();
        };
    }
}
