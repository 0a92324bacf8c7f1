using GameServer.Engine;

namespace GameServer.Tests.Simulation;

/// <summary>A game that a simulation can check: its state is what its events add up to, and it refuses and fails on demand.</summary>
[Game("tally", Patches = false)]
public sealed class Tally : Game
{
    public record Echo(int Weight);
    public record Counted(string Move, int Weight);

    public int Count { get; set; }

    public long Sum { get; set; }

    /// <summary>Adds <paramref name="weight"/>; the event that says so carries <paramref name="move"/>, which no two moves share.</summary>
    [Move]
    public void Put(string move, int weight)
    {
        Count++;
        Sum = (Sum * 31 + weight) % 1_000_003;
        if (weight % 4 == 0) Emit(new Echo(weight));
        Emit(new Counted(move, weight));
        Require(weight != 7, "not a seven"); // too late on purpose: all of the step must be undone
        if (weight == 13) throw new InvalidOperationException("thirteen");
    }
}
