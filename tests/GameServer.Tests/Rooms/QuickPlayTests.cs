using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Rooms;

public sealed class QuickPlayTests
{
    private readonly TestNode _server = new();

    [Fact]
    public void Who_comes_after_the_bot_takes_its_seat_and_plays_whoever_waits_there()
    {
        var ann = _server.Player("ann");
        var room = ann.Play("tictactoe").Room!;
        _server.Pass(5);
        _server.Node.RoomStatuses.Single().Phase.Should().Be("playing", "a bot sat down");

        var joined = _server.Player("ben").Play("tictactoe");

        (joined.Room, joined.Seat).Should().Be((room, 1));
        _server.Player("cleo").Play("tictactoe").Room.Should().NotBe(room, "nobody gives up a seat for her");
    }
}
