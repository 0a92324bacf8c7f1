using GameServer.Engine;
using GameServer.Games;

namespace GameServer.Tests.Sdk;

public sealed class ViewTests
{
    [Fact]
    [Trait("rule", "PRV-1")]
    public void Each_seat_sees_its_own_hand_and_a_spectator_none()
    {
        var table = new Table<HighCard>(seed: 2);
        table.Core.Join("eve", spectate: true);

        for (var seat = 0; seat < 3; seat++) State(table, table.Player(seat), "mine").Should().Be($$"""{"hands":[{{string.Join(',', table.Game.Hands[seat])}}]}""");
        foreach (var stranger in new[] { "eve", "nobody", null }) State(table, stranger, "mine").Should().Be("null");
        foreach (var viewer in new[] { table.Player(0), "eve", null }) State(table, viewer, "state").Should().Be("""{"pile":[null,null,null],"score":[0,0,0],"turn":0}""");
    }

    [Fact]
    [Trait("rule", "PRV-1")]
    public void What_is_dealt_goes_to_the_players_who_sit_there_now()
    {
        var table = new Table<HighCard>(seed: 2);

        for (var seat = 0; seat < 3; seat++)
        {
            var dealt = table.EventsOf(seat).Where(e => e.Type == "dealt").Should().ContainSingle().Which;
            dealt.Audience!.Players.Should().Equal(table.Player(seat));
            dealt.Data.ToString().Should().Be($$"""{"hand":[{{string.Join(',', table.Game.Hands[seat])}}]}""");
        }
        table.EventsOf(null).Should().NotContain(e => e.Type == "dealt");
    }

    [Fact]
    public void Before_a_match_nothing_is_private()
    {
        var table = Some.Table("highcard");
        table.Join("ann");

        table.View("ann").ToString().Should().EndWith(""" "state":{"pile":[],"score":[],"turn":0},"mine":null}""".TrimStart());
    }

    [Fact]
    public void A_game_without_private_parts_has_no_mine() => State(new Table<TicTacToe>(), "player0", "mine").Should().Be("null");

    [Fact]
    public void Deadlines_are_what_is_left_of_them()
    {
        var table = new Table<TicTacToe>();
        State(table, null, "state").Should().EndWith(""" "turn":0,"deadlines":{"turn":30000}}""".TrimStart());

        table.Advance(12.3456);
        State(table, null, "state").Should().EndWith("""{"turn":17655}}""", "whole milliseconds, rounded up");
        table.Advance(18);
        State(table, null, "state").Should().EndWith("""{"turn":0}}""", "the grace is not shown");
    }

    [Fact]
    [Trait("rule", "PRV-1")]
    public void Marks_cut_at_any_depth()
    {
        var table = new Table<Deep>();

        State(table, null, "state").Should().Be("""{"current":{"bid":0},"past":[],"turn":0}""");
        State(table, table.Player(0), "mine").Should().Be("""{"current":{"dice":[{"face":1},{"face":2}]},"past":[],"lucky":{"face":5}}""");
        State(table, table.Player(1), "mine").Should().Be("""{"current":{"dice":[{"face":3},{"face":4}]},"past":[],"lucky":{"face":6}}""");
        foreach (var viewer in new[] { table.Player(0), null }) table.Core.View(viewer).ToString().Should().NotContainAny("salt", "77", "42");
    }

    [Fact]
    [Trait("rule", "PRV-1")]
    public void Deep_changes_are_told_to_whom_they_concern()
    {
        var table = new Table<Deep>();

        Patches(table.As(1, game => game.Reroll(6))).Should().Equal("""player1: {"changes":[["current",{"dice":[{"face":6}]}]],"mine":true}""");
        Patches(table.As(0, game => game.Bid(3))).Should().Equal("""all: {"changes":[["current",{"bid":3}]]}""");
        Patches(table.As(0, game => game.Luck(1))).Should().Equal("""player0: {"changes":[["lucky",{"face":1}]],"mine":true}""");
    }

    [Fact]
    [Trait("rule", "PRV-1")]
    public void What_is_secret_inside_a_value_stays_behind_when_the_value_is_told()
    {
        var table = new Table<Deep>();

        var step = table.As(0, game => game.Show());

        step.Events.Single().Data.ToString().Should().Be("""{"die":{"face":5}}""");
        step.Result!.Value.ToString().Should().Be("""{"face":5}""");
    }

    [Fact]
    public void A_deep_state_comes_back_whole()
    {
        var table = new Table<Deep>();
        table.As(0, game => game.Next());
        var copy = Table<Deep>.From(table.Snapshot());

        copy.Game.Past[0].Salt.Should().Be("salt");
        copy.Game.Lucky[1].Seed.Should().Be(77);
        for (var seat = 0; seat < 2; seat++) copy.View(seat).Should().Be(table.View(seat));
    }

    [Fact]
    public void Legal_and_bots_read_a_copy_with_what_the_seat_may_see()
    {
        var table = new Table<Deep>();

        var copy = (Deep)table.Core.Match.CopyFor(1);

        copy.Lucky.Select(die => die?.Face).Should().Equal(null, 6);
        copy.Current.Dice.Select(dice => dice?.Length).Should().Equal(null, 2);
        copy.Current.Dice[1][0].Seed.Should().Be(0, "a secret is not even its owner's");
        (copy.Current.Salt, copy.Answer).Should().Be(("", 42), "the secret it starts with, not the one of this match");
        table.Core.Match.LegalFor(1)[0].ToString().Should().Be("bid(13)");
        copy.Bid(4);
        table.Game.Current.Bid.Should().Be(0, "a copy is a copy");
    }

    private static string State<TGame>(Table<TGame> table, string? viewer, string part) where TGame : Game, new() =>
        table.Core.See(viewer)[part]?.ToJsonString() ?? "null";

    private static IEnumerable<string> Patches(Step step) =>
        step.Events.Where(e => e.Type == "patch").Select(e => $"{(e.Audience is null ? "all" : string.Join(',', e.Audience.Players))}: {e.Data}");
}
