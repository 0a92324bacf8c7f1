using System.Text.Json;
using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Games.Recorded;

/// <summary>
/// A room as its viewers get it from a node: what was written to each, number by number, and now and then the snapshot that a
/// page reloaded at this moment would begin with.
/// </summary>
internal sealed class Recording(string about, Action<GameCatalog> games, int seed)
{
    // What one viewer was sent under a number, every other one was sent too, or a hidden range over it.
    private readonly SortedDictionary<long, string> _entries = [];
    private readonly List<Checkpoint> _checkpoints = [];
    private readonly List<Viewer> _viewers = [];

    // Nobody here pings, or says what was seen.
    public TestNode Server { get; } = new(
        options =>
        {
            (options.Net.SilenceSeconds, options.Limits.JoinsPerMinute) = (3_600, 100_000);
            (options.Delivery.SeenBytes, options.Delivery.SeenEvents, options.Delivery.SeenFrames) = (100_000_000, 100_000, 100_000);
        },
        games: games,
        seed: seed);

    public string Room { get; private set; } = "";

    public Viewer Create(string name, string game, object? options = null)
    {
        var viewer = Arrive(name);
        return Begin(viewer, Server.Scheduler.Finish(() => Server.Node.CreateAsync(viewer.Player.Session, new CreateRequest(game, options is null ? null : RawJson.From(options)))));
    }

    public Viewer Join(string name, bool spectate = false)
    {
        var viewer = Arrive(name);
        return Begin(viewer, viewer.Player.Join(Room, spectate: spectate));
    }

    public void Send(Viewer viewer, string move, params object?[] args)
    {
        var ack = viewer.Player.Send(Room, ++viewer.Moves, move, args);
        ack.Ok.Should().BeTrue($"{viewer.Name} may {move}: {ack.Reason} {ack.Text}");
    }

    public void Input(Viewer viewer, object input) => Server.Node.Input(viewer.Player.Session, new InputRequest(Room, ++viewer.Inputs, RawJson.From(input)));

    public void Pass(double seconds, double step = 0.1) => Server.Pass(seconds, step);

    public void Drop(Viewer viewer)
    {
        Take(viewer);
        viewer.Player.Drop();
        viewer.IsHere = false;
    }

    public void Leave(Viewer viewer)
    {
        viewer.Player.Leave(Room).Ok.Should().BeTrue();
        Take(viewer);
        viewer.IsHere = false;
    }

    /// <summary>The page was there all along, and goes on with its cursor.</summary>
    public void Back(Viewer viewer)
    {
        var joined = viewer.Player.Hello(join: new JoinRequest(Room, new Cursor(viewer.Epoch, viewer.Last))).Joined![0];
        joined.Resume.Should().Be("replay", "nothing is trimmed here");
        (viewer.IsHere, viewer.Taken) = (true, 0);
        Take(viewer);
        viewer.Last.Should().BeGreaterThanOrEqualTo(joined.Head!.Value);
    }

    /// <summary>kill -9, and everybody who was there is back.</summary>
    public void Restart()
    {
        Viewer[] here = [.. _viewers.Where(viewer => viewer.IsHere)];
        foreach (var viewer in here) Take(viewer);
        Server.Kill();
        foreach (var viewer in here) Back(viewer);
    }

    /// <summary>The state as this viewer has it, unrecorded.</summary>
    public JsonElement See(Viewer viewer) => JsonDocument.Parse(Reload(viewer).Snapshot!.State.Text).RootElement;

    /// <summary>What each viewer would be shown here who had no cursor.</summary>
    public void Check()
    {
        foreach (var viewer in _viewers.Where(viewer => viewer.IsHere)) Keep(viewer, Reload(viewer));
    }

    public string Write()
    {
        foreach (var viewer in _viewers.Where(viewer => viewer.IsHere)) Take(viewer);
        return $$"""
            {
            "about": {{Json(about)}},
            "viewers": {
            {{Lines(_viewers.Select(viewer => $"{Json(viewer.Name)}: {Json(new { id = viewer.Player.Id, upTo = viewer.Last, hidden = viewer.Hidden })}"))}}
            },
            "checkpoints": [
            {{Lines(_checkpoints.Select(c => $$"""{"seq":{{c.Seq}},"at":{{c.At}},"game":{{Json(c.Game)}},"seats":{{Json(c.Seats)}},"state":{{c.State}}}"""))}}
            ],
            "entries": [
            {{Lines(_entries.Select(entry => $"[{entry.Key},{entry.Value}]"))}}
            ]
            }

            """;
    }

    private Viewer Arrive(string name)
    {
        var viewer = new Viewer(name, Server.Player(name));
        _viewers.Add(viewer);
        return viewer;
    }

    private Viewer Begin(Viewer viewer, Joined joined)
    {
        joined.Ok.Should().BeTrue();
        (Room, viewer.Epoch, viewer.Last) = (joined.Room!, joined.Epoch!, joined.Snapshot!.Seq);
        Keep(viewer, joined);
        return viewer;
    }

    private Joined Reload(Viewer viewer)
    {
        // First with the cursor: the room's turn does what is due by now, and the page gets it as ever.
        viewer.Player.Join(Room, new Cursor(viewer.Epoch, viewer.Last), spectate: true).Resume.Should().Be("replay");
        Take(viewer);
        var joined = viewer.Player.Join(Room, spectate: true); // a member's seat stays what it is
        joined.Snapshot!.Seq.Should().Be(viewer.Last, "it is the state after what was written so far");
        return joined;
    }

    private void Keep(Viewer viewer, Joined joined)
    {
        var (seq, state) = (joined.Snapshot!.Seq, joined.Snapshot.State.ToString());
        var same = _checkpoints.Find(known => known.Seq == seq && known.At == joined.ServerTime && known.State == state);
        if (same is null) _checkpoints.Add(same = new Checkpoint(seq, joined.ServerTime!.Value, joined.Game!, state));
        same.Seats[viewer.Name] = joined.Seat;
    }

    private void Take(Viewer viewer)
    {
        var written = viewer.Player.Connection.Written;
        written.OfType<SnapshotMessage>().Should().BeEmpty("nobody is too far behind here");
        foreach (var batch in written.Skip(viewer.Taken).OfType<EventBatch>().Where(batch => batch.Room == Room)) Take(viewer, batch);
        viewer.Taken = written.Count;
    }

    private void Take(Viewer viewer, EventBatch batch)
    {
        batch.First.Should().Be(viewer.Last + 1, "numbers come without a hole");
        foreach (var entry in JsonDocument.Parse(batch.Entries.Text).RootElement.EnumerateArray())
        {
            var from = viewer.Last + 1;
            if (entry.TryGetProperty("hidden", out var upTo))
            {
                viewer.Last = upTo.GetInt64();
                viewer.Hidden.Add([from, viewer.Last]);
                continue;
            }
            viewer.Last = from;
            if (_entries.TryAdd(from, entry.GetRawText())) continue;
            entry.GetRawText().Should().Be(_entries[from], "all who see an event see the same");
        }
        viewer.Last.Should().Be(batch.Last);
    }

    private static string Lines(IEnumerable<string> lines) => string.Join(",\n", lines);

    private static string Json(object value) => JsonSerializer.Serialize(value);

    private sealed record Checkpoint(long Seq, long At, string Game, string State)
    {
        public Dictionary<string, int?> Seats { get; } = [];
    }
}

/// <summary>Somebody with a page open on the recorded room.</summary>
internal sealed class Viewer(string name, TestPlayer player)
{
    public string Name => name;
    public TestPlayer Player => player;
    public string Epoch { get; set; } = "";

    /// <summary>The last number that was written to the page.</summary>
    public long Last { get; set; }

    /// <summary>Ranges of numbers that were for others.</summary>
    public List<long[]> Hidden { get; } = [];

    public bool IsHere { get; set; } = true;

    /// <summary>Messages of its connection that were looked at.</summary>
    public int Taken { get; set; }

    public long Moves { get; set; }
    public long Inputs { get; set; }
}
