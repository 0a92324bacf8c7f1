using GameServer.Engine;

namespace GameServer.Tests.Sdk;

public sealed class PatchTests
{
    private readonly Table<Lists> _table = new();

    [Theory]
    [InlineData("[1,2,3,5]", """["row",3,5]""")]
    [InlineData("[0,2,3,null]", """["row",0,0],["row",3,null]""")]
    [InlineData("[1,2,3,4,5]", """["row",4,5]""")]
    [InlineData("[1,2,3,4,null]", """["row",4,null]""")]
    [InlineData("[5,6,7,4]", """["row",[5,6,7,4]]""")]
    [InlineData("[1,2,3]", """["row",[1,2,3]]""")]
    [InlineData("[]", """["row",[]]""")]
    public void An_array_is_told_by_elements_where_that_is_shorter(string row, string changes) =>
        Changes(_table.Core.Do(_table.Player(0), "put", row)).Should().Be($"[{changes}]");

    [Fact]
    public void A_list_grows_line_by_line()
    {
        Changes(_table.As(0, game => game.Say("a"))).Should().Be("""[["lines",0,"a"]]""");
        Changes(_table.As(0, game => game.Say("b"))).Should().Be("""[["lines",1,"b"]]""");
    }

    [Fact]
    public void Anything_else_is_told_whole()
    {
        Changes(_table.As(0, game => game.Name("x", 1))).Should().Be("""[["names",{"x":1}]]""");
        Changes(_table.As(0, game => game.Name("y", 2))).Should().Be("""[["names",{"x":1,"y":2}]]""");
    }

    [Fact]
    public void A_step_that_changed_nothing_has_no_patch_and_nothing_to_save()
    {
        var step = _table.As(0, game => game.Nothing());

        step.Events.Should().BeEmpty();
        (step.StateChanged, step.TableChanged).Should().Be((false, false));
        _table.As(0, game => game.Put(new int?[] { 1, 2, 3, 4 })).Events.Should().BeEmpty("equal is unchanged");
    }

    [Fact]
    public void A_patch_comes_last_and_a_private_one_goes_to_its_player_alone()
    {
        var table = new Table<HighCard>(seed: 3);
        var hand = table.Game.Hands[0];
        var (card, left) = (hand[0], string.Join(',', hand.Skip(1)));

        var step = table.As(0, game => game.Play(card));

        step.Events.Select(e => (e.Type, e.Audience?.ToString(), e.Data.ToString())).Should().Equal(
            ("played", null, $$"""{"seat":0,"card":{{card}}}"""),
            ("patch", null, $$"""{"changes":[["pile",0,{{card}}],["turn",1]]}"""),
            ("patch", "+player0", $$"""{"changes":[["hands",[{{left}}]]],"mine":true}"""));
    }

    [Fact]
    public void The_start_is_a_patch_from_the_lobby_to_the_match()
    {
        var table = Some.Table("highcard");
        table.Join("ann");
        table.Join("ben");

        var step = table.Join("cleo");

        step.Types().Should().Equal("joined", "started", "dealt", "dealt", "dealt", "patch", "patch", "patch");
        step.Events[5].Data.ToString().Should().Be("""{"changes":[["pile",[null,null,null]],["score",[0,0,0]]]}""");
        step.Events.Skip(6).Select(e => e.Audience!.Players.Single()).Should().Equal(["ann", "ben"], "cleo's first snapshot comes after all this");
        table.See("cleo")["mine"]!["hands"]!.AsArray().Should().HaveCount(5);
    }

    [Fact]
    public void A_change_of_seat_is_the_whole_private_part_or_its_end()
    {
        var table = Some.Table("highcard");
        foreach (var player in new[] { "ann", "ben", "cleo" }) table.Join(player);
        table.Join("dan", spectate: true);

        var stood = table.Do("ben", "stand");
        var sat = table.Do("dan", "sit");

        stood.Events.Where(e => e.Type == "patch").Should().ContainSingle().Which.Should().Match<Published>(
            e => e.Audience!.ToString() == "+ben" && e.Data.ToString() == """{"changes":null,"mine":true}""");
        table.See("ben")["mine"].Should().BeNull();
        var patch = sat.Events.Where(e => e.Type == "patch").Should().ContainSingle().Which;
        patch.Audience!.ToString().Should().Be("+dan");
        patch.Data.ToString().Should().Be($$"""{"changes":[["hands",{{table.See("dan")["mine"]!["hands"]!.ToJsonString()}}]],"mine":true}""");
    }

    [Fact]
    public void After_a_match_its_private_parts_stay_with_those_who_had_them()
    {
        var table = new Table<Deep>();
        table.As(0, game => game.Finish());
        table.Core.Join("eve", spectate: true);

        table.Core.See(table.Player(0))["mine"].Should().NotBeNull();
        table.Core.Do(table.Player(1), "stand").Events.Last().Data.ToString().Should().Be("""{"changes":null,"mine":true}""");
        table.Core.Do("eve", "sit").Types().Should().Equal("joined");
        table.Core.See("eve")["mine"].Should().BeNull("what was another's is not for the next");
        table.Core.Restored(new GameCatalog().Add<Deep>()).View("eve").Should().Be(table.Core.View("eve"));
        table.Core.Restored(new GameCatalog().Add<Deep>()).View(table.Player(0)).Should().Be(table.Core.View(table.Player(0)));
    }

    [Fact]
    public void A_game_followed_by_its_own_events_has_patches_at_the_start_and_for_seats_alone()
    {
        var table = Some.Table("quiet", catalog: new GameCatalog().Add<Quiet>());
        table.Join("ann");
        var started = table.Join("ben");

        started.Events.Where(e => e.Type == "patch").Select(e => $"{e.Audience}{e.Data}").Should().Equal(
            """{"changes":[["count",0],["silent",0],["turn",0]]}""",
            """+ann{"changes":[["own",7]],"mine":true}""");
        table.Do("ann", "add").Types().Should().Equal("counted");
        table.Do("ann", "stand").Types().Should().Contain("patch");
    }

    [Fact]
    public void Another_game_is_one_patch_that_says_all()
    {
        var table = Some.Table("highcard");
        table.Join("ann");
        table.Join("ben");

        var step = table.Do("ann", "change", "\"tictactoe\"", "{}");

        step.Events.Select(e => (e.Type, e.Data.ToString())).Should().Equal(
            [
                ("patch", """{"changes":[["cells",[null,null,null,null,null,null,null,null,null]],["turn",0]],"deadlines":{},"game":"tictactoe","chat":true,"options":{}}"""),
                ("started", """{"match":1,"options":{}}"""),
                ("patch", """{"changes":[],"deadlines":{"turn":30000}}"""),
            ],
            "both seats are taken: the match of the new game begins");
    }

    private static string Changes(Step step) =>
        System.Text.Json.Nodes.JsonNode.Parse(step.Events.Should().ContainSingle().Which.Data.ToString())!["changes"]!.ToJsonString();
}
