using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Rooms;

/// <summary>Two pages of one player, and the numbers of their moves.</summary>
public sealed class PageTests
{
    private readonly TestNode _server = new();
    private readonly TestPlayer _ann;
    private readonly string _room;

    public PageTests()
    {
        _ann = _server.Player("ann");
        On("tab1");
        _room = _ann.Create().Room!;
        _ann.Send(_room, 1, "emit", "tick").Ok.Should().BeTrue();
    }

    [Fact, Trait("rule", "MOV-5")]
    public void A_page_that_was_cut_off_is_told_which_numbers_another_page_has_used_and_never_gets_their_acks()
    {
        On("tab2");
        _ann.Join(_room).Should().Match<Joined>(joined => joined.LastMove == 1 && joined.OwnMove == 0);
        _ann.Send(_room, 2, "emit", "second of tab2").Reason.Should().Be("bad_args", "a refusal uses a number too");
        _ann.Send(_room, 3, "emit", "tock").Ok.Should().BeTrue();

        On("tab1");
        _ann.Join(_room, new Cursor("another", 0)).Should().Match<Joined>(joined => joined.LastMove == 3 && joined.OwnMove == 1);

        _ann.Send(_room, 1, "emit", "tick").Ok.Should().BeTrue("it is this page's own");
        _ann.Send(_room, 2, "emit", "lost").Should().Match<Ack>(ack => !ack.Ok && ack.Reason == "other_page");
        _ann.Send(_room, 3, "emit", "lost").Reason.Should().Be("other_page");
        _ann.Send(_room, 4, "emit", "tick").Ok.Should().BeTrue("its next number is its own again");
        On("tab2");
        _ann.Join(_room).Should().Match<Joined>(joined => joined.LastMove == 4 && joined.OwnMove == 3);
    }

    [Fact, Trait("rule", "MOV-5"), Trait("rule", "FLT-2")]
    public void Which_page_used_a_number_outlives_a_kill()
    {
        On("tab2");
        _ann.Join(_room);
        _ann.Send(_room, 2, "emit", "tock");

        _server.Kill();
        On("tab1");

        _ann.Join(_room).Should().Match<Joined>(joined => joined.LastMove == 2 && joined.OwnMove == 1);
        _ann.Send(_room, 2, "emit", "lost").Reason.Should().Be("other_page");
    }

    [Fact, Trait("rule", "MOV-5"), Trait("rule", "MOV-3")]
    public void A_page_that_comes_back_is_the_same_page()
    {
        var first = _ann.Send(_room, 2, "emit", "tick");

        On("tab1");

        _ann.Join(_room).Should().Match<Joined>(joined => joined.LastMove == 2 && joined.OwnMove == null);
        _ann.Send(_room, 2, "emit", "tick").Should().Be(first);
    }

    [Fact, Trait("rule", "MOV-3")]
    public void Who_gives_its_pages_no_name_gets_every_first_ack()
    {
        var first = _ann.Send(_room, 2, "emit", "tick");

        On(null);

        _ann.Join(_room).OwnMove.Should().BeNull();
        _ann.Send(_room, 2, "emit", "tick").Should().Be(first);
    }

    [Fact, Trait("rule", "MOV-5"), Trait("rule", "JRN-7")]
    public void While_the_journal_cannot_write_a_page_waits_for_the_moves_of_another_and_not_for_its_own()
    {
        var cursor = new Cursor(_ann.Join(_room).Epoch!, 1);
        _server.Journal.Fault = JournalFault.Full;
        _ = _ann.Start(_room, 2, "emit", "tick");
        _server.Pass(0.1);

        On("tab1");
        _ann.Join(_room, cursor).Should().Match<Joined>(joined => joined.Ok && joined.LastMove == 1, "a resume says what is durable");
        On("tab2");
        var waiting = _server.Scheduler.Start(() => _server.Node.JoinAsync(_ann.Session, new JoinRequest(_room, cursor)));
        waiting.IsCompleted.Should().BeFalse("its next number depends on what is not durable yet");

        _server.Journal.Fault = null;
        _server.Pass(2);
        waiting.Result.Should().Match<Joined>(joined => joined.Ok && joined.LastMove == 2 && joined.OwnMove == 0);
        _ann.Send(_room, 3, "emit", "tock").Ok.Should().BeTrue();
    }

    [Theory]
    [InlineData("")]
    [InlineData("a name of thirty-three characters")]
    [InlineData("a\0b")]
    public void A_pages_name_is_1_to_32_characters_and_none_of_them_controls_anything(string page)
    {
        _ann.Page = page;

        _ann.Hello().Reason.Should().Be("bad_request");
    }

    private void On(string? page)
    {
        _ann.Page = page;
        _ann.Hello().Ok.Should().BeTrue();
    }
}
