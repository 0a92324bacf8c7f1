namespace GameServer.LoadTool;

/// <summary>A way to load a server: which servers, at which loads, and one run of one of them.</summary>
internal abstract class Scenario
{
    /// <summary>All there are.</summary>
    /// <param name="measured">How long a run measures.</param>
    public static Scenario[] All(TimeSpan measured) =>
    [
        new Events("events", ServerKind.Compared, ["8,000/s", Events.ForSqlite, "32,000/s", "64,000/s", "128,000/s", Events.Saturation, Events.InLargeRooms], isPinned: true, measured),
        new Events("nodes", ServerKind.Nodes, ["8,000/s", Events.ForSqlite, Events.Saturation], isPinned: false, measured),
        new Frames(measured),
        new Idle(),
        new Resume("resume", rooms: 20, cutPerRoom: 5, missed: [50, 1_500], isPinned: true),
        new Resume("storm", rooms: 250, cutPerRoom: 8, missed: [100], isPinned: false),
        new SlowMember(),
    ];

    /// <summary>On the command line and in results.</summary>
    public abstract string Name { get; }

    /// <summary>Who takes part.</summary>
    public abstract IReadOnlyList<ServerKind> Servers { get; }

    /// <summary>How much load, in rising order; a name by which it is chosen, too.</summary>
    public abstract IReadOnlyList<string> Loads { get; }

    /// <summary>Whether the server has one core of its own.</summary>
    public virtual bool IsPinned => true;

    /// <summary>Whether a server serves all rounds; else each run starts its own.</summary>
    public virtual bool KeepsServer => true;

    /// <summary>Whether this server takes part at this load.</summary>
    public virtual bool Fits(ServerKind server, string load) => true;

    /// <summary>Before a server is measured for the first time: what is compiled while it runs should be.</summary>
    public virtual void WarmUp(Loop loop, ServerUnderLoad server)
    {
        foreach (var load in Loads.Concat(Loads)) Run(loop, server, load);
    }

    /// <summary>One run.</summary>
    public abstract IReadOnlyDictionary<string, double> Run(Loop loop, ServerUnderLoad server, string load);
}
