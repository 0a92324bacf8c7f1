using GameServer.Client;
using GameServer.Protocol;

namespace GameServer.Tests.Client;

public class OutboxTests
{
    private readonly Outbox _outbox = new(limit: 64);

    [Fact, Trait("rule", "MOV-1")]
    public void The_first_number_is_the_one_after_the_last_move_the_server_knows()
    {
        _outbox.Attach(lastMove: 41);

        Add().N.Should().Be(42);
        Add().N.Should().Be(43);
    }

    [Fact, Trait("rule", "MOV-3")]
    public void At_most_16_moves_are_on_the_wire_and_the_window_moves_with_the_first()
    {
        _outbox.Attach(0);
        var moves = Enumerable.Range(0, 20).Select(_ => Add()).ToList();
        Send().Should().Equal(Enumerable.Range(1, 16).Select(n => (long)n));

        Settle(moves[1]);
        Send().Should().BeEmpty("a repeat of the first would be older than the 16 acks the server keeps");
        Settle(moves[0]);

        Send().Should().Equal(17, 18);
    }

    [Fact, Trait("rule", "MOV-5")]
    public void After_a_reconnect_everything_without_ack_goes_again_in_order_with_its_number()
    {
        _outbox.Attach(0);
        var moves = Enumerable.Range(0, 3).Select(_ => Add()).ToList();
        Send();
        Settle(moves[0]);

        _outbox.Detach(withError: false);
        Send().Should().BeEmpty("there is no link");
        _outbox.Attach(lastMove: 2);

        Send().Should().Equal(2, 3);
        Add().N.Should().Be(4);
    }

    [Fact, Trait("rule", "MOV-6")]
    public void A_move_the_server_could_not_read_gives_its_number_back()
    {
        _outbox.Attach(0);
        var moves = Enumerable.Range(0, 2).Select(_ => Add()).ToList();
        Send();

        Refuse(moves[0], Reasons.BadRequest).Dropped.Should().Equal(moves[1]);

        Add().N.Should().Be(1);
    }

    [Fact, Trait("rule", "MOV-6")]
    public void A_limit_delays_the_move_and_everything_behind_it()
    {
        _outbox.Attach(0);
        var moves = Enumerable.Range(0, 3).Select(_ => Add()).ToList();
        Send();

        var verdict = Refuse(moves[0], Reasons.RateLimited, retryAfterMs: 250);
        Refuse(moves[1], Reasons.Gap).Kind.Should().Be(VerdictKind.Nothing, "it goes again anyway, behind the first");
        Refuse(moves[2], Reasons.Gap).Kind.Should().Be(VerdictKind.Nothing);

        verdict.Kind.Should().Be(VerdictKind.SendAgain);
        verdict.After.Should().Be(TimeSpan.FromMilliseconds(250));
        Send().Should().BeEmpty("the pause is not over");
        _outbox.Continue(verdict.Pause);
        Send().Should().Equal(1, 2, 3);
    }

    [Fact]
    public void An_answer_to_an_earlier_copy_decides_the_move_but_does_not_send_it_again()
    {
        _outbox.Attach(0);
        var move = Add();
        Send();
        var pause = Refuse(move, Reasons.Unavailable).Pause;
        _outbox.Continue(pause);
        Send();

        _outbox.Answer(move, attempt: 1, Refusal(move, Reasons.Unavailable)).Kind.Should().Be(VerdictKind.Nothing);
        _outbox.Answer(move, attempt: 1, new Ack { N = move.N }).Kind.Should().Be(VerdictKind.Settled);
    }

    [Fact]
    public void A_gap_before_the_first_move_without_ack_asks_for_a_resume() =>
        GapBeforeTheFirst().Kind.Should().Be(VerdictKind.Resume, "only the welcome knows what the server has");

    [Fact, Trait("rule", "MOV-1")]
    public void Moves_behind_a_number_that_the_server_never_got_are_given_up_and_never_renumbered()
    {
        GapBeforeTheFirst();
        _outbox.Detach(withError: false);

        var (dropped, reason) = _outbox.Attach(lastMove: 3);

        dropped.Select(move => move.N).Should().Equal(6);
        reason.Should().Be(DropReasons.Gap);
        Add().N.Should().Be(4);
    }

    [Fact, Trait("rule", "MOV-5")]
    public void From_the_first_number_that_another_page_has_used_moves_are_given_up_and_never_renumbered()
    {
        _outbox.Attach(0);
        var moves = Enumerable.Range(0, 4).Select(_ => Add()).ToList();
        Send();
        _outbox.Detach(withError: false);

        var (dropped, reason) = _outbox.Attach(lastMove: 3, ownMove: 1);

        dropped.Should().Equal(moves[1..]);
        reason.Should().Be(DropReasons.OtherPage);
        Send().Should().Equal([1], "its ack is still to come");
        Add().N.Should().Be(4);
    }

    [Fact, Trait("rule", "MOV-5")]
    public void Moves_that_another_page_has_left_so_far_behind_that_their_acks_are_no_longer_kept_are_given_up()
    {
        _outbox.Attach(0);
        var moves = Enumerable.Range(0, 2).Select(_ => Add()).ToList();
        _outbox.Detach(withError: false);

        var (dropped, reason) = _outbox.Attach(lastMove: 17, ownMove: 1);

        dropped.Should().Equal(moves);
        reason.Should().Be(DropReasons.OtherPage);
    }

    [Fact, Trait("rule", "MOV-5")]
    public void Moves_numbered_after_those_of_another_page_stay()
    {
        _outbox.Attach(lastMove: 3, ownMove: 0);
        Add();
        _outbox.Detach(withError: false);

        _outbox.Attach(lastMove: 3, ownMove: 0).Moves.Should().BeEmpty();
        Send().Should().Equal(4);
    }

    [Fact, Trait("rule", "MOV-5")]
    public void A_number_that_another_page_has_used_asks_for_a_resume() =>
        Refuse(AddAttached(), Reasons.OtherPage).Kind.Should().Be(VerdictKind.Resume, "the join says which numbers those are");

    [Fact, Trait("rule", "MOV-7")]
    public void A_move_is_withdrawn_when_the_server_closed_two_connections_with_an_error_right_after_it()
    {
        _outbox.Attach(0);
        var moves = Enumerable.Range(0, 3).Select(_ => Add()).ToList();
        Send();
        _outbox.Detach(withError: true);
        _outbox.Attach(lastMove: 1).Moves.Should().BeEmpty("once is no proof");

        Send().Should().Equal(1);
        Settle(moves[0]);
        Send().Should().Equal([2], "a suspect goes alone");
        _outbox.Detach(withError: true);
        var (dropped, reason) = _outbox.Attach(lastMove: 1);

        dropped.Select(move => move.N).Should().Equal(2, 3);
        reason.Should().Be(DropReasons.Withdrawn);
    }

    [Theory, Trait("rule", "MOV-7")]
    [InlineData(false, 1, "a lost link withdraws nothing")]
    [InlineData(true, 2, "the server has decided the move")]
    public void Otherwise_no_move_is_withdrawn(bool withError, long lastMove, string because)
    {
        _outbox.Attach(0);
        Settle(Sent(Add()));
        var move = Add();
        for (var closing = 0; closing < 5; closing++)
        {
            Send();
            _outbox.Detach(withError);
            _outbox.Attach(lastMove).Moves.Should().BeEmpty(because);
        }
        Send().Should().Equal(move.N);
    }

    [Fact]
    public void A_room_that_does_not_know_the_player_empties_the_outbox()
    {
        _outbox.Attach(0);
        var moves = Enumerable.Range(0, 3).Select(_ => Add()).ToList();
        Send();

        var verdict = Refuse(moves[0], Reasons.NotMember);

        verdict.Kind.Should().Be(VerdictKind.Settled);
        verdict.Dropped.Select(move => move.N).Should().Equal([1, 2, 3], "an earlier copy of it may have been taken");
        verdict.Reason.Should().Be(DropReasons.NotMember);
        _outbox.Count.Should().Be(0);
    }

    [Fact]
    public void A_full_outbox_refuses_another_move()
    {
        for (var i = 0; i < 64; i++) Add();

        FluentActions.Invoking(Add).Should().Throw<InvalidOperationException>().WithMessage("64 moves wait*");
    }

    private PendingMove Add() => _outbox.Add("move", []);

    private PendingMove AddAttached()
    {
        _outbox.Attach(0);
        return Sent(Add());
    }

    private PendingMove Sent(PendingMove move)
    {
        Send();
        return move;
    }

    private List<long> Send()
    {
        List<long> sent = [];
        while (_outbox.TryNext(out var move)) sent.Add(move.N);
        return sent;
    }

    private void Settle(PendingMove move) =>
        _outbox.Answer(move, move.Attempt, new Ack { N = move.N }).Kind.Should().Be(VerdictKind.Settled);

    private Verdict Refuse(PendingMove move, string reason, int? retryAfterMs = null) =>
        _outbox.Answer(move, move.Attempt, Refusal(move, reason, retryAfterMs));

    private static Ack Refusal(PendingMove move, string reason, int? retryAfterMs = null) =>
        new() { N = move.N, Ok = false, Reason = reason, RetryAfterMs = retryAfterMs };

    // The client knows five moves as decided, the server three.
    private Verdict GapBeforeTheFirst()
    {
        _outbox.Attach(5);
        return Refuse(Sent(Add()), Reasons.Gap);
    }
}
