using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Sdk;

namespace GameServer.Tests.Games;

public sealed class RelayTests
{
    [Fact]
    public void Whatever_a_member_emits_becomes_an_event_and_nothing_is_saved_for_it()
    {
        var table = Some.Table("relay");
        table.Join("ann").Types().Should().Equal("joined");
        var before = (table.SaveTable().ToArray(), table.SaveState().ToArray());

        var step = table.Do("ann", "emit", "\"moved\"", """{"x": 1.50, "to": [null]}""");

        step.Ok.Should().BeTrue();
        step.Events.Should().ContainSingle().Which.Should().Be(new Published("moved", Some.Json("""{"x": 1.50, "to": [null]}"""), "ann"));
        (step.TableChanged, step.StateChanged).Should().Be((false, false));
        table.SaveTable().ToArray().Should().Equal(before.Item1);
        table.SaveState().ToArray().Should().Equal(before.Item2);
    }

    [Fact]
    public void Data_may_be_left_out()
    {
        var table = Some.Table("relay");
        table.Join("ann");

        table.Do("ann", "emit", "\"Ping1\"").Events.Single().Data.IsNull.Should().BeTrue();
    }

    [Theory]
    [InlineData("\"\"")]
    [InlineData("\"1st\"")]
    [InlineData("\"two words\"")]
    [InlineData("\"é\"")]
    [InlineData("\"abcdefghijklmnopqrstuvwxyzabcdefg\"")]
    [InlineData("7")]
    [InlineData("null")]
    [InlineData("\"\\ud800\"")]
    [InlineData("\"chat\"")]
    [InlineData("\"emote\"")]
    [InlineData("\"joined\"")]
    [InlineData("\"left\"")]
    [InlineData("\"away\"")]
    [InlineData("\"back\"")]
    [InlineData("\"started\"")]
    [InlineData("\"ended\"")]
    [InlineData("\"seated\"")]
    [InlineData("\"captain\"")]
    [InlineData("\"again\"")]
    [InlineData("\"patch\"")]
    public void A_type_is_a_letter_and_letters_or_digits_and_none_of_the_tables_own(string type)
    {
        var table = Some.Table("relay");
        table.Join("ann");

        var step = table.Do("ann", "emit", type, "1");

        step.Reason.Should().Be(Reasons.BadArgs);
        step.Events.Should().BeEmpty();
        step.Fault.Should().BeNull();
    }

    [Theory]
    [InlineData("1e999")]
    [InlineData("9007199254740993")]
    [InlineData("[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]")]
    [InlineData("{")]
    public void Data_that_some_client_could_not_hold_is_refused(string data)
    {
        var table = Some.Table("relay");
        table.Join("ann");

        table.Do("ann", "emit", "\"x\"", data).Reason.Should().Be(Reasons.BadArgs);
    }

    [Fact]
    public void Its_members_are_all_equal_up_to_500()
    {
        var table = Some.Table("relay");
        for (var i = 0; i < Table.MostMembers; i++) table.Join($"p{i}", spectate: i % 2 == 0).Ok.Should().BeTrue();

        table.Join("late").Reason.Should().Be(Reasons.Full);
        table.HasPlace.Should().BeFalse();
        table.Members.Should().OnlyContain(member => member.Seat == null && !member.IsSpectator);
        table.CaptainOf().Should().BeNull();
        table.Info("KITE7").Should().Be(new RoomInfo("KITE7", "relay", 0, 500, 0, 0, "playing"));
        table.Do("p1", "sit").Reason.Should().Be(Reasons.Refused);
        table.Do("p1", "stand").Reason.Should().Be(Reasons.NoSeat);
        table.Do("p1", "start").Text.Should().Be("only the captain may do that");
        table.NextDue.Should().BeNull();
    }

    [Fact]
    public void Presence_and_chat_are_told_to_all_also_in_quick_play()
    {
        var table = Some.Table("relay", isQuick: true);
        table.Join("ann");
        table.Join("ben");

        table.Chat.Should().BeTrue();
        table.Do("ben", "chat", "\"hi\"").Events.Single().Should().Be(new Published("chat", Some.Json("""{"text":"hi"}"""), "ben"));
        table.Away("ann").Types().Should().Equal("away");
        table.Back("ann").Types().Should().Equal("back");
        table.Leave("ann", LeftReasons.Leave).Events.Single().Data.ToString().Should().Be("""{"reason":"leave"}""");
    }

    [Fact]
    public void It_comes_back_from_what_was_saved()
    {
        var table = Some.Table("relay");
        table.Join("ann");

        var back = table.Restored();

        back.Members.Should().Equal(table.Members);
        back.View(null).Should().Be(table.View(null));
        back.Away("ann").Types().Should().Equal("away");
        back.Do("ann", "emit", "\"x\"").Ok.Should().BeTrue();
    }

    [Fact]
    public void Its_view_has_members_and_no_state()
    {
        var table = Some.Table("relay");
        table.Join("ann");

        table.View("ann").ToString().Should().Be(
            """{"table":{"members":[{"id":"ann","name":"ANN","look":0,"seat":null,"bot":false,"away":false,"spectator":false}],"captain":null,"phase":"playing","match":1,"options":{},"result":null,"votes":0,"startsInMs":null},"state":{},"mine":null}""");
    }
}
