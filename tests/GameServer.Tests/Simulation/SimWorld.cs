using GameServer.Engine;
using GameServer.Reliability;

namespace GameServer.Tests.Simulation;

/// <summary>
/// The real engine between simulated pages, links and a disk: everything that happens, and when, is drawn from one seed.
/// </summary>
public sealed partial class SimWorld
{
    private static readonly string[] Names = ["ann", "bob", "cyd", "dan", "eve"];

    private readonly SimHistory _history = new();
    private readonly List<string> _codes = []; // rooms that are thought to live
    private readonly List<string> _failures = [];
    private readonly int _latency;
    private Dictionary<string, long> _heads = []; // newest durable numbers, at the end
    private int _kept; // batches of the beginning, which no loss of a tail reaches
    private int _runs;
    private int _links;
    private int _moves;

    public SimWorld(int seed, PlantedBug bug = PlantedBug.None)
    {
        (Seed, Bug, Loop) = (seed, bug, new SimLoop(seed));
        Process = new SimProcess(Loop);
        Disk = new SimDisk(Loop, Process, bug) { OnRaised = Raised };
        _latency = Loop.Random.Next(2, 60);
        Options = new NodeOptions
        {
            Room = { LogEvents = Loop.Random.Next(2) == 0 ? 16 : 64, HotEvents = Loop.Random.Next(1, 8), EmptySeconds = Loop.Random.Next(1, 4) },
            Delivery = { SeenEvents = Loop.Random.Next(6, 20) },
            Player = { AwayMs = 1_000, SeatSeconds = 4, ResumeSeconds = 15 },
        };
        var limits = Options.Limits;
        limits.RoomsPerMinute = limits.ResumesPer10Seconds = limits.LiveRoomsPerAddress = limits.JoinsPerMinute = limits.FailedJoinsPerMinute = limits.MovesBurst = 1_000;
        if (Loop.Random.Next(4) == 0) (limits.MovesPerSecond, limits.MovesBurst) = (10, 10);
        Players = [.. Names.Take(Loop.Random.Next(2, Names.Length + 1)).Select(name => new SimPlayer(this, name))];
    }

    public int Seed { get; }

    public PlantedBug Bug { get; }

    public SimLoop Loop { get; }

    /// <summary>Everything that is no server: pages, links, disk. It outlives every kill.</summary>
    public SimProcess Process { get; }

    public SimDisk Disk { get; }

    public NodeOptions Options { get; }

    public IReadOnlyList<SimPlayer> Players { get; }

    /// <summary>The server's present run; null while it is down.</summary>
    public SimHost? Host { get; private set; }

    /// <summary>Whether the faults are over: from then on redials are measured (I9).</summary>
    public bool IsCalm { get; private set; }

    public int NextLink() => ++_links;

    public int NextMove() => ++_moves;

    public TimeSpan Latency() => TimeSpan.FromMilliseconds(Loop.Random.Next(1, _latency));

    public void Write(Line line) => _history.Add(line with { T = Math.Round(Loop.Now.TotalMilliseconds, 3) });

    /// <summary>Something that no history shows is wrong.</summary>
    public void Fail(string what) => _failures.Add(what);

    public string? NameOf(string? player) => player is null ? null : Players.FirstOrDefault(p => p.Id == player)?.Name ?? player;

    /// <summary>A page was told that a room is over.</summary>
    public void Gone(string code) => _codes.Remove(code);

    /// <summary>The newest durable number of a room.</summary>
    public long Head(string code) => _heads.GetValueOrDefault(code);

    private IEnumerable<SimClient> Pages => Players.SelectMany(player => player.Pages).Where(page => !page.IsOver);

    /// <summary>Runs the whole life of this world; every broken promise.</summary>
    /// <param name="faults">How many faults happen.</param>
    public IReadOnlyList<string> Run(int faults)
    {
        Begin();
        for (var i = 0; i < faults && _failures.Count == 0; i++)
        {
            for (var actions = Loop.Random.Next(0, 7); actions > 0; actions--)
            {
                Act();
                Loop.RunFor(TimeSpan.FromMilliseconds(Loop.Random.Next(0, 60)));
            }
            Harm();
            Loop.RunFor(TimeSpan.FromMilliseconds(Loop.Random.Next(0, 400)));
        }
        Settle();
        _history.AddJournal(Disk.Entries, NameOf, [.. Players.Select(player => player.Name)]);
        foreach (var fault in Loop.Faults.Take(3)) Fail($"a step threw {fault}");
        if (Loop.Escapes > 0) Fail($"{Loop.Escapes} steps left the scheduler");
        return [.. _failures, .. Oracle.Judge(new History(_history.Lines)).Select(violation => violation.ToString())];
    }

    /// <summary>Equal whenever the same seed was run.</summary>
    public string Hash() => _history.Hash();

    /// <summary>The run as a history file.</summary>
    public string Text() => string.Join('\n', _history.Lines);

    private void Begin()
    {
        StartHost();
        Loop.RunFor(TimeSpan.FromSeconds(1));
        foreach (var player in Players) player.Open();
        Loop.RunFor(TimeSpan.FromSeconds(1));
        Players[0].Page.Create(_codes.Add);
        Loop.RunFor(TimeSpan.FromSeconds(1));
        foreach (var player in Players) player.Page.Join(_codes[0]);
        Loop.RunFor(TimeSpan.FromSeconds(1));
        _kept = Disk.Count;
    }

    private void StartHost()
    {
        Host = new SimHost(this, ++_runs);
        Host.Start();
    }

    // Those too that nobody has seen yet: what was written of them may be under way.
    private void Raised(IEnumerable<(string Room, string Epoch)> before)
    {
        foreach (var (room, epoch) in before) Write(new Line { What = LineKind.Raised, Room = room, Epoch = epoch, Reason = "tail_loss", Told = true });
    }

    // Everything that holds anybody up ends; whoever is there has to reach the head.
    private void Settle()
    {
        Disk.BrokenUntil = Disk.SlowUntil = Loop.Now;
        if (Host is null) StartHost();
        foreach (var page in Pages)
        {
            page.Link?.Heal();
            page.AwayUntil = TimeSpan.Zero;
            page.Dial();
        }
        Write(new Line { What = LineKind.Fault, Reason = "healed" });
        IsCalm = true;
        Loop.RunFor(TimeSpan.FromSeconds(8)); // by then who was cut off unawares has noticed; what would come twice, comes
        for (var i = 0; i < 100 && !IsSettled(); i++) Loop.RunFor(TimeSpan.FromMilliseconds(100));
        if (!IsSettled()) Fail("not everybody reached the head, with every move answered");
        Write(new Line { What = LineKind.End });
    }

    private bool IsSettled()
    {
        FindHeads();
        return Players.All(player => player.Pages.TrueForAll(page => page.IsSettled));
    }

    private void FindHeads()
    {
        _heads = [];
        foreach (var commit in Disk.Entries.OfType<RoomCommit>().Where(commit => commit.Events.Count > 0)) _heads[commit.Room] = commit.Events[^1].Seq;
    }
}
