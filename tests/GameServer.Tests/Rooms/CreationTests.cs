using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;
using GameServer.Tests.Sdk;

namespace GameServer.Tests.Rooms;

public class CreationTests
{
    private readonly TestNode _server = new(options => options.Limits.RoomsPerMinute = 3, games: games => games.Add<Fickle>());

    [Fact]
    [Trait("rule", "FLT-3")]
    public void A_game_that_cannot_be_opened_is_a_fault_its_creator_is_told_of()
    {
        var joined = Create(_server.Player("ann"), """{"start":"throwAtOnce"}""");

        (joined.Ok, joined.Reason).Should().Be((false, Reasons.GameFault));
        joined.Text.Should().Be("The game failed to open a room.");
        _server.Log.Lines.Should().Equal("fault fickle create options");
    }

    [Fact]
    public void What_the_game_refuses_to_open_does_not_count_as_a_room()
    {
        var ann = _server.Player("ann");

        for (var i = 0; i < 5; i++) Create(ann, """{"start":"refuse"}""").Text.Should().Be("no such start");

        Create(ann, "{}").Ok.Should().BeTrue();
        Create(ann, "{}").Ok.Should().BeTrue();
        Create(ann, "{}").Ok.Should().BeTrue();
        Create(ann, "{}").Reason.Should().Be(Reasons.RateLimited);
    }

    private Joined Create(TestPlayer player, string options) =>
        _server.Scheduler.Finish(() => _server.Node.CreateAsync(player.Session, new CreateRequest("fickle", Make.Json(options))));
}
