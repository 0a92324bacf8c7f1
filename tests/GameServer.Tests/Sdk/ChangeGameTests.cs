using GameServer.Engine;
using GameServer.Protocol;

namespace GameServer.Tests.Sdk;

public sealed class ChangeGameTests
{
    private static readonly GameCatalog Catalog = new GameCatalog().Add<Party>().Add<Fest>().Add<HighCard>().Add<GameServer.Games.TicTacToe>().Add<GameServer.Games.Relay>();

    [Fact]
    public void Another_game_keeps_members_and_seats_as_far_as_there_are_some()
    {
        var table = Some.Table("highcard", catalog: Catalog);
        table.Join("ann");
        table.Join("eve", spectate: true);
        table.Join("ben");
        table.Join("cleo");
        foreach (var args in new[] { new[] { "\"party\"" }, ["\"whist\""] }) table.Do("ann", "change", args).Text.Should().Be("not while a match is running");
        Finish(table);

        table.Do("ann", "change", "\"whist\"").Text.Should().Be("there is no game of that name");
        table.Do("ann", "change", "\"relay\"").Text.Should().Be("that game has no seats");
        table.Do("ann", "change").Reason.Should().Be(Reasons.BadArgs);
        table.Do("ann", "change", "7").Reason.Should().Be(Reasons.BadArgs);
        table.Do("ann", "change", "\"party\"", "[]").Reason.Should().Be(Reasons.BadArgs);
        table.Do("ann", "change", "\"tictactoe\"", """{"a":1}""").Text.Should().Be("this game has no options");
        table.Game.Should().Be("highcard");
        var step = table.Do("ann", "change", "\"tictactoe\"", "null");

        step.Types().Should().Equal("patch", "seated", "started", "patch");
        step.Events[1].Should().Be(new Published("seated", Some.Json("""{"seat":null}"""), "cleo"));
        step.Members.Should().Equal(new MembershipChange("cleo", true, null));
        (step.TableChanged, step.StateChanged).Should().Be((true, true));
        table.Members.Select(member => (member.Id, member.Seat)).Should().Equal(("ann", 0), ("eve", null), ("ben", 1), ("cleo", null));
        (table.Game, table.Phase).Should().Be(("tictactoe", "playing"));
        table.Restored(Catalog).View("cleo").Should().Be(table.View("cleo"));
        table.Do("ann", "place", "4").Ok.Should().BeTrue();
    }

    [Fact]
    public void Another_game_with_more_seats_waits_in_its_lobby_and_bots_without_a_game_go()
    {
        var table = Some.Table("highcard", catalog: Catalog);
        table.Join("ann");
        table.Do("ann", "bot", "true");
        var bot = table.Members[1].Id;

        var step = table.Do("ann", "change", "\"party\"");

        step.Events.Select(e => (e.Type, e.From)).Should().Equal(("patch", null), ("left", bot));
        table.Phase.Should().Be("lobby");
        table.See(null)["table"]!["startsInMs"].Should().BeNull();
    }

    [Fact]
    public void Bots_that_know_the_next_game_come_along_behind_the_people()
    {
        var table = Some.Table("highcard", catalog: Catalog);
        table.Join("ann");
        table.Do("ann", "bot", "true");
        table.Join("eve", spectate: true);
        table.Do("ann", "bot", "true");
        table.Do("eve", "sit").Ok.Should().BeTrue("a person is preferred to a bot");
        Finish(table);

        table.Do("ann", "change", "\"tictactoe\"").Types().Should().StartWith("patch").And.Contain("left", "the last bot has no seat there");

        table.Members.Where(member => member.Seat is not null).Select(member => member.Id).Should().Equal("ann", "eve");
    }

    private static void Finish(Table table)
    {
        while (table.Phase == "playing")
        {
            foreach (var member in table.Members.Where(member => member.Seat is not null).ToList())
            {
                if (table.See(member.Id)["mine"] is not { } mine) continue;
                foreach (var card in mine["hands"]!.AsArray()) table.Do(member.Id, "play", card!.ToJsonString());
            }
            table.Run(2);
        }
    }
}
