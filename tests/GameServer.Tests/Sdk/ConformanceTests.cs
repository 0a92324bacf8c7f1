using GameServer.Engine;
using GameServer.Games;

namespace GameServer.Tests.Sdk;

public sealed class ConformanceTests
{
    [Fact]
    public void Tic_tac_toe_conforms() => Conformance.Check<TicTacToe>(games: 500);

    [Fact]
    public void Relay_conforms() => Conformance.Check<Relay>(games: 5);

    [Fact]
    public void High_card_with_its_private_hands_conforms() => Conformance.Check<HighCard>(games: 300);

    [Fact]
    public void The_arena_which_ticks_conforms() =>
        Conformance.Check<Arena>(games: 20, input: r => new Arena.Stick((float)r.Roll(-1.5, 1.5), (float)r.Roll(-1.5, 1.5), r.Roll(2) == 0));
}
