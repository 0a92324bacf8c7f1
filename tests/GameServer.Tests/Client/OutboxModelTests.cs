using FsCheck;
using FsCheck.Fluent;
using GameServer.Client;
using GameServer.Protocol;

namespace GameServer.Tests.Client;

/// <summary>
/// Random moves, limits, lost answers and lost links against a server that applies exactly the next number:
/// in the end each move was applied once, in order, and acknowledged.
/// </summary>
public class OutboxModelTests
{
    [Fact, Trait("rule", "MOV-1"), Trait("rule", "MOV-3")]
    public void Every_move_takes_effect_once_and_in_order_whatever_gets_lost()
    {
        var dice = Gen.Choose(0, 9_999).ArrayOf().Resize(300).ToArbitrary();

        Prop.ForAll(dice, Run).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000));
    }

    private static bool Run(int[] dice)
    {
        var world = new World();
        foreach (var die in dice) world.Step(die % 10, die / 10);
        world.Heal();
        return true;
    }

    private sealed class World
    {
        private readonly Outbox _outbox = new(limit: 1_024);
        private readonly List<PendingMove> _pressed = [];
        private readonly List<string> _applied = [];
        private readonly HashSet<PendingMove> _acked = [];
        private readonly Queue<(PendingMove Move, int Attempt)> _wire = new();
        private readonly List<(PendingMove Move, int Attempt, Ack Ack)> _answers = [];
        private int? _pause;

        public World() => _outbox.Attach(0);

        public void Step(int kind, int lot)
        {
            switch (kind)
            {
                case 0 or 1 or 2:
                    var name = $"m{_pressed.Count}";
                    _pressed.Add(_outbox.Add(name, []));
                    break;
                case 3 or 4:
                    Write();
                    break;
                case 5 or 6:
                    Serve(limited: lot % 4 == 0);
                    break;
                case 7:
                    Answer(lot);
                    break;
                case 8:
                    Continue();
                    break;
                case 9:
                    Reconnect(served: lot % 20);
                    break;
            }
        }

        public void Heal()
        {
            for (var rounds = 0; _outbox.Count > 0; rounds++)
            {
                rounds.Should().BeLessThan(10_000, "the outbox comes to an end");
                Write();
                Serve(limited: false);
                Answer(0);
                Continue();
            }
            _applied.Should().Equal(_pressed.Select(move => move.Name), "each is applied once, in the order of pressing");
            _acked.SetEquals(_pressed).Should().BeTrue("each is acknowledged");
        }

        private void Write()
        {
            while (_outbox.TryNext(out var move)) _wire.Enqueue((move, move.Attempt));
            _wire.Select(sent => sent.Move).Concat(_answers.Select(answer => answer.Move)).Where(move => !_acked.Contains(move)).Distinct()
                .Should().HaveCountLessThanOrEqualTo(16);
        }

        private void Serve(bool limited)
        {
            if (!_wire.TryDequeue(out var sent)) return;
            _answers.Add((sent.Move, sent.Attempt, limited ? Refusal(sent.Move, Reasons.RateLimited) : Decide(sent.Move)));
        }

        private Ack Decide(PendingMove move)
        {
            if (move.N > _applied.Count + 1) return Refusal(move, Reasons.Gap);
            if (move.N <= _applied.Count - Wire.MovesWithoutAck) return Refusal(move, Reasons.Forgotten);
            if (move.N == _applied.Count + 1) _applied.Add(move.Name);
            return new Ack { N = move.N };
        }

        // Answers may overtake each other: a limit is known before a decision is durable.
        private void Answer(int lot)
        {
            if (_answers.Count == 0) return;
            var (move, attempt, ack) = _answers[lot % _answers.Count];
            _answers.RemoveAt(lot % _answers.Count);
            ack.Reason.Should().NotBe(Reasons.Forgotten, "no repeat is older than the acks that are kept");
            var verdict = _outbox.Answer(move, attempt, ack);
            verdict.Kind.Should().NotBe(VerdictKind.Resume);
            if (verdict.Kind == VerdictKind.Settled) _acked.Add(move).Should().BeTrue("a move is settled once");
            if (verdict.Kind == VerdictKind.SendAgain) _pause = verdict.Pause;
        }

        private void Continue()
        {
            if (_pause is { } pause) _outbox.Continue(pause);
        }

        private void Reconnect(int served)
        {
            _outbox.Detach(withError: false);
            while (served-- > 0) Serve(limited: false);
            _wire.Clear();
            _answers.Clear();
            _outbox.Attach(_applied.Count).Moves.Should().BeEmpty("a lost link gives up nothing");
        }

        private static Ack Refusal(PendingMove move, string reason) => new() { N = move.N, Ok = false, Reason = reason };
    }
}
