using GameServer.Engine;
using GameServer.Protocol;

namespace GameServer.Tests.Sdk;

public sealed class MatchTests
{
    private static readonly GameCatalog Catalog = new GameCatalog().Add<Party>().Add<Fest>().Add<HighCard>().Add<GameServer.Games.TicTacToe>().Add<GameServer.Games.Relay>();

    [Fact]
    public void In_quick_play_bots_take_the_rest_three_seconds_after_the_first_player_sat()
    {
        var table = Some.Table(isQuick: true);
        table.Join("ann");
        table.See("ann")["table"]!["startsInMs"]!.GetValue<int>().Should().Be(3_000);
        table.Advance(2.999).Should().BeEquivalentTo(Step.Nothing);

        var step = table.Advance(0.001);

        step.Types().Should().Equal("joined", "started", "patch");
        var bot = table.Members[1];
        (bot.IsBot, bot.Seat).Should().Be((true, 1));
        bot.Look.Should().NotBe(0, "that one is taken");
        step.Members.Should().BeEmpty("a bot is no player");
        table.Info("x").Should().Be(new RoomInfo("x", "tictactoe", 2, 2, 1, 0, "playing"));
    }

    [Fact]
    public void Another_player_in_time_makes_it_a_match_of_two()
    {
        var table = Some.Table(isQuick: true);
        table.Join("ann");
        table.Advance(2);

        table.Join("ben").Types().Should().Equal("joined", "started", "patch");
        table.Members.Should().NotContain(member => member.IsBot);
        table.Run(5).Should().BeEmpty("the start that was planned is over");
    }

    [Fact]
    public void Without_bots_quick_play_waits_for_enough_players()
    {
        var table = Some.Table("party", isQuick: true, catalog: Catalog);
        table.Join("ann");
        table.Run(10);
        table.Phase.Should().Be("lobby");
        table.Join("ben");
        table.Phase.Should().Be("lobby", "two more might come");

        table.Run(3).Select(e => e.Type).Should().Contain("started");
        table.See("ann")["state"]!["players"]!.GetValue<int>().Should().Be(2);
    }

    [Fact]
    public void If_the_player_left_nothing_starts()
    {
        var table = Some.Table(isQuick: true);
        table.Join("ann");
        table.Join("eve", spectate: true);
        table.Leave("ann", LeftReasons.Leave);

        table.Run(10).Should().Equal(NoStart);
        table.Phase.Should().Be("lobby");
        table.NextDue.Should().BeNull();
    }

    [Fact]
    public void Who_plays_sits_without_gaps_and_the_others_wait_for_the_next_match()
    {
        var table = Some.Table("party", catalog: Catalog);
        foreach (var player in new[] { "ann", "ben", "cleo" }) table.Join(player);
        table.Leave("ben", LeftReasons.Leave);

        var step = table.Do("ann", "start");
        step.Events.Select(e => (e.Type, e.From)).Should().Equal(("seated", "cleo"), ("started", null), ("patch", null));
        step.Members.Should().Equal(new MembershipChange("cleo", true, 1));
        table.Join("dan").Members.Should().Equal(new MembershipChange("dan", true, 2));
        table.Do("dan", "finish").Reason.Should().Be(Reasons.NoSeat);
        table.Do("ann", "pass").Ok.Should().BeTrue();
        table.Do("cleo", "pass").Ok.Should().BeTrue();
        table.Do("ann", "pass").Ok.Should().BeTrue("two play");
        table.See(null)["state"]!["log"]!.GetValue<string>().Should().BeEmpty("dan is none of this match's business");

        table.Do("cleo", "finish").Ok.Should().BeTrue();
        foreach (var player in new[] { "ann", "cleo", "dan" }) table.Do(player, "again").Ok.Should().BeTrue();
        table.See(null)["state"]!["players"]!.GetValue<int>().Should().Be(3);
    }

    [Fact]
    public void A_game_without_bots_is_told_of_empty_seats()
    {
        var table = Some.Table("party", catalog: Catalog);
        foreach (var player in new[] { "ann", "ben" }) table.Join(player);
        table.Do("ann", "start");

        table.Leave("ben", LeftReasons.Leave);
        table.Join("cleo");
        table.Away("cleo");
        table.GiveUpSeat("cleo").Types().Should().Equal("seated", "patch");
        table.GiveUpSeat("cleo").Should().BeEquivalentTo(Step.Nothing);
        table.GiveUpSeat("ann").Should().BeEquivalentTo(Step.Nothing, "ann is here");
        table.Back("cleo");
        table.Join("cleo");

        table.See(null)["state"]!["log"]!.GetValue<string>().Should().Be("leave1 join1 leave1 join1 ");
        table.Do("ann", "bot", "true").Text.Should().Be("this game has no bots");
    }

    [Fact]
    public void Everybodys_vote_starts_the_next_match_at_once()
    {
        var table = Ended();
        table.Join("eve", spectate: true);

        table.Do("ann", "again").Events.Should().ContainSingle().Which.Should().Be(new Published("again", Some.Json("""{"votes":1,"of":2}"""), "ann"));
        table.See("eve")["table"]!["votes"]!.GetValue<int>().Should().Be(1);
        table.Do("ann", "again").Events.Should().BeEmpty("a vote counts once");
        table.Do("ben", "again", "1").Reason.Should().Be(Reasons.BadArgs);
        var step = table.Do("ben", "again");

        step.Events.Select(e => (e.Type, e.Data.ToString())).Should().StartWith([("again", """{"votes":2,"of":2}"""), ("started", """{"match":2,"options":{}}""")]);
        table.See(null)["table"]!.ToJsonString().Should().Contain("\"result\":null,\"votes\":0,\"startsInMs\":null");
    }

    [Fact]
    public void A_vote_is_complete_too_when_the_others_are_gone()
    {
        var table = Ended();
        table.Do("ben", "again");

        table.Away("ann").Types().Should().StartWith(["away", "captain", "started"]);
    }

    [Fact, Trait("rule", "SNP-1")]
    public void A_vote_goes_with_who_cast_it_and_the_others_are_told()
    {
        var table = Ended();
        table.Do("ben", "again");

        table.Leave("ben", LeftReasons.Leave).Events.Should().Contain(new Published("again", Some.Json("""{"votes":0,"of":1}""")));

        table.See("ann")["table"]!["votes"]!.GetValue<int>().Should().Be(0);
    }

    [Fact]
    public void The_next_match_starts_by_itself_after_20_seconds()
    {
        var table = Ended();
        table.See(null)["table"]!["startsInMs"]!.GetValue<int>().Should().Be(20_000);
        table.See(null)["table"]!["result"]!.GetValue<string>().Should().Be("seat 0 wins");

        table.Run(19.9).Should().BeEmpty();
        table.Run(0.2).Select(e => e.Type).Should().StartWith("started");
        table.See(null)["table"]!["match"]!.GetValue<int>().Should().Be(2);
    }

    [Fact]
    public void Nothing_starts_for_players_who_are_away_until_one_is_back()
    {
        var table = Ended();
        table.Away("ann");
        table.Away("ben");

        table.Run(60).Should().Equal(NoStart);
        table.NextDue.Should().BeNull();
        table.Back("ben");

        table.Phase.Should().Be("playing", "every seat is taken");
    }

    [Fact]
    public void A_table_of_friends_waits_for_enough_and_then_plays_on()
    {
        var table = Ended();
        table.Leave("ben", LeftReasons.Leave);
        table.Run(60).Should().Equal(NoStart);
        table.Phase.Should().Be("ended");
        table.Do("ann", "again").Ok.Should().BeTrue();
        table.Phase.Should().Be("ended", "one is not enough");

        table.Join("cleo").Types().Should().Contain("started");
    }

    [Fact]
    public void Enough_of_more_seats_start_20_seconds_after_somebody_is_back()
    {
        var table = Some.Table("party", catalog: Catalog);
        foreach (var player in new[] { "ann", "ben" }) table.Join(player);
        table.Do("ann", "start");
        table.Do("ann", "finish");
        table.Away("ann");
        table.Away("ben");
        table.Run(30);

        table.Back("ann").Events.Select(e => (e.Type, e.Data.ToString())).Should().Equal(("back", "{}"), ("captain", "{}"), ("patch", """{"changes":[],"startsInMs":20000}"""));
        table.Run(19.9).Should().BeEmpty();
        table.Run(0.2).Select(e => e.Type).Should().Contain("started");
    }

    [Fact]
    public void The_captain_may_start_the_next_match_with_other_options()
    {
        var table = Ended();

        table.Do("ann", "start", """{"x":1}""").Text.Should().Be("this game has no options");
        table.Do("ann", "start").Types().Should().Equal("started", "patch");
    }

    // Whoever counts down is told that nothing comes.
    private static Published NoStart => new("patch", Some.Json("""{"changes":[],"startsInMs":null}"""));

    private static Table Ended()
    {
        var table = Some.Table(catalog: Catalog);
        table.Join("ann");
        table.Join("ben");
        TableTests.Play(table);
        return table;
    }
}
