using System.Text.Json.Nodes;
using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Tests.Fakes;

namespace GameServer.Tests.Simulation;

/// <summary>One run of the server: a process with the real <see cref="Node"/>, and the little a host adds (order of entry, answers, closes).</summary>
public sealed class SimHost
{
    private readonly SimWorld _world;
    private readonly Dictionary<SimLink, Seat> _seats = [];
    private readonly Dictionary<string, SimLink> _newest = []; // by token: the connection that said hello last
    private readonly Dictionary<string, JsonNode> _mine = [];  // by room: the private part shown last

    public SimHost(SimWorld world, int run)
    {
        _world = world;
        Process = new SimProcess(world.Loop, world.Bug);
        Log = new NotedLog { Escapes = world.Loop.Faults.Add };
        var games = new GameCatalog().Add<Tally>();
        Node = new Node(world.Options, games, world.Disk, new OnlyNode(), Process.Clock, new SeededChance(unchecked(world.Seed * 1_000 + run)), Process, Log);
    }

    public SimProcess Process { get; }

    public Node Node { get; }

    public NotedLog Log { get; }

    /// <summary>Opens the journal; clients are refused before.</summary>
    public void Start() => In(async () =>
    {
        await Node.StartAsync();
        IsReady = true;
    });

    public bool IsReady { get; private set; }

    public void Accept(SimLink link) => In(() =>
    {
        link.Host = this;
        _seats.Add(link, new Seat(Node.Open(link)));
        return Task.CompletedTask;
    });

    /// <summary>The transport says that a connection is gone.</summary>
    public void Closed(SimLink link) => In(() =>
    {
        if (!_seats.Remove(link, out var seat)) return Task.CompletedTask;
        Node.Closed(seat.Session);
        if (_world.Bug == PlantedBug.TakeOverWithoutGenerationCheck && seat.Token is { } token && _newest[token] != link && _seats.TryGetValue(_newest[token], out var newer))
        {
            foreach (var attachment in newer.Session.Pump.Attached) newer.Session.Pump.Detach(attachment);
        }
        return Task.CompletedTask;
    });

    /// <summary>A call arrived. Calls of one connection enter in their order; how they go on from there is the scheduler's.</summary>
    public void Receive(SimLink link, Func<Call, Task> call)
    {
        if (!_seats.TryGetValue(link, out var seat)) return;
        seat.Inbox.Enqueue(call);
        In(async () =>
        {
            var next = seat.Inbox.Dequeue();
            Node.Heard(seat.Session);
            await next(new Call(this, link, seat.Session));
        });
    }

    /// <summary>Whether it is still its player's one live connection.</summary>
    public bool IsLive(SimLink link) => _seats.GetValueOrDefault(link)?.Session.IsLive == true;

    /// <summary>For a lying disk: what must wait for the truth.</summary>
    public Task Gate(bool isAck) => (_world.Bug, isAck) switch
    {
        (PlantedBug.DeliverBeforeCommit, true) or (PlantedBug.AckBeforeCommit, false) => _world.Disk.SafeAsync(),
        _ => Task.CompletedTask,
    };

    /// <summary>An event that concerns some players alone, from outside any game.</summary>
    public void Publish(string room, Audience audience, string text) => In(async () =>
    {
        try
        {
            await Node.PublishAsync(room, "secret", RawJson.From(new { text }), audience);
        }
        catch (JournalException)
        {
            // It could not be read at the moment: the caller is told so, and nothing was published.
        }
    });

    private void In(Func<Task> work) => Process.Post(_ => _ = GuardAsync(work), null);

    private async Task GuardAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception bug) // none may come out of the engine
        {
            _world.Fail($"the engine threw {bug}");
        }
    }

    private sealed class Seat(Session session)
    {
        public Session Session { get; } = session;

        public string? Token { get; set; }

        public Queue<Func<Call, Task>> Inbox { get; } = new();
    }

    /// <summary>One call of a client, as it has arrived.</summary>
    public sealed record Call(SimHost Host, SimLink Link, Session Session)
    {
        private PlantedBug Bug => Host._world.Bug;

        /// <summary>Answers <c>Hello</c>.</summary>
        public async Task HelloAsync(HelloRequest hello, Action<SimClient, Welcome> answer)
        {
            var joins = hello.Join ?? [];
            if (Bug == PlantedBug.AckOfAnotherPage) hello = hello with { Page = null };
            hello = hello with { Join = [.. joins.Select(join => join with { Cursor = Bend(join, hello.Token) })] };
            var welcome = await Host.Node.HelloAsync(Session, hello);
            if (Bug == PlantedBug.AudienceSkippedInSnapshot) welcome = welcome with { Joined = [.. (welcome.Joined ?? []).Select(joined => Bend(joined))] };
            if (welcome.Ok)
            {
                Host._newest[welcome.Token!] = Link;
                if (Host._seats.TryGetValue(Link, out var seat)) seat.Token = welcome.Token;
            }
            await AnswerAsync(client => answer(client, welcome), isAck: false);
        }

        /// <summary>Answers <c>Send</c>.</summary>
        public async Task SendAsync(SendRequest move, Action<SimClient, Ack> answer)
        {
            var session = Session;
            if (Bug == PlantedBug.OldConnectionsMoveAccepted && Host._seats.GetValueOrDefault(Link)?.Token is { } token
                && Host._seats.GetValueOrDefault(Host._newest[token]) is { } newest) session = newest.Session;
            var ack = (await Host.Node.SendAsync(session, move)).To<Ack>()!;
            await AnswerAsync(client => answer(client, ack), isAck: true);
        }

        /// <summary>Answers any other call.</summary>
        public async Task AskAsync<T>(Func<Node, Session, Task<T>> ask, Action<SimClient, T> answer)
        {
            var said = await ask(Host.Node, Session);
            await AnswerAsync(client => answer(client, said), isAck: false);
        }

        private async Task AnswerAsync(Action<SimClient> answer, bool isAck)
        {
            if (Host.Gate(isAck) is { IsCompleted: false } gate) await gate;
            Link.Down(answer);
        }

        private Joined Bend(Joined joined)
        {
            if (joined.Snapshot?.State.To<JsonNode>() is not { } state || state["mine"] is not { } mine) return joined;
            var shown = Host._mine.GetValueOrDefault(joined.Room!, mine);
            Host._mine[joined.Room!] = mine.DeepClone();
            state["mine"] = shown.DeepClone();
            return joined with { Snapshot = joined.Snapshot! with { State = RawJson.From(state) } };
        }

        private Cursor? Bend(JoinRequest join, string? token) => (Bug, join.Cursor) switch
        {
            (_, null) => null,
            (PlantedBug.ResumeOffByOne, { } cursor) => cursor with { Seq = cursor.Seq + 1 },
            (PlantedBug.CursorFromServerMemory, { } cursor) when token is not null && Host._newest.GetValueOrDefault(token) is { } older
                && Host._seats.GetValueOrDefault(older)?.Session.Pump.Attached.FirstOrDefault(a => a.Room.Name == join.Room) is { } memory => cursor with { Seq = memory.Queue.Cursor },
            _ => join.Cursor,
        };
    }
}
