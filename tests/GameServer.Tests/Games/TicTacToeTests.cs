using GameServer.Engine;
using GameServer.Games;

namespace GameServer.Tests.Games;

public sealed class TicTacToeTests
{
    [Fact]
    public void Three_in_a_row_win()
    {
        var table = new Table<TicTacToe>(seed: 1);

        foreach (var (seat, cell) in new[] { (0, 0), (1, 3), (0, 1), (1, 4), (0, 2) }) table.As(seat, game => game.Place(cell)).Ok.Should().BeTrue();

        table.Result.Should().Be("seat 0 wins");
    }

    [Fact]
    public void A_full_board_is_a_draw()
    {
        var table = new Table<TicTacToe>();

        var moves = new[] { 0, 1, 2, 4, 3, 5, 7, 6, 8 };
        for (var i = 0; i < moves.Length; i++) table.Move(i % 2, "place", moves[i]).Ok.Should().BeTrue();

        table.Result.Should().Be("draw");
    }

    [Fact]
    public void Refusals_are_sentences_and_change_nothing()
    {
        var table = new Table<TicTacToe>();
        table.As(0, game => game.Place(0)).Ok.Should().BeTrue();
        var before = table.View(null);

        table.As(0, game => game.Place(1)).Reason.Should().Be("not_your_turn");
        table.As(1, game => game.Place(0)).Text.Should().Be("cell is taken");
        table.As(1, game => game.Place(9)).Text.Should().Be("no such cell");
        table.As(1, game => game.Place(-1)).Reason.Should().Be("refused");

        table.View(null).Should().Be(before);
        table.As(1, game => game.Place(1)).Ok.Should().BeTrue("a refusal costs no turn");
    }

    [Fact]
    public void Who_lets_the_time_run_out_loses_also_after_a_restart()
    {
        var table = new Table<TicTacToe>(seed: 1);
        table.As(0, game => game.Place(0)).Ok.Should().BeTrue();
        table.As(0, game => game.Place(1)).Reason.Should().Be("not_your_turn");
        var copy = Table<TicTacToe>.From(table.Snapshot());

        copy.Advance(seconds: 30);
        copy.Result.Should().BeNull("a timer runs half a second longer than it shows");
        copy.Advance(seconds: 1);

        copy.Result.Should().Be("seat 0 wins on time");
    }

    [Fact]
    public void The_first_move_is_told_as_two_small_changes()
    {
        var table = new Table<TicTacToe>();

        var step = table.As(0, game => game.Place(4));

        step.Events.Select(e => (e.Type, e.Data.ToString())).Should().Equal(
            ("placed", """{"seat":0,"cell":4}"""),
            ("patch", """{"changes":[["cells",4,0],["turn",1]],"deadlines":{"turn":30000}}"""));
        step.Events[0].From.Should().Be(table.Player(0));
    }
}
