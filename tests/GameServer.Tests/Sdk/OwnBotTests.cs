using GameServer.Engine;
using GameServer.Protocol;

namespace GameServer.Tests.Sdk;

public sealed class OwnBotTests
{
    private static readonly GameCatalog Catalog = new GameCatalog().Add<Fest>().Add<Deep>().Add<HighCard>().Add<Stuck>();

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
