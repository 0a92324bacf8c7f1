using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Rooms;

/// <summary>A room whose captain chose another game is one of that game, for whoever asks.</summary>
public sealed class GameChangeTests
{
    private readonly TestNode _server = new();
    private readonly TestPlayer _ann;
    private readonly string _room;
    private readonly Cursor _before;

    public GameChangeTests()
    {
        _ann = _server.Player("ann");
        var created = _ann.Create("tictactoe");
        (_room, _before) = (created.Room!, new Cursor(created.Epoch!, created.Head!.Value));
        _ann.Send(_room, 1, "change", "drift").Ok.Should().BeTrue();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Whoever_comes_is_told_the_game_that_is_played_now(bool isKilled)
    {
        if (isKilled) _server.Kill();
        else _ann.Drop();

        var welcome = _ann.Hello(join: new JoinRequest(_room, _before));

        welcome.Joined![0].Should().Match<Joined>(j => j.Ok && j.Game == "drift" && j.Snapshot == null);
        welcome.Seats!.Single().Game.Should().Be("drift");
        var ben = _server.Player("ben").Join(_room, spectate: true);
        (ben.Reason, ben.Game).Should().Be((null, "drift"));
    }

    [Fact]
    public void Operators_and_the_lobby_see_it_there()
    {
        _server.Node.RoomStatuses.Single().Game.Should().Be("drift");
        _server.Node.Rooms(_ann.Session, new RoomsRequest()).Rooms!.Single().Game.Should().Be("drift");
    }
}
