using GameServer.Engine;
using GameServer.Protocol;

namespace GameServer.Tests.Sdk;

public sealed class TableTests
{
    [Fact]
    public void Players_take_seats_in_the_order_of_joining_and_the_match_begins_when_all_are_taken()
    {
        var table = Some.Table();

        var first = table.Join("ann");
        var second = table.Join("ben");

        first.Events.Select(e => (e.Type, e.From, e.Data.ToString())).Should().Equal(
            ("joined", "ann", """{"name":"ANN","look":0,"seat":0,"bot":false}"""),
            ("captain", "ann", "{}"));
        first.Members.Should().Equal(new MembershipChange("ann", true, 0));
        (first.TableChanged, first.StateChanged).Should().Be((true, false));
        second.Types().Should().Equal("joined", "started", "patch");
        second.Events[1].Should().Be(new Published("started", Some.Json("""{"match":1,"options":{}}""")));
        second.StateChanged.Should().BeTrue();
        table.Phase.Should().Be("playing");
        table.Members.Should().Equal(
            new TableMember("ann", "ANN", 0, 0, false, false, false),
            new TableMember("ben", "BEN", 0, 1, false, false, false));
    }

    [Fact]
    public void Without_a_free_seat_one_watches_or_is_refused()
    {
        var table = Some.Table();
        table.Join("ann");
        table.Join("ben");

        table.Join("cleo").Reason.Should().Be(Reasons.Full);
        table.Members.Should().HaveCount(2);
        var step = table.Join("cleo", spectate: true);

        step.Events.Should().BeEmpty("a spectator's coming is nobody's business");
        step.Members.Should().Equal(new MembershipChange("cleo", true, null));
        table.Members[2].Should().Be(new TableMember("cleo", "CLEO", 0, null, false, false, true));
        table.Info("KITE7").Should().Be(new RoomInfo("KITE7", "tictactoe", 2, 2, 0, 1, "playing"));
        table.HasPlace.Should().BeFalse();
    }

    [Fact]
    public void At_most_500_are_in_a_room()
    {
        var table = Some.Table();
        for (var i = 0; i < 500; i++) table.Join($"p{i}", spectate: true).Ok.Should().BeTrue();

        table.HasPlace.Should().BeFalse();
        table.Join("late", spectate: true).Reason.Should().Be(Reasons.Full);
        table.Join("late").Reason.Should().Be(Reasons.Full, "though both seats are free");
        table.Join("p7").Ok.Should().BeTrue("of a member it costs nothing");
    }

    [Fact]
    public void A_spectator_becomes_known_by_sitting_down_and_stays_known()
    {
        var table = Some.Table("highcard");
        table.Join("ann");
        table.Join("eve", spectate: true);
        Names("ann").Should().Equal("ann");
        Names("eve").Should().Equal(["ann", "eve"], "one sees oneself");

        var sat = table.Do("eve", "sit");
        sat.Events.Select(e => (e.Type, e.Data.ToString())).Should().Equal(("joined", """{"name":"EVE","look":0,"seat":1,"bot":false}"""));
        Names("ann").Should().Equal("ann", "eve");

        var stood = table.Do("eve", "stand");
        stood.Events.Should().ContainSingle().Which.Should().Be(new Published("seated", Some.Json("""{"seat":null}"""), "eve"));
        stood.Members.Should().Equal(new MembershipChange("eve", true, null));
        table.Do("eve", "sit").Events.Should().ContainSingle().Which.Should().Be(new Published("seated", Some.Json("""{"seat":1}"""), "eve"));
        table.Leave("eve", LeftReasons.Leave).Types().Should().Equal("left");
        table.Join("fay", spectate: true);
        table.Leave("fay", LeftReasons.Leave).Events.Should().BeEmpty();
        table.Leave("nobody", LeftReasons.Leave).Should().BeEquivalentTo(Step.Nothing);

        IEnumerable<string> Names(string viewer) => table.See(viewer)["table"]!["members"]!.AsArray().Select(member => (string)member!["id"]!);
    }

    [Fact]
    public void Joining_again_changes_nothing_but_a_spectator_who_wants_to_play_gets_a_free_seat()
    {
        var table = Some.Table("highcard");
        table.Join("ann");
        table.Join("eve", spectate: true);

        table.Join("ann").Should().BeEquivalentTo(Step.Nothing);
        table.Join("ann", spectate: true).Should().BeEquivalentTo(Step.Nothing);
        table.Join("eve", spectate: true).Should().BeEquivalentTo(Step.Nothing);
        table.Join("eve").Members.Should().Equal(new MembershipChange("eve", true, 1));
    }

    [Fact]
    public void Sitting_and_standing_are_refused_where_they_make_no_sense()
    {
        var table = Some.Table();
        table.Join("ann");
        table.Join("eve", spectate: true);

        table.Do("eve", "stand").Reason.Should().Be(Reasons.NoSeat);
        table.Do("eve", "again").Reason.Should().Be(Reasons.NoSeat);
        table.Do("ann", "sit").Text.Should().Be("you have a seat");
        table.Do("ann", "sit", "1").Reason.Should().Be(Reasons.BadArgs);
        table.Join("ben");
        table.Do("eve", "sit").Text.Should().Be("every seat is taken");
        table.Do("eve", "place", "0").Reason.Should().Be(Reasons.NoSeat);
        table.Do("nobody", "sit").Reason.Should().Be(Reasons.NotMember);
    }

    [Fact]
    public void A_move_before_the_match_is_refused_and_after_it_the_game_is_over()
    {
        var table = Some.Table();
        table.Join("ann");
        table.Do("ann", "place", "0").Text.Should().Be("the match has not begun");
        table.Do("ann", "again").Text.Should().Be("the match is not over");
        table.Join("ben");
        Play(table);

        table.Do("ben", "place", "8").Reason.Should().Be(Reasons.GameOver);
        table.Do("ben", "jump").Reason.Should().Be(Reasons.UnknownMove);
    }

    [Fact]
    public void Presence_is_told_once_and_never_of_spectators()
    {
        var table = Some.Table();
        table.Join("ann");
        table.Join("eve", spectate: true);

        table.Back("ann").Should().BeEquivalentTo(Step.Nothing);
        table.Away("ann").Types().Should().Equal("away");
        table.Away("ann").Should().BeEquivalentTo(Step.Nothing);
        table.Members[0].IsAway.Should().BeTrue();
        table.Back("ann").Types().Should().Equal("back");
        table.Away("eve").Events.Should().BeEmpty();
        table.Back("eve").Events.Should().BeEmpty();
        table.Away("nobody").Should().BeEquivalentTo(Step.Nothing);
        table.Back("nobody").Should().BeEquivalentTo(Step.Nothing);
    }

    [Fact]
    public void Who_leaves_frees_the_seat_for_the_next()
    {
        var table = Some.Table("highcard");
        foreach (var player in new[] { "ann", "ben" }) table.Join(player);

        table.Leave("ann", LeftReasons.Leave).Members.Should().Equal(new MembershipChange("ann", false, null));

        table.Join("cleo").Members.Should().Equal(new MembershipChange("cleo", true, 0));
    }

    internal static void Play(Table table)
    {
        var moves = new[] { 0, 3, 1, 4, 2 };
        for (var i = 0; i < moves.Length; i++) table.Do(i % 2 == 0 ? "ann" : "ben", "place", $"{moves[i]}").Ok.Should().BeTrue();
        table.Phase.Should().Be("ended");
    }
}
