using GameServer.IntegrationTests.Faults;
using GameServer.Reliability;
using Microsoft.AspNetCore.Builder;

namespace GameServer.IntegrationTests.Control;

/// <summary>Plain groups, in this process or in one of their own.</summary>
internal sealed class ControlWorld : IWorld
{
    private readonly FaultRun _run;
    private readonly ServerHost? _process;
    private readonly WebApplication? _app;
    private readonly string _folder;
    private readonly List<ControlPlayer> _players = [];

    private ControlWorld(FaultRun run, string folder, WebApplication? app, ServerHost? process) => (_run, _folder, _app, _process) = (run, folder, app, process);

    public string Room => "R";

    private int Port => _process?.Proxy.Port ?? new Uri(_app!.Urls.First()).Port;

    /// <summary>In this process.</summary>
    public static async Task<ControlWorld> StartAsync(FaultRun run)
    {
        var folder = Directory.CreateTempSubdirectory("control-").FullName;
        var app = ControlServer.Build(folder, "http://127.0.0.1:0");
        await app.StartAsync();
        return new ControlWorld(run, folder, app, null);
    }

    /// <summary>In a process of its own.</summary>
    public static async Task<ControlWorld> StartProcessAsync(FaultRun run)
    {
        var process = await ServerHost.StartAsync(run, "GameServer.IntegrationTests.dll", ["control"], new Dictionary<string, string>());
        return new ControlWorld(run, process.Folder, null, process);
    }

    public async Task<IPlayer> EnterAsync(string who, Action<ProxyLink>? opened = null)
    {
        var proxy = new FaultProxy(Port, _run.Seed);
        if (opened is not null) proxy.Opened = opened;
        var player = new ControlPlayer(_run, who, proxy, Room);
        lock (_players) _players.Add(player);
        await player.EnterAsync();
        return player;
    }

    public async Task KillAndRestartAsync()
    {
        await _process!.KillAsync();
        await _process.StartAsync();
        _run.History.Fault("kill");
    }

    public async Task EndAsync()
    {
        if (_process is not null) await _process.Process.KillAsync();
        var held = ControlRooms.Read(Path.Combine(_folder, ControlServer.FileName));
        _run.History.Add(new Line { What = LineKind.Journal, Room = Room, Epoch = ControlPlayer.Epoch, Seq = 1, Head = held.Count == 0 ? 0 : held[^1].Seq });
        foreach (var e in held)
            _run.History.Add(new Line { T = _run.History.TimeOf(e.At), What = LineKind.Commit, Room = Room, Epoch = ControlPlayer.Epoch, Seq = e.Seq, Hash = ControlPlayer.Hash(e), Move = Recorder.MoveIn(e.Data), By = e.From });
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var player in _players) await player.DisposeAsync();
        if (_app is not null)
        {
            await _app.DisposeAsync();
            Directory.Delete(_folder, recursive: true);
        }
        if (_process is not null) await _process.DisposeAsync();
    }
}
