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
    public void The_captain_is_the_connected_player_longest_in_the_room()
    {
        var table = Some.Table("highcard");
        table.Join("eve", spectate: true);
        table.CaptainOf().Should().BeNull();
        table.Join("ann");
        table.Join("ben");
        table.CaptainOf().Should().Be("ann");

        table.Away("ann").Events.Select(e => (e.Type, e.From)).Should().Equal(("away", "ann"), ("captain", "ben"));
        table.Back("ann").Events.Select(e => (e.Type, e.From)).Should().Equal(("back", "ann"), ("captain", "ann"));
        table.Away("ben").Types().Should().Equal("away");
        table.Away("ann").Types().Should().Equal(["away"], "with nobody else there the captain keeps the office");
        table.Do("ben", "stand");
        table.Leave("ann", LeftReasons.Leave).Events.Select(e => (e.Type, e.From)).Should().Equal(("left", "ann"), ("captain", null));
        table.CaptainOf().Should().BeNull();
        table.Do("eve", "sit").Events.Select(e => (e.Type, e.From)).Should().Equal(("joined", "eve"), ("captain", "eve"));
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

    [Theory]
    [InlineData("start")]
    [InlineData("bot", "true")]
    [InlineData("kick", "\"ann\"")]
    [InlineData("change", "\"highcard\"")]
    public void Some_moves_are_the_captains(string move, params string[] args)
    {
        var table = Some.Table("highcard");
        table.Join("ann");
        table.Join("ben");

        var step = table.Do("ben", move, args);

        (step.Reason, step.Text).Should().Be((Reasons.Refused, "only the captain may do that"));
    }

    [Fact]
    public void The_captain_starts_when_there_are_enough()
    {
        var table = Some.Table("highcard");
        table.Join("ann");
        table.Join("ben");

        table.Do("ann", "start").Text.Should().Be("it takes 3 players: invite somebody or add a bot");
        table.Do("ann", "bot", "true").Types().Should().StartWith(["joined", "started"], "now every seat is taken");
        table.Do("ann", "start").Text.Should().Be("the match is running");
    }

    [Fact]
    public void A_kicked_player_is_gone_for_good()
    {
        var table = Some.Table("highcard");
        foreach (var player in new[] { "ann", "ben" }) table.Join(player);

        table.Do("ann", "kick", "\"ann\"").Text.Should().Be("you cannot remove yourself");
        table.Do("ann", "kick", "\"zoe\"").Text.Should().Be("there is nobody of that id");
        table.Do("ann", "kick", "7").Reason.Should().Be(Reasons.BadArgs);
        table.Do("ann", "kick").Reason.Should().Be(Reasons.BadArgs);
        var step = table.Do("ann", "kick", "\"ben\"");

        step.Events.Should().ContainSingle().Which.Should().Be(new Published("left", Some.Json("""{"reason":"kicked"}"""), "ben"));
        step.Members.Should().Equal(new MembershipChange("ben", false, null));
        table.Join("ben").Reason.Should().Be(Reasons.Kicked);
        table.Restored().Join("ben", spectate: true).Reason.Should().Be(Reasons.Kicked);
    }

    [Fact]
    public void The_oldest_kick_is_forgotten_before_the_list_grows_without_end()
    {
        var table = Some.Table("highcard");
        table.Join("ann");
        for (var i = 0; i < 257; i++)
        {
            table.Join($"p{i}");
            table.Do("ann", "kick", $"\"p{i}\"").Ok.Should().BeTrue();
        }

        table.Join("p0").Ok.Should().BeTrue();
        table.Join("p1").Reason.Should().Be(Reasons.Kicked);
    }

    [Fact]
    public void Chat_is_for_all_where_it_is_on()
    {
        var table = Some.Table();
        table.Join("ann");
        table.Join("eve", spectate: true);

        table.Chat.Should().BeTrue();
        var step = table.Do("eve", "chat", "\"Grüße\"");
        step.Events.Should().ContainSingle().Which.Should().Be(new Published("chat", Some.Json("""{"text":"Grüße"}"""), "eve"));
        (step.TableChanged, step.StateChanged).Should().Be((false, false));
        table.Do("ann", "chat", $"\"{new string('x', 200)}\"").Ok.Should().BeTrue();
        table.Do("ann", "chat", $"\"{string.Concat(Enumerable.Repeat("🎲", 200))}\"").Ok.Should().BeTrue("characters are counted, not bytes");
        foreach (var bad in new[] { $"\"{new string('x', 201)}\"", "\"\"", "\"  \"", "7", "null", "\"\\ud83c\"" })
            table.Do("ann", "chat", bad).Reason.Should().Be(Reasons.BadArgs, bad);
        table.Do("ann", "chat").Reason.Should().Be(Reasons.BadArgs);
    }

    [Fact]
    public void Among_strangers_chat_is_off()
    {
        var table = Some.Table(isQuick: true);
        table.Join("ann");

        table.Chat.Should().BeFalse();
        table.Do("ann", "chat", "\"hi\"").Reason.Should().Be(Reasons.ChatOff);
    }

    [Fact]
    public void One_emote_in_a_second_and_a_half()
    {
        var table = Some.Table();
        table.Join("ann");
        table.Join("eve", spectate: true);

        table.Do("ann", "emote", "7").Events.Should().ContainSingle().Which.Data.ToString().Should().Be("""{"emote":7}""");
        table.Do("ann", "emote", "0").Reason.Should().Be(Reasons.Refused);
        table.Do("eve", "emote", "0").Ok.Should().BeTrue("each has a pause of its own");
        table.NextDue.Should().Be(TimeSpan.FromSeconds(1.5), "a room passes time only while something is due");
        table.Advance(1.4);
        table.Do("ann", "emote", "0").Reason.Should().Be(Reasons.Refused);
        table.Advance(0.1).Should().BeEquivalentTo(Step.Nothing);
        table.Do("ann", "emote", "0").Ok.Should().BeTrue();
        foreach (var bad in new[] { "8", "-1", "1.5", "\"1\"", "null" }) table.Do("ann", "emote", bad).Reason.Should().Be(Reasons.BadArgs);
        table.Do("ann", "emote").Reason.Should().Be(Reasons.BadArgs);
    }

    [Fact]
    public void An_event_from_outside_is_published_as_it_is()
    {
        var published = new Published("news", Some.Json("[1]"), null, Audience.Only("ann"));

        Some.Table().Publish(published).Events.Should().Equal(published);
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
