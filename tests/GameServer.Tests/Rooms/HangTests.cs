using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Rooms;

/// <summary>A room whose turn does not return keeps nobody who is not in it.</summary>
public sealed class HangTests
{
    private readonly TestNode _server = new(games: games => games.Add<Tarry>());

    [Fact, Trait("rule", "FLT-3")]
    public void A_room_whose_turn_does_not_return_is_in_no_list_and_quick_play_leads_elsewhere()
    {
        var (ann, bob) = (_server.Player("ann"), _server.Player("bob"));
        var room = ann.Create("tarry").Room!;
        IReadOnlyList<string> before = [], listed = [], told = [];
        Joined? played = null;
        Tarry.Meanwhile("move", () =>
        {
            Pass(4.9, ann, bob);
            before = Listed(bob);
            Pass(0.2, ann, bob);
            listed = Listed(bob);
            told = [.. ((INodeOfCluster)_server.Node).PublicRooms.Select(info => info.Room)];
            played = Answered(_server.Scheduler.Start(() => _server.Node.PlayAsync(bob.Session, new PlayRequest("tarry"))));
        });

        ann.Send(room, 1, "wait");

        before.Should().Equal(room);
        listed.Should().BeEmpty("nobody would get in");
        told.Should().BeEmpty("the other nodes would send their players there");
        played!.Room.Should().NotBe(room);
    }

    private IReadOnlyList<string> Listed(TestPlayer player) => [.. _server.Node.Rooms(player.Session, new RoomsRequest("tarry")).Rooms!.Select(listed => listed.Room)];

    private static Joined? Answered(Task<Joined> call) => call.IsCompletedSuccessfully ? call.Result : null;

    private void Pass(double seconds, params TestPlayer[] awake)
    {
        foreach (var player in awake) _server.Node.Heard(player.Session);
        _server.Pass(seconds);
    }
}
