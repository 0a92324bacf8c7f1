using GameServer.Delivery;
using GameServer.IntegrationTests.Faults;
using GameServer.Journals;
using GameServer.LoadTool;
using GameServer.Reliability;
using Microsoft.Extensions.Logging.Abstractions;

namespace GameServer.IntegrationTests.Postgres;

/// <summary>
/// Several nodes as processes of their own on one private PostgreSQL, each with its own way to the database, and players who reach any of them:
/// what stands in for a balancer points a player whose node is gone at another one.
/// </summary>
internal sealed class ClusterWorld : IAsyncDisposable
{
    private readonly FaultRun _run;
    private readonly string _database;
    private readonly List<RealPlayer> _players = [];

    private ClusterWorld(FaultRun run, PostgresServer postgres, string database) => (_run, Postgres, _database) = (run, postgres, database);

    public PostgresServer Postgres { get; }

    public List<ClusterNode> Nodes { get; } = [];

    public IReadOnlyList<RealPlayer> Players => _players;

    public static async Task<ClusterWorld> StartAsync(FaultRun run, int nodes, params (string Key, string Value)[] settings)
    {
        var postgres = await PostgresServer.StartAsync();
        var world = new ClusterWorld(run, postgres, await postgres.DatabaseAsync());
        try
        {
            for (var i = 0; i < nodes; i++)
            {
                var way = new FaultProxy(postgres.Port, run.Seed);
                (string, string)[] own = [("Journal", "postgres"), ("Postgres:Connection", postgres.Connection(world._database, way.Port)), ("Postgres:LeaseSeconds", "1"), .. settings];
                world.Nodes.Add(new ClusterNode(await ServerHost.StartAsync(run, own), way));
            }
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>A player who reaches the cluster by that node, in a room or in a new one.</summary>
    public async Task<RealPlayer> EnterAsync(string who, ClusterNode by, string? room = null)
    {
        var player = new RealPlayer(_run, who, new FaultProxy(by.Port, _run.Seed), tokens: null, page: null);
        lock (_players) _players.Add(player);
        await player.EnterAsync(room);
        return player;
    }

    /// <summary>Players in rooms of their own, spread over the nodes: the first of each room opens it where it is, the others come by other nodes.</summary>
    public async Task FillAsync(int rooms, int members)
    {
        for (var room = 0; room < rooms; room++)
        {
            var first = await EnterAsync($"{room}-0", Nodes[room % Nodes.Count]);
            for (var i = 1; i < members; i++) await EnterAsync($"{room}-{i}", Nodes[(room + i) % Nodes.Count], first.Room.Code);
        }
    }

    /// <summary>Everybody who is pointed at this node is pointed at another.</summary>
    public void Avoid(ClusterNode node)
    {
        var others = Nodes.Where(other => other != node && other.IsUp).ToList();
        var next = 0;
        lock (_players)
        {
            foreach (var player in _players.Where(player => player.Proxy.Target == node.Port)) player.Proxy.Target = others[next++ % others.Count].Port;
        }
    }

    /// <summary>Completes when each player has made a move and has its answer.</summary>
    public Task EverybodyMovesAsync() => Task.WhenAll(_players.Select(player => player.MoveAsync())).WaitAsync(FaultRun.Patience);

    /// <summary>kill -9 of one node, and a new process in its place.</summary>
    public async Task KillAsync(ClusterNode node)
    {
        node.IsUp = false;
        Avoid(node);
        await node.Host.KillAsync(Admission.Refuse);
        await EverybodyMovesAsync();
        await node.Host.StartAsync();
        node.IsUp = true;
        _run.History.Fault("kill");
    }

    /// <summary>SIGTERM to one node, and a new process in its place; how it ended.</summary>
    public async Task<int> RestartAsync(ClusterNode node)
    {
        node.IsUp = false;
        Avoid(node);
        var code = await node.Host.Process.TerminateAsync();
        await EverybodyMovesAsync();
        await node.Host.StartAsync();
        node.IsUp = true;
        return code;
    }

    /// <summary>Waits until everybody is at the head, ends the servers and adds what is in the database to the history.</summary>
    public async Task EndAsync()
    {
        await EverybodyMovesAsync();
        foreach (var room in _run.History.Of(LineKind.Joined).Select(line => line.Room!).Distinct()) await _run.History.AllReachHead(room).WaitAsync(FaultRun.Patience);
        await _run.History.NobodyIsAway().WaitAsync(FaultRun.Patience); // who got no personal room at its welcome has dialled again
        await _run.SettleAsync(_players[0].Room.Code, FaultRun.Patience);
        foreach (var node in Nodes) await node.Host.Process.KillAsync();
        foreach (var player in _players) await player.DisposeAsync();
        await using var journal = new PostgresJournal(new PostgresOptions(Postgres.Connection(_database)), TimeProvider.System, new SecureChance(), NullLogger.Instance);
        await JournalReader.WriteAsync(_run.History, journal);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var player in _players) await player.DisposeAsync();
        foreach (var node in Nodes)
        {
            node.Host.Process.Thaw(); // a frozen process cannot be waited for
            await node.Host.DisposeAsync();
            await node.Database.DisposeAsync();
        }
        await Postgres.DisposeAsync();
    }
}

/// <summary>One node: its process, and its way to the database.</summary>
internal sealed class ClusterNode(ServerHost host, FaultProxy database)
{
    public ServerHost Host { get; } = host;

    public FaultProxy Database { get; } = database;

    public bool IsUp { get; set; } = true;

    /// <summary>Where it listens now.</summary>
    public int Port => Host.Proxy.Target;
}
