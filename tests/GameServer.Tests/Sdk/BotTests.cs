using GameServer.Engine;
using GameServer.Games;
using GameServer.Protocol;

namespace GameServer.Tests.Sdk;

public sealed class BotTests
{
    private static readonly GameCatalog Catalog = new GameCatalog().Add<Fest>().Add<Deep>().Add<HighCard>().Add<Stuck>();

    [Fact]
    public void A_random_bot_thinks_for_about_a_second_and_makes_a_legal_move()
    {
        var waits = new List<double>();
        for (var seed = 0; seed < 40; seed++)
        {
            var table = Some.Table(isQuick: true, seed: seed);
            table.Join("ann");
            table.Advance(3);
            table.Do("ann", "place", "4").Ok.Should().BeTrue();

            waits.Add(table.NextDue!.Value.TotalSeconds);
            var step = table.Advance(table.NextDue!.Value);

            step.Fault.Should().BeNull();
            step.Events.Select(e => (e.Type, e.From)).Should().Equal(("placed", table.Members[1].Id), ("patch", null));
        }

        waits.Should().OnlyContain(wait => wait >= 0.6 && wait < 1.6);
        waits.Max().Should().BeGreaterThan(1.3);
        waits.Min().Should().BeLessThan(0.9);
    }

    [Fact]
    public void Bots_have_names_and_looks_of_their_own()
    {
        var table = Some.Table("fest", catalog: Catalog);
        table.Join("ann");
        for (var i = 0; i < 3; i++) table.Do("ann", "bot", "true");

        table.Members.Select(member => member.Name).Should().OnlyHaveUniqueItems();
        table.Members.Select(member => member.Look).Should().OnlyHaveUniqueItems();
        table.Members.Select(member => member.Id).Should().OnlyHaveUniqueItems();
        table.Members.Skip(1).Should().OnlyContain(member => member.IsBot && !member.IsAway);
    }

    [Fact]
    public void The_captain_adds_and_removes_bots_before_a_match()
    {
        var table = Some.Table("highcard");
        table.Join("ann");

        table.Do("ann", "bot", "false").Text.Should().Be("there is no bot");
        table.Do("ann", "bot", "true").Types().Should().Equal("joined");
        table.Do("ann", "bot", "false").Types().Should().Equal("left");
        foreach (var args in new[] { [], new[] { "1" }, ["null"], ["true", "true"] }) table.Do("ann", "bot", args).Reason.Should().Be(Reasons.BadArgs);
        table.Do("ann", "bot", "true");
        table.Do("ann", "kick", $"\"{table.Members[1].Id}\"").Types().Should().Equal("left");
        table.Do("ann", "bot", "true");
        table.Do("ann", "bot", "true");
        table.Phase.Should().Be("playing");
        table.Do("ann", "bot", "true").Text.Should().Be("every seat is taken");
        table.Do("ann", "bot", "false").Text.Should().Be("not while a match is running");
        table.Do("ann", "kick", $"\"{table.Members[1].Id}\"").Text.Should().Be("not while a match is running");
    }

    [Fact]
    public void A_person_takes_over_a_bots_seat_and_the_bot_goes()
    {
        var table = Some.Table(isQuick: true);
        table.Join("ann");
        table.Advance(3);
        table.Do("ann", "place", "4");
        var bot = table.Members[1].Id;
        table.HasPlace.Should().BeTrue();

        var step = table.Join("ben");

        step.Events.Select(e => (e.Type, e.From)).Should().Equal(("left", bot), ("joined", "ben"));
        table.SeatOf("ben").Should().Be(1);
        table.Do("ben", "place", "0").Ok.Should().BeTrue("the match goes on");
    }

    [Fact]
    public void Who_leaves_or_stays_away_is_followed_by_a_bot()
    {
        var table = new Table<HighCard>(seed: 1).Core;

        table.Leave("player1", LeftReasons.Leave).Types().Should().Equal("left", "joined");
        table.Away("player2");
        var step = table.GiveUpSeat("player2");

        step.Types().Should().Equal("seated", "joined", "patch");
        step.Members.Should().Equal(new MembershipChange("player2", true, null));
        step.Events[2].Data.ToString().Should().Be("""{"changes":null,"mine":true}""");
        table.Info("x").Bots.Should().Be(2);
        table.Back("player2").Types().Should().Equal("back");
        table.Join("player2").Types().Should().Equal(["left", "seated", "patch"], "the player is given the seat again");
    }

    [Fact]
    public void An_autopilot_waits_for_a_good_part_of_the_turn()
    {
        var table = new Table<TicTacToe>();
        table.As(0, game => game.Place(4));
        table.Core.Advance(TimeSpan.FromSeconds(5));
        table.Core.Away("player1");

        table.Core.Run(7.9).Should().BeEmpty();
        var events = table.Core.Run(0.2);

        events.Select(e => (e.Type, e.From)).Should().Equal([("placed", null), ("patch", null)], "the player did not do it");
        table.Turn.Should().Be(0);
    }

    [Fact]
    public void A_player_who_is_back_in_time_loses_no_move()
    {
        var table = new Table<TicTacToe>();
        table.Core.Away("player0");
        table.Core.Run(7).Should().BeEmpty();
        table.Core.Back("player0");

        table.Core.Run(20).Should().BeEmpty();
        table.As(0, game => game.Place(4)).Ok.Should().BeTrue();
    }

    [Fact]
    public void A_games_own_bot_sees_what_its_seat_sees_and_hears_what_its_seat_hears()
    {
        var table = Fest();
        var bot = Bot(table, 1);
        bot.Heard.Should().Equal(["started", "given"], "it began with the match");

        table.Do("ann", "tell", "1");
        table.Run(1.5).Select(e => (e.Type, e.Data.ToString())).Should().StartWith([("told", """{"seat":1,"gift":2,"isAuto":false}""")]);

        bot.Seen!.Gifts.Should().Equal(0, 2, 0);
        bot.Seen.Answer.Should().Be(0);
        bot.Heard.Take(6).Should().Equal("started", "given", "told", "patch", "told", "patch");
        bot.Knows.Should().Be((1, 0, 3, 1.0), "the third seat has played too");
    }

    [Fact]
    public void An_autopilot_flags_its_moves()
    {
        var table = Fest();
        table.Away("ann");

        table.Run(8.1).First(e => e.Type == "told").Data.ToString().Should().Be("""{"seat":0,"gift":1,"isAuto":true}""");
    }

    [Theory]
    [InlineData("throws", "act")]
    [InlineData("unknown", "*fly()*no such move*")]
    [InlineData("early", "*not its turn*")]
    [InlineData("wrong", "*tell(99)*refused: that is not your gift*")]
    public void A_bots_bug_costs_its_move_and_nothing_else(string mood, string fault)
    {
        var table = Fest();
        var bot = Bot(table, mood == "early" ? 2 : 1);
        bot.Mood = mood;
        table.Do("ann", "tell", "1").Ok.Should().BeTrue();
        if (mood == "early") Bot(table, 1).Mood = "lazy";

        var faults = new List<Exception?>();
        for (var i = 0; i < 4 && table.NextDue is { } due; i++) faults.Add(table.Advance(due).Fault);

        faults.OfType<Exception>().First().Message.Should().Match(fault);
        if (mood != "early") table.NextDue.Should().BeNull("it does not try for ever");
        table.Leave(table.Members.Single(member => member.Seat == 1).Id, LeftReasons.Leave).Fault.Should().BeNull();
    }

    [Fact]
    public void A_bot_that_throws_at_events_or_in_thought_is_reported()
    {
        var table = Fest();
        Bot(table, 1).Mood = "throws at events";
        table.Do("ann", "tell", "1").Fault!.Message.Should().Be("event");
        Bot(table, 1).Mood = "good";
        Bot(table, 2).Mood = "throws in thought";

        var faults = Enumerable.Range(0, 3).Select(_ => table.Advance(table.NextDue!.Value).Fault?.Message).ToList();

        faults.Should().Contain("thought");
        Bot(table, 2).Mood = "good";
        table.Do("ann", "tell", "1").Ok.Should().BeTrue();
        table.Run(9).Should().Contain(e => e.Type == "told" && e.Data.ToString().Contains("\"seat\":2"), "it acts all the same, later");
    }

    [Fact]
    public void A_move_that_changes_nothing_does_not_end_a_bots_game()
    {
        var table = Fest();
        Bot(table, 1).Mood = "lazy";
        table.Do("ann", "tell", "1");

        table.Run(3).Should().BeEmpty();
        Bot(table, 1).Mood = "good";
        table.Run(1.1).Should().Contain(e => e.Type == "told");
    }

    [Fact]
    public void A_game_may_switch_chat_and_emotes_off()
    {
        var table = Fest();

        table.Chat.Should().BeFalse();
        table.Do("ann", "chat", "\"hi\"").Reason.Should().Be(Reasons.ChatOff);
        table.Do("ann", "emote", "1").Reason.Should().Be(Reasons.UnknownMove);
    }

    [Fact]
    public void Bots_alone_do_not_play()
    {
        var table = Some.Table(isQuick: true);
        table.Join("ann");
        table.Advance(3);

        var step = table.Leave("ann", LeftReasons.Leave);

        step.Types().Should().StartWith("left");
        table.NextDue.Should().BeNull();
        table.Members.Should().OnlyContain(member => member.IsBot);
        table.Join("ben").Ok.Should().BeTrue("and whoever comes plays on");
        table.NextDue.Should().NotBeNull();
    }

    [Fact]
    public void Bots_play_to_the_end_for_those_who_watch_and_then_stop()
    {
        var table = Some.Table(isQuick: true);
        table.Join("ann");
        table.Join("eve", spectate: true);
        table.Advance(3);
        table.Leave("ann", LeftReasons.Leave);

        table.Run(120).Count(e => e.Type == "ended").Should().Be(1);
        table.NextDue.Should().BeNull();
    }

    [Fact]
    public void A_bot_without_a_legal_move_waits_for_a_change()
    {
        var table = Some.Table("stuck", isQuick: true, catalog: Catalog);
        table.Join("ann");
        table.Advance(3);

        table.Run(60).Should().BeEmpty();
        table.Do("ann", "open").Ok.Should().BeTrue();
        table.Run(2).Should().Contain(e => e.Type == "patch");
    }

    // ann and two bots, in a match of three.
    private static Table Fest()
    {
        var table = Some.Table("fest", catalog: Catalog);
        table.Join("ann");
        table.Do("ann", "bot", "true");
        table.Do("ann", "bot", "true");
        table.Do("ann", "start").Ok.Should().BeTrue();
        return table;
    }

    private static FestBot Bot(Table table, int seat) => (FestBot)table.PlayerAt(seat)!;
}

/// <summary>Nobody can move until somebody opens.</summary>
[Game("stuck", Seats = 2)]
public sealed class Stuck : Game
{
    public bool IsOpen { get; set; }
    public int Moves { get; set; }

    [Move(AnyTime = true)] public void Open() => IsOpen = true;
    [Move(AnyTime = true)] public void Step() => Moves++;

    protected override IEnumerable<MoveOption> Legal(int seat) => IsOpen && Moves < 3 ? [Do(nameof(Step))] : [];
}
