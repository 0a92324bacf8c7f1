using GameServer.Engine;

namespace GameServer.Tests.Simulation;

/// <summary>
/// A game that a simulation can check: its state is what its events add up to, each seat has a part of its own, and it refuses and fails on demand.
/// </summary>
[Game("tally", Seats = 5, MinSeats = 1, DropIn = true, Patches = false)]
public sealed class Tally : Game
{
    public record Echo(int Weight);
    public record Counted(string Move, int Weight);
    public record Dealt(int Seat, int Card);

    /// <summary>What a seat holds; it names the seat, so that a hand in the wrong place shows.</summary>
    public record Hand(int Seat, int Card);

    public int Count { get; set; }

    public long Sum { get; set; }

    [Private]
    public Hand[] Hands { get; set; } = [.. Enumerable.Range(0, 5).Select(seat => new Hand(seat, 0))];

    protected override void OnLeave(int seat) => Hands[seat] = new Hand(seat, 0);

    /// <summary>Adds <paramref name="weight"/>; the event that says so carries <paramref name="move"/>, which no two moves share.</summary>
    [Move(AnyTime = true)]
    public void Put(string move, int weight)
    {
        Count++;
        Sum = (Sum * 31 + weight) % 1_000_003;
        if (weight % 4 == 0) Emit(new Echo(weight));
        if (weight % 5 == 0)
        {
            Hands[Me] = new Hand(Me, weight);
            EmitTo(Me, new Dealt(Me, weight));
        }
        Emit(new Counted(move, weight));
        Require(weight != 7, "not a seven"); // too late on purpose: all of the step must be undone
        if (weight == 13) throw new InvalidOperationException("thirteen");
    }
}
