using GameServer.Engine;

namespace GameServer.Games;

[Game("tictactoe", Seats = 2)]
public sealed class TicTacToe : Game
{
    public record Placed(int Seat, int Cell);
    static readonly int[][] Lines = [[0,1,2],[3,4,5],[6,7,8],[0,3,6],[1,4,7],[2,5,8],[0,4,8],[2,4,6]];

    public int?[] Cells { get; set; } = new int?[9];

    protected override void OnStart() => After(30, "turn");
    protected override void OnTimer(string name) => End($"seat {1 - Turn} wins on time");

    [Move] public void Place(int cell)
    {
        Require(cell is >= 0 and < 9, "no such cell");
        Require(Cells[cell] is null, "cell is taken");
        Cells[cell] = Me;
        Emit(new Placed(Me, cell));
        if (Lines.Any(line => line.All(i => Cells[i] == Me))) { End($"seat {Me} wins"); return; }
        if (Cells.All(c => c is not null)) { End("draw"); return; }
        NextTurn();
        After(30, "turn");
    }

    protected override IEnumerable<MoveOption> Legal(int seat) =>
        Enumerable.Range(0, 9).Where(i => Cells[i] is null).Select(i => Do(nameof(Place), i));
}
