using GameServer.Engine;

namespace GameServer.Tests.Sdk;

/// <summary>Lists that grow, shrink and change.</summary>
[Game("lists", Seats = 1)]
public sealed class Lists : Game
{
    public int?[] Row { get; set; } = [1, 2, 3, 4];
    public List<string> Lines { get; set; } = [];
    public Dictionary<string, int> Names { get; set; } = [];

    [Move] public void Put(int?[] row) => Row = row;
    [Move] public void Say(string line) => Lines.Add(line);
    [Move] public void Name(string name, int value) => Names[name] = value;
    [Move] public void Nothing() { }
}

/// <summary>As <see cref="Lists"/>, for clients that follow its events.</summary>
[Game("quiet", Seats = 2, Patches = false)]
public sealed class Quiet : Game
{
    public record Counted(int Count);

    public int Count { get; set; }
    public int Silent { get; set; }
    [Private] public int[] Own { get; set; } = [];

    protected override void OnStart() => Own = [7, 8];

    [Move(AnyTime = true)]
    public void Add()
    {
        Count++;
        Own[Me]++;
        Emit(new Counted(Count));
        if (Count == 6) End(null);
    }

    protected override IEnumerable<MoveOption> Legal(int seat) => [Do(nameof(Add))];
}
