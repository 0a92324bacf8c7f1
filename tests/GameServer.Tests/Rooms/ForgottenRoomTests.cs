using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Rooms;

/// <summary>When a room in which nothing happens any more is deleted.</summary>
public sealed class ForgottenRoomTests
{
    private const int Round = 600, Hour = 3_600;

    private readonly TestNode _server = new(options => options.Room.RetainHours = 1);

    [Fact, Trait("rule", "FLT-7")]
    public void A_quiet_room_whose_node_died_is_kept_until_its_members_have_had_time_to_come()
    {
        var ann = _server.Player("ann");
        var room = ann.Create().Room!;
        ann.Drop();
        _server.Pass(120, step: 10);
        _server.Node.LiveRooms.Should().Be(0);
        _server.Placement.Elsewhere.Add(room); // where somebody watches it
        _server.Pass(3 * Hour, step: 60);

        _server.Placement.Elsewhere.Remove(room);
        _server.Pass(Round, step: 60);
        ann.Hello();
        var joined = ann.Join(room);
        ann.Drop();
        _server.Pass(3 * Hour, step: 60);
        ann.Hello();

        joined.Ok.Should().BeTrue($"its members were still on their way: {joined.Reason}");
        ann.Join(room).Reason.Should().Be(Reasons.NotFound, "nobody needs it any more");
    }
}
