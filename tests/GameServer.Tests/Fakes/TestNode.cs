using GameServer.Engine;
using GameServer.Games;
using GameServer.Protocol;

namespace GameServer.Tests.Fakes;

/// <summary>A node in manual time on the test's thread, with a journal that can be shut, and killed with everything that is not durable.</summary>
public sealed class TestNode
{
    private readonly Action<NodeOptions>? _configure;
    private readonly Action<GameCatalog>? _games;
    private readonly int? _seed;

    public TestNode(Action<NodeOptions>? configure = null, int? seed = null, Action<GameCatalog>? games = null)
    {
        Placement = new FakeLease(Time);
        (_configure, _games, _seed) = (configure, games, seed);
        Scheduler = new StepScheduler(seed) { Check = Log.Check };
        Journal = new GatedJournal(new MemoryJournal(Time));
        Node = NewNode();
    }

    public ManualTime Time { get; } = new();

    public StepScheduler Scheduler { get; private set; }

    public NotedLog Log { get; } = new();

    public FakeLease Placement { get; }

    public GatedJournal Journal { get; }

    public Node Node { get; private set; }

    private Node NewNode()
    {
        var options = new NodeOptions();
        options.Limits.RoomsPerMinute = options.Limits.ResumesPer10Seconds = options.Limits.LiveRoomsPerAddress = 1_000;
        _configure?.Invoke(options);
        var games = new GameCatalog().Add<Relay>().Add<TicTacToe>().Add<Drift>();
        _games?.Invoke(games);
        var node = new Node(options, games, Journal, Placement, Time, new SeededChance(_seed ?? 1), Scheduler, Log);
        Scheduler.Finish(async () => await node.StartAsync());
        return node;
    }

    /// <summary>kill -9: whatever was not durable is gone, and so is whatever was still to run.</summary>
    public void Kill()
    {
        Scheduler = new StepScheduler(_seed + 1) { Check = Log.Check };
        Journal.Fault = null;
        Node = NewNode();
    }

    /// <summary>Lets time pass in small steps, running what becomes ready.</summary>
    public void Pass(double seconds, double step = 0.1)
    {
        for (var left = seconds; left > 1e-9; left -= step)
        {
            var part = Math.Min(step, left);
            Scheduler.Post(_ => Time.Advance(part), null); // in the scheduler's context, where what timers begin goes on too
            Scheduler.RunAll();
        }
    }

    /// <summary>A new player, welcomed.</summary>
    public TestPlayer Player(string name, string address = "10.0.0.1")
    {
        var player = new TestPlayer(this, name, address);
        player.Hello().Ok.Should().BeTrue();
        return player;
    }
}

/// <summary>A player at a <see cref="TestNode"/>: says hello, joins, moves, drops, comes back.</summary>
public sealed class TestPlayer(TestNode server, string name, string address = "10.0.0.1")
{
    public string? Token { get; set; }

    public string Id { get; private set; } = "";

    /// <summary>The page's name it says hello with; null: none.</summary>
    public string? Page { get; set; }

    public Session Session { get; private set; } = null!;

    public FakeConnection Connection { get; private set; } = null!;

    public Welcome Hello(bool takeOver = true, Cursor? personal = null, params JoinRequest[] join) =>
        server.Scheduler.Finish(() => HelloAsync(takeOver, personal, join));

    public Task<Welcome> HelloAsync(bool takeOver = true, Cursor? personal = null, params JoinRequest[] join)
    {
        Connection = new FakeConnection { Address = address };
        Session = server.Node.Open(Connection);
        return SayAsync(new HelloRequest { Protocol = 1, Token = Token, Name = name, TakeOver = takeOver, Page = Page, Personal = personal, Join = join });
    }

    public async Task<Welcome> SayAsync(HelloRequest hello)
    {
        var welcome = await server.Node.HelloAsync(Session, hello);
        if (welcome.Ok) (Token, Id) = (welcome.Token, welcome.PlayerId!);
        return welcome;
    }

    public Joined Create(string game = "relay", bool isPrivate = false) =>
        server.Scheduler.Finish(() => server.Node.CreateAsync(Session, new CreateRequest(game, IsPrivate: isPrivate)));

    public Joined Play(string game) => server.Scheduler.Finish(() => server.Node.PlayAsync(Session, new PlayRequest(game)));

    public Joined Join(string room, Cursor? cursor = null, bool spectate = false) =>
        server.Scheduler.Finish(() => server.Node.JoinAsync(Session, new JoinRequest(room, cursor, spectate)));

    public Ack Send(string room, long n, string move, params object?[] args) =>
        server.Scheduler.Finish(() => SendAsync(room, n, move, args));

    public async Task<Ack> SendAsync(string room, long n, string move, params object?[] args) =>
        (await server.Node.SendAsync(Session, new SendRequest(room, n, move, [.. args.Select(arg => RawJson.From(arg))]))).To<Ack>()!;

    /// <summary>Sends and lets everything run, whether or not the ack came.</summary>
    public Task<Ack> Start(string room, long n, string move, params object?[] args) =>
        server.Scheduler.Start(() => SendAsync(room, n, move, args));

    public Answer Leave(string room) => server.Scheduler.Finish(() => server.Node.LeaveAsync(Session, new RoomRequest(room)));

    public Answer Snapshot(string room) => server.Scheduler.Finish(() => server.Node.SnapshotAsync(Session, new RoomRequest(room)));

    public void Seen(string room, long seq)
    {
        server.Node.Seen(Session, new SeenRequest(room, seq));
        server.Scheduler.RunAll();
    }

    public void Drop()
    {
        server.Node.Closed(Session);
        server.Scheduler.RunAll();
    }

    /// <summary>What was written to this connection for a room: the number of each event, and the type, "hidden" for a range.</summary>
    public IReadOnlyList<(long Seq, string Type)> Events(string room)
    {
        var events = new List<(long, string)>();
        foreach (var batch in Connection.Written.OfType<EventBatch>().Where(batch => batch.Room == room))
        {
            var seq = batch.First;
            foreach (var entry in batch.Entries.To<Entry[]>()!)
            {
                seq = entry.Hidden ?? seq;
                events.Add((seq++, entry.Hidden is null ? entry.Type! : "hidden"));
            }
        }
        return events;
    }
}
