using System.Text;
using GameServer.Engine;

namespace GameServer.Tests.Sdk;

public sealed class RestoreTests
{
    [Fact]
    [Trait("rule", "CON-4")]
    public void A_table_comes_back_in_mid_match_as_everybody_knew_it()
    {
        var table = Some.Table("highcard", seed: 9);
        foreach (var player in new[] { "ann", "ben" }) table.Join(player);
        table.Join("eve", spectate: true);
        table.Do("ann", "bot", "true");
        table.Away("ben");
        table.Advance(0.1);

        var back = table.Restored();

        back.Members.Should().Equal(table.Members);
        foreach (var viewer in new[] { "ann", "ben", "eve", null }) back.View(viewer).Should().Be(table.View(viewer));
        (back.Game, back.Phase, back.Chat).Should().Be((table.Game, table.Phase, table.Chat));
        back.SaveState().ToArray().Should().Equal(table.SaveState().ToArray());
        back.Back("ben").Types().Should().Contain("back", "the others knew that ben was away");
        back.Back("ann").Should().BeEquivalentTo(Step.Nothing);
        back.Away("ann").Types().Should().Contain("away", "ann did not return");
    }

    [Fact]
    public void A_restored_table_goes_on_as_the_first_would_have()
    {
        var table = new Table<HighCard>(seed: 5);
        table.Advance(1);
        var copy = Table<HighCard>.From(table.Snapshot());

        while (table.Phase == "playing")
        {
            var card = table.Game.Hands[table.Turn][0];
            var seat = table.Turn;
            Told(table.As(seat, game => game.Play(card))).Should().Equal(Told(copy.As(seat, game => game.Play(card))));
        }

        copy.Result.Should().Be(table.Result);
        copy.Snapshot().Should().Equal(table.Snapshot());

        static IEnumerable<string> Told(Step step) => step.Events.Select(e => $"{e.Type} {e.From} {e.Audience} {e.Data}");
    }

    [Fact]
    public void A_match_that_is_over_comes_back_with_its_result_votes_and_clock()
    {
        var table = Some.Table();
        table.Join("ann");
        table.Join("ben");
        TableTests.Play(table);
        table.Do("ann", "again");
        table.Advance(5);

        var back = table.Restored();

        back.View("ann").Should().Be(table.View("ann"));
        back.NextDue.Should().Be(TimeSpan.FromSeconds(15));
        back.Do("ben", "again").Types().Should().Contain("started");
    }

    [Fact]
    [Trait("rule", "FLT-4")]
    public void A_turn_has_the_time_it_had_left_however_long_the_server_was_down()
    {
        var table = Some.Table();
        table.Join("ann");
        table.Join("ben");
        table.Advance(20);

        table.Restored().NextDue.Should().Be(TimeSpan.FromSeconds(10.5));
    }

    [Fact]
    public void The_later_of_table_and_state_says_what_time_it_was()
    {
        var table = Some.Table();
        table.Join("ann");
        table.Join("ben");
        table.Advance(4);
        var (early, state) = (table.SaveTable(), table.SaveState());
        table.Advance(6);

        Some.Catalog.Restore(table.SaveTable(), state).NextDue.Should().Be(TimeSpan.FromSeconds(20.5));
        Some.Catalog.Restore(early, table.SaveState()).NextDue.Should().Be(TimeSpan.FromSeconds(20.5));
    }

    [Fact]
    public void Bots_play_on_after_a_restart()
    {
        var table = Some.Table(isQuick: true);
        table.Join("ann");
        table.Advance(3);
        table.Do("ann", "place", "4");

        var back = table.Restored();

        back.Members.Should().Equal(table.Members);
        back.Run(2).Should().Contain(e => e.Type == "placed");
    }

    [Fact]
    public void Chance_and_rematches_go_on_where_they_were()
    {
        var table = Some.Table("highcard", seed: 3);
        foreach (var player in new[] { "ann", "ben", "cleo" }) table.Join(player);
        var first = table.View("ann").ToString();
        var other = Some.Table("highcard", seed: 3);
        foreach (var player in new[] { "ann", "ben", "cleo" }) other.Join(player);

        other.View("ann").ToString().Should().Be(first, "the same seed deals the same");
        Some.Table("highcard", seed: 4).View("ann").ToString().Should().NotBe(first);
        Encoding.UTF8.GetString(table.SaveState().Span).Should().Contain("\"seed\"").And.NotContain(Convert.ToBase64String(new byte[32]));
        first.Should().NotContain("seed").And.NotContain("rolls");
    }

    [Theory]
    [InlineData("", "{}")]
    [InlineData("{}", "{}")]
    [InlineData("{", "{}")]
    [InlineData("[]", "[]")]
    [InlineData("null", "null")]
    public void What_is_no_table_is_said_to_be_none(string table, string state) =>
        Some.Catalog.Invoking(catalog => catalog.Restore(Encoding.UTF8.GetBytes(table), Encoding.UTF8.GetBytes(state))).Should().Throw<FormatException>();

    [Theory]
    [InlineData("\"game\":\"tictactoe\"", "\"game\":\"whist\"", "*\"whist\"*")]
    [InlineData("\"phase\":\"playing\"", "\"phase\":\"paused\"", "*\"paused\"*")]
    [InlineData("\"seat\":1", "\"seat\":7", "*")]
    [InlineData("\"captain\":\"ann\"", "\"captain\":\"zoe\"", "*")]
    [InlineData("\"now\":0", "\"now\":\"noon\"", "*")]
    public void A_table_that_does_not_fit_is_refused(string before, string after, string message)
    {
        var table = Begun();
        var saved = Encoding.UTF8.GetString(table.SaveTable().Span);
        saved.Should().Contain(before);

        Some.Catalog.Invoking(catalog => catalog.Restore(Encoding.UTF8.GetBytes(saved.Replace(before, after, StringComparison.Ordinal)), table.SaveState()))
            .Should().Throw<FormatException>().WithMessage(message);
    }

    [Theory]
    [InlineData("\"game\":\"tictactoe\"", "\"game\":\"highcard\"", "*of the game \"highcard\", the table plays \"tictactoe\"*")]
    [InlineData("\"version\":1", "\"version\":2", "*version 2*this server has version 1*")]
    [InlineData("\"cells\":", "\"boxes\":", "*no saved match*")]
    [InlineData("\"turn\":0", "\"turn\":\"x\"", "*no saved match*")]
    [InlineData("[null,", "[\"x\",", "*no saved match*")]
    [InlineData("\"seed\":\"", "\"seed\":\"AAAA", "*no saved match*")]
    public void A_state_that_does_not_fit_is_refused(string before, string after, string message)
    {
        var table = Begun();
        var saved = Encoding.UTF8.GetString(table.SaveState().Span);
        saved.Should().Contain(before);

        Some.Catalog.Invoking(catalog => catalog.Restore(table.SaveTable(), Encoding.UTF8.GetBytes(saved.Replace(before, after, StringComparison.Ordinal))))
            .Should().Throw<FormatException>().WithMessage(message);
    }

    private static Table Begun()
    {
        var table = Some.Table();
        table.Join("ann");
        table.Join("ben");
        return table;
    }
}
