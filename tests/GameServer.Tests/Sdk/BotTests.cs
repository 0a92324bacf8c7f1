using GameServer.Engine;
using GameServer.Games;
using GameServer.Protocol;

namespace GameServer.Tests.Sdk;

public sealed class BotTests
{
    private const int Gold = 5;

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
    public void Gold_is_the_look_of_a_bot_only_when_no_other_is_free()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var table = Some.Table("sparks", seed: seed, catalog: new GameCatalog().Add<Sparks>());
            table.Join("ann");
            while (table.Members.Count < 12) table.Do("ann", "bot", "true").Ok.Should().BeTrue();

            var looks = table.Members.Select(member => member.Look).ToList();
            looks.Take(8).Should().OnlyHaveUniqueItems();
            looks[7].Should().Be(Gold);
            looks.Where((_, place) => place != 7).Should().NotContain(Gold);
        }
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
    public void A_game_is_not_told_who_takes_turns_in_a_seat_that_is_never_empty()
    {
        var table = Some.Table("stuck", catalog: Catalog);
        foreach (var player in new[] { "ann", "ben" }) table.Join(player);

        table.Leave("ben", LeftReasons.Leave);
        table.Join("cleo");
        table.See(null)["state"]!["log"]!.GetValue<string>().Should().BeEmpty();

        table.Leave("cleo", LeftReasons.Leave);
        table.Leave("ann", LeftReasons.Leave);
        table.Join("dan");
        table.See(null)["state"]!["log"]!.GetValue<string>().Should().Be("leave0 join0 ", "with nobody left no bot follows");
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
}

/// <summary>Nobody can move until somebody opens.</summary>
[Game("stuck", Seats = 2)]
public sealed class Stuck : Game
{
    public bool IsOpen { get; set; }
    public int Moves { get; set; }
    public string Log { get; set; } = "";

    protected override void OnJoin(int seat) => Log += $"join{seat} ";
    protected override void OnLeave(int seat) => Log += $"leave{seat} ";

    [Move(AnyTime = true)] public void Open() => IsOpen = true;
    [Move(AnyTime = true)] public void Step() => Moves++;

    protected override IEnumerable<MoveOption> Legal(int seat) => IsOpen && Moves < 3 ? [Do(nameof(Step))] : [];
}
