using GameServer.Engine;
using GameServer.Protocol;

namespace GameServer.Tests.Sdk;

public sealed class CaptainTests
{
    [Fact]
    public void The_captain_is_the_connected_player_longest_in_the_room()
    {
        var table = Some.Table("highcard");
        table.Join("eve", spectate: true);
        table.CaptainOf().Should().BeNull();
        table.Join("ann");
        table.Join("ben");
        table.CaptainOf().Should().Be("ann");

        table.Away("ann").Events.Select(e => (e.Type, e.From)).Should().Equal(("away", "ann"), ("captain", "ben"));
        table.Back("ann").Events.Select(e => (e.Type, e.From)).Should().Equal(("back", "ann"), ("captain", "ann"));
        table.Away("ben").Types().Should().Equal("away");
        table.Away("ann").Types().Should().Equal(["away"], "with nobody else there the captain keeps the office");
        table.Do("ben", "stand");
        table.Leave("ann", LeftReasons.Leave).Events.Select(e => (e.Type, e.From)).Should().Equal(("left", "ann"), ("captain", null));
        table.CaptainOf().Should().BeNull();
        table.Do("eve", "sit").Events.Select(e => (e.Type, e.From)).Should().Equal(("joined", "eve"), ("captain", "eve"));
    }

    [Theory]
    [InlineData("start")]
    [InlineData("bot", "true")]
    [InlineData("kick", "\"ann\"")]
    [InlineData("change", "\"highcard\"")]
    public void Some_moves_are_the_captains(string move, params string[] args)
    {
        var table = Some.Table("highcard");
        table.Join("ann");
        table.Join("ben");

        var step = table.Do("ben", move, args);

        (step.Reason, step.Text).Should().Be((Reasons.Refused, "only the captain may do that"));
    }

    [Fact]
    public void The_captain_starts_when_there_are_enough()
    {
        var table = Some.Table("highcard");
        table.Join("ann");
        table.Join("ben");

        table.Do("ann", "start").Text.Should().Be("it takes 3 players: invite somebody or add a bot");
        table.Do("ann", "bot", "true").Types().Should().StartWith(["joined", "started"], "now every seat is taken");
        table.Do("ann", "start").Text.Should().Be("the match is running");
    }

    [Fact]
    public void A_kicked_player_is_gone_for_good()
    {
        var table = Some.Table("highcard");
        foreach (var player in new[] { "ann", "ben" }) table.Join(player);

        table.Do("ann", "kick", "\"ann\"").Text.Should().Be("you cannot remove yourself");
        table.Do("ann", "kick", "\"zoe\"").Text.Should().Be("there is nobody of that id");
        table.Do("ann", "kick", "7").Reason.Should().Be(Reasons.BadArgs);
        table.Do("ann", "kick").Reason.Should().Be(Reasons.BadArgs);
        var step = table.Do("ann", "kick", "\"ben\"");

        step.Events.Should().ContainSingle().Which.Should().Be(new Published("left", Some.Json("""{"reason":"kicked"}"""), "ben"));
        step.Members.Should().Equal(new MembershipChange("ben", false, null));
        table.Join("ben").Reason.Should().Be(Reasons.Kicked);
        table.Restored().Join("ben", spectate: true).Reason.Should().Be(Reasons.Kicked);
    }

    [Fact]
    public void The_oldest_kick_is_forgotten_before_the_list_grows_without_end()
    {
        var table = Some.Table("highcard");
        table.Join("ann");
        for (var i = 0; i < 257; i++)
        {
            table.Join($"p{i}");
            table.Do("ann", "kick", $"\"p{i}\"").Ok.Should().BeTrue();
        }

        table.Join("p0").Ok.Should().BeTrue();
        table.Join("p1").Reason.Should().Be(Reasons.Kicked);
    }
}
