using GameServer.Engine;
using GameServer.Protocol;

namespace GameServer.Tests.Sdk;

public sealed class OwnBotTests
{
    private static readonly GameCatalog Catalog = new GameCatalog().Add<Fest>().Add<Deep>().Add<HighCard>().Add<Stuck>().Add<Clumsy>();

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
    public void A_bots_bug_costs_its_move_and_it_tries_again(string mood, string fault)
    {
        var table = Fest();
        var bot = Bot(table, mood == "early" ? 2 : 1);
        bot.Mood = mood;
        table.Do("ann", "tell", "1").Ok.Should().BeTrue();
        if (mood == "early") Bot(table, 1).Mood = "lazy";

        var faults = new List<Exception?>();
        for (var i = 0; i < 4 && table.NextDue is { } due; i++) faults.Add(table.Advance(due).Fault);

        faults.OfType<Exception>().First().Message.Should().Match(fault);
        table.NextDue.Should().NotBeNull("the match waits for it alone, and no timer ends that");
        bot.Mood = Bot(table, 1).Mood = "good";
        table.Run(12).Should().Contain(e => e.Type == "told" && e.Data.ToString().Contains("\"seat\":1"));
        table.Leave(table.Members.Single(member => member.Seat == 1).Id, LeftReasons.Leave).Fault.Should().BeNull();
    }

    [Theory]
    [InlineData("throws")]
    [InlineData("flies")]
    [InlineData("cheats")]
    public void A_bot_that_cannot_move_moves_by_chance_where_the_game_says_what_is_legal(string mood)
    {
        var table = Clumsy(mood);
        table.Do("ann", "count", "1").Ok.Should().BeTrue();

        var step = table.Advance(table.NextDue!.Value);

        step.Fault.Should().NotBeNull("a bug is told");
        step.IsBotsFault.Should().BeTrue();
        step.Types().Should().Contain("counted");
        table.Do("ann", "count", "1").Ok.Should().BeTrue("it is the next seat's turn");
    }

    [Fact]
    public void A_bot_that_cannot_even_be_made_is_played_by_chance()
    {
        ClumsyBot.Mood.Value = "unborn";
        var table = Some.Table("clumsy", isQuick: true, catalog: Catalog);
        table.Join("ann");

        var start = table.Advance(3);

        start.Fault.Should().NotBeNull();
        start.IsBotsFault.Should().BeTrue();
        table.Phase.Should().Be("playing");
        table.Do("ann", "count", "1").Fault.Should().BeNull("it is told once");
        table.Advance(table.NextDue!.Value).Types().Should().Contain("counted");
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

    // ann and a bot that does what it is told to in this test alone.
    private static Table Clumsy(string mood)
    {
        ClumsyBot.Mood.Value = mood;
        var table = Some.Table("clumsy", isQuick: true, catalog: Catalog);
        table.Join("ann");
        table.Advance(3);
        return table;
    }

    private static FestBot Bot(Table table, int seat) => (FestBot)table.PlayerAt(seat)!;
}

/// <summary>Two count in turns, and nothing but their moves goes on.</summary>
[Game("clumsy", Seats = 2, Bot = typeof(ClumsyBot))]
public sealed class Clumsy : Game
{
    public record Counted(int Seat);

    public int Sum { get; set; }

    [Move]
    public void Count(int by)
    {
        Require(by is 1 or 2, "one or two");
        Sum += by;
        Emit(new Counted(Me));
        NextTurn();
    }

    protected override IEnumerable<MoveOption> Legal(int seat) => [Do(nameof(Count), 1), Do(nameof(Count), 2)];
}

/// <summary>Fails in one way or another.</summary>
public sealed class ClumsyBot : Bot<Clumsy>
{
    public static readonly AsyncLocal<string> Mood = new();

    public ClumsyBot()
    {
        if (Mood.Value == "unborn") throw new InvalidOperationException("unborn");
    }

    protected override MoveOption? Act(Clumsy view) => Mood.Value switch
    {
        "throws" => throw new InvalidOperationException("act"),
        "flies" => Do("Fly"),
        "cheats" => Do(nameof(Clumsy.Count), 3),
        _ => null,
    };
}
