using GameServer.Client;
using GameServer.Reliability;
using Microsoft.AspNetCore.Builder;

namespace GameServer.IntegrationTests.Faults;

/// <summary>The product: its server, in this process or in one of its own, and its C# client.</summary>
public sealed class RealWorld : IWorld
{
    private readonly FaultRun _run;
    private readonly ServerHost? _process;
    private LocalServer? _local;
    private readonly List<RealPlayer> _players = [];

    private RealWorld(FaultRun run, LocalServer? local, ServerHost? process) => (_run, _local, _process) = (run, local, process);

    /// <summary>The room of the first who entered.</summary>
    public string Room { get; private set; } = "";

    /// <summary>The child process.</summary>
    public ServerHost Process => _process ?? throw new InvalidOperationException("This server is in the tests' process.");

    /// <summary>Where clients connect to, on loopback.</summary>
    public int Port => _process?.Proxy.Port ?? _local!.Port;

    /// <summary>Where its journal lies.</summary>
    public string DataDirectory => Path.Combine(_process?.Folder ?? _local!.Folder, "data");

    /// <summary>In this process.</summary>
    public static Task<RealWorld> StartAsync(FaultRun run, params (string Key, string Value)[] settings) => StartAsync(run, _ => { }, settings);

    /// <summary>In this process, with other parts than the product's.</summary>
    public static async Task<RealWorld> StartAsync(FaultRun run, Action<WebApplicationBuilder> compose, params (string Key, string Value)[] settings) =>
        new(run, await LocalServer.StartAsync(compose, Directory.CreateTempSubdirectory("gameserver-").FullName, settings), null);

    /// <summary>In a process of its own.</summary>
    public static async Task<RealWorld> StartProcessAsync(FaultRun run, params (string Key, string Value)[] settings) =>
        new(run, null, await ServerHost.StartAsync(run, settings));

    /// <summary>In a process of its own with so much memory.</summary>
    public static async Task<RealWorld> StartBoundedAsync(FaultRun run, int heapMB, params (string Key, string Value)[] settings) =>
        new(run, null, await ServerHost.StartBoundedAsync(run, heapMB, settings));

    /// <summary>In a process of its own that can be told where to crash.</summary>
    public static async Task<RealWorld> StartCrashingAsync(FaultRun run, params (string Key, string Value)[] settings) =>
        new(run, null, await ServerHost.StartCrashingAsync(run, settings));

    /// <summary>The server, where it is in this process.</summary>
    public LocalServer Local => _local ?? throw new InvalidOperationException("This server is a process of its own.");

    /// <summary>What each new player's client is made with, beside what the harness wants.</summary>
    public Func<GameClientOptions, GameClientOptions> Options { get; set; } = options => options;

    /// <summary>Makes the view that each new player keeps; absent: none.</summary>
    public Func<IView?> Views { get; set; } = () => null;

    async Task<IPlayer> IWorld.EnterAsync(string who, Action<ProxyLink>? opened) => await EnterAsync(who, opened: opened);

    /// <summary>A new player, or one more page of one, in the room.</summary>
    public async Task<RealPlayer> EnterAsync(string who, ITokenStore? tokens = null, string? page = null, bool takeOver = false, Action<ProxyLink>? opened = null)
    {
        var player = NewPlayer(who, tokens, page);
        if (opened is not null) player.Proxy.Opened = opened;
        var room = await player.EnterAsync(Room.Length > 0 ? Room : null, takeOver);
        if (Room.Length == 0) Room = room.Code;
        return player;
    }

    /// <summary>A player who opens a room beside the world's own.</summary>
    public async Task<RealPlayer> OpenAsync(string who)
    {
        var player = NewPlayer(who);
        await player.EnterAsync(null);
        return player;
    }

    /// <summary>A player who enters another room of the world.</summary>
    public async Task<RealPlayer> EnterRoomAsync(string who, string room)
    {
        var player = NewPlayer(who);
        await player.EnterAsync(room);
        return player;
    }

    private RealPlayer NewPlayer(string who, ITokenStore? tokens = null, string? page = null)
    {
        var player = new RealPlayer(_run, who, new FaultProxy(Port, _run.Seed), tokens, page, Options) { View = Views() };
        lock (_players) _players.Add(player);
        return player;
    }

    Task IWorld.KillAndRestartAsync() => KillAndRestartAsync();

    /// <summary>kill -9, unless it has ended itself, and a new start on the same data; that one ends itself where it is told to.</summary>
    public async Task KillAndRestartAsync(string? crash = null, int times = 1)
    {
        await Process.KillAsync();
        await Process.StartAsync(crash is null ? null : $"{crash}:{times}");
        _run.History.Fault("kill");
    }

    /// <summary>An orderly stop, something done to the data meanwhile, and a new start; clients wait at the door.</summary>
    public async Task RestartAsync(Action<string> meanwhile)
    {
        foreach (var player in _players) player.Proxy.Admission = Admission.Hold;
        _local = await Local.RestartAsync(() => meanwhile(DataDirectory));
        foreach (var player in _players) (player.Proxy.Target, player.Proxy.Admission) = (Port, Admission.Pass);
        _run.History.Fault("restart");
    }

    public async Task EndAsync()
    {
        if (_process is not null) await _process.Process.KillAsync();
        foreach (var player in _players) await player.DisposeAsync();
        _players.Clear();
        if (_local is not null) await _local.StopAsync();
        await JournalReader.WriteAsync(_run.History, DataDirectory);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var player in _players) await player.DisposeAsync();
        if (_local is not null) await _local.DisposeAsync();
        if (_process is not null) await _process.DisposeAsync();
    }
}
