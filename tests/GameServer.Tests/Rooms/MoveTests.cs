using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Rooms;

public sealed class MoveTests
{
    private readonly TestNode _server = new();
    private readonly TestPlayer _ann;
    private readonly string _room;

    public MoveTests()
    {
        _ann = _server.Player("ann");
        _room = _ann.Create().Room!;
    }

    [Fact, Trait("rule", "MOV-1"), Trait("rule", "MOV-3")]
    public void A_repeated_number_gets_the_first_ack_whatever_it_says_now()
    {
        var first = _ann.Send(_room, 1, "emit", "tick", 1);

        var repeat = _ann.Send(_room, 1, "emit", "tock", 2);

        repeat.Should().Be(first);
        _ann.Events(_room).Should().Equal((first.Seq!.Value, "tick"));
    }

    [Fact, Trait("rule", "MOV-1")]
    public void A_skipped_number_is_a_gap_and_uses_nothing_up()
    {
        _ann.Send(_room, 2, "emit", "tick").Reason.Should().Be("gap");

        _ann.Send(_room, 1, "emit", "tick").Ok.Should().BeTrue();
        _ann.Send(_room, 2, "emit", "tick").Ok.Should().BeTrue();
    }

    [Fact, Trait("rule", "MOV-3")]
    public void A_repeat_older_than_the_sixteen_kept_is_forgotten()
    {
        for (var n = 1; n <= 17; n++) _ann.Send(_room, n, "emit", "tick").Ok.Should().BeTrue();

        _ann.Send(_room, 1, "emit", "tick").Reason.Should().Be("forgotten");
        _ann.Send(_room, 2, "emit", "tick").Ok.Should().BeTrue("it is among the last sixteen");
    }

    [Fact, Trait("rule", "MOV-2"), Trait("rule", "MOV-3")]
    public void A_refusal_of_the_game_uses_its_number_up_and_is_what_a_repeat_gets()
    {
        _ann.Send(_room, 1, "emit", "not a type").Reason.Should().Be("bad_args");
        _ann.Send(_room, 1, "emit", "tick").Reason.Should().Be("bad_args");
        _ann.Send(_room, 2, "dance").Reason.Should().Be("unknown_move");

        _ann.Send(_room, 3, "emit", "tick").Ok.Should().BeTrue();
    }

    [Fact, Trait("rule", "MOV-3")]
    public void The_seventeenth_move_without_an_ack_is_told_to_wait()
    {
        _server.Journal.Shut();
        var waiting = Enumerable.Range(1, 16).Select(n => _ann.Start(_room, n, "emit", "tick")).ToList();

        _ann.Send(_room, 17, "emit", "tick").Reason.Should().Be("window");

        _server.Journal.Open();
        _server.Scheduler.RunAll();
        waiting.Should().OnlyContain(ack => ack.Result.Ok);
        _ann.Send(_room, 17, "emit", "tick").Ok.Should().BeTrue();
    }

    [Fact, Trait("rule", "MOV-6")]
    public void Too_many_moves_are_told_when_to_come_again_and_punch_no_gap()
    {
        for (var n = 1; n <= 60; n++) _ann.Send(_room, n, "emit", "tick").Ok.Should().BeTrue();

        var over = _ann.Send(_room, 61, "emit", "tick");
        over.Should().Match<Ack>(a => a.Reason == "rate_limited" && a.RetryAfterMs > 0 && a.RetryAfterMs <= 34);
        _ann.Send(_room, 62, "emit", "tick").Reason.Should().Be("gap");

        _server.Pass(over.RetryAfterMs!.Value / 1_000d);
        _ann.Send(_room, 61, "emit", "tick").Ok.Should().BeTrue();
    }

    [Fact, Trait("rule", "MOV-6"), Trait("rule", "JRN-7")]
    public void A_move_meets_a_failing_journal_and_may_come_again_while_one_already_applied_keeps_its_ack()
    {
        _server.Journal.Fault = JournalFault.Full;
        var applied = _ann.Start(_room, 1, "emit", "tick");
        _server.Pass(0.1);

        _ann.Send(_room, 2, "emit", "tick").Should().Match<Ack>(a => a.Reason == "unavailable" && a.RetryAfterMs > 0);
        var repeat = _ann.Start(_room, 1, "emit", "tick");
        _server.Pass(5);
        _ann.Events(_room).Should().BeEmpty("nothing is shown that is not durable");
        applied.IsCompleted.Should().BeFalse();

        _server.Journal.Fault = null;
        _server.Pass(2);

        applied.Result.Ok.Should().BeTrue();
        repeat.Result.Should().Be(applied.Result);
        _ann.Send(_room, 2, "emit", "tick").Ok.Should().BeTrue();
        _ann.Events(_room).Select(e => e.Type).Should().Equal("tick", "tick");
    }

    [Fact, Trait("rule", "MOV-3"), Trait("rule", "MOV-4")]
    public void After_a_kill_the_ack_is_still_the_first_one_and_its_event_is_there_once()
    {
        var first = _ann.Send(_room, 1, "emit", "tick");
        _server.Kill();
        _ann.Hello(join: new JoinRequest(_room)).Joined![0].Should().Match<Joined>(j => j.Ok && j.LastMove == 1, string.Join(";", _server.Log.Lines));

        _ann.Send(_room, 1, "emit", "tick").Should().Be(first);
        _ann.Send(_room, 2, "emit", "tick").Seq.Should().Be(first.Seq + 1);
    }

    [Fact, Trait("rule", "MOV-3"), Trait("rule", "JRN-1")]
    public void A_move_that_a_kill_took_back_was_seen_by_nobody_and_is_applied_when_it_comes_again()
    {
        _server.Journal.Shut();
        var lost = _ann.Start(_room, 1, "emit", "tick");
        _server.Kill();
        _server.Journal.Open(); // the write that was under way fails with its process
        _ann.Events(_room).Should().BeEmpty();
        lost.IsCompleted.Should().BeFalse();

        var joined = _ann.Hello(join: new JoinRequest(_room)).Joined![0];

        joined.LastMove.Should().Be(0);
        _ann.Send(_room, 1, "emit", "tick").Ok.Should().BeTrue();
    }

    [Fact, Trait("rule", "MOV-1")]
    public void Numbers_go_on_after_leaving_and_coming_back()
    {
        _ann.Send(_room, 1, "emit", "tick");
        var bob = _server.Player("bob");
        bob.Join(_room);
        _ann.Leave(_room).Ok.Should().BeTrue();
        _ann.Send(_room, 2, "emit", "tick").Reason.Should().Be("not_member");

        _ann.Join(_room).LastMove.Should().Be(1);

        _ann.Send(_room, 2, "emit", "tick").Ok.Should().BeTrue();
    }

    [Fact]
    public void Malformed_moves_are_refused_and_the_fifth_in_a_minute_closes_the_connection()
    {
        _ann.Send(_room, 0, "emit", "tick").Reason.Should().Be("bad_request");
        var infinite = _server.Scheduler.Finish(() => _server.Node.SendAsync(_ann.Session, new SendRequest(_room, 1, "emit", [Make.Json("\"t\""), Make.Json("1e999")])));
        infinite.To<Ack>()!.Reason.Should().Be("bad_request");
        var large = _server.Scheduler.Finish(() => _server.Node.SendAsync(_ann.Session, new SendRequest(_room, 1, "emit", [Make.Json("\"t\""), Make.Json("9007199254740993")])));
        large.To<Ack>()!.Reason.Should().Be("bad_request");
        _ann.Send(_room, -1, "emit", "tick");
        _ann.Connection.Last.Should().BeNull();

        _ann.Send(_room, -1, "emit", "tick");

        _ann.Connection.Last!.Reason.Should().Be("bad_request");
    }
}
