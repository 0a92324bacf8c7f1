using System.Globalization;

namespace GameServer.IntegrationTests.Faults;

/// <summary>
/// The built server on its own data directory, killed and started again at will; clients reach it through a proxy,
/// so that they keep one address.
/// </summary>
public sealed class ServerHost : IAsyncDisposable
{
    private readonly IReadOnlyDictionary<string, string> _settings;
    private readonly string _assembly;
    private readonly string[] _arguments;
    private readonly FaultRun _run;
    private readonly List<double> _startsMs = [];
    private ChildProcess? _process;

    private ServerHost(FaultRun run, string folder, string assembly, string[] arguments, IReadOnlyDictionary<string, string> settings)
    {
        (_run, Folder, _assembly, _arguments, _settings) = (run, folder, assembly, arguments, settings);
        Proxy = new FaultProxy(target: 1, run.Seed) { Admission = Admission.Hold };
    }

    /// <summary>Its data and nothing else.</summary>
    public string Folder { get; }

    /// <summary>The way to it. While the server is down it holds what arrives.</summary>
    public FaultProxy Proxy { get; }

    /// <summary>Where clients connect to.</summary>
    public Uri Address => Proxy.Address;

    /// <summary>How long each start took until it listened, the first one excepted; milliseconds.</summary>
    public IEnumerable<double> RestartsMs => _startsMs.Skip(1);

    /// <summary>The process, once started.</summary>
    public ChildProcess Process => _process ?? throw new InvalidOperationException("Start it first.");

    /// <summary>The real server.</summary>
    /// <param name="run">Whose seed the proxy gets, and who keeps the log.</param>
    /// <param name="settings">As they stand below the section <c>GameServer</c>: ("Room:LogEvents", "1000"). They win over the harness's own.</param>
    public static Task<ServerHost> StartAsync(FaultRun run, params (string Key, string Value)[] settings) => StartAsync(run, "GameServer.dll", [], Environment(settings));

    /// <summary>The real server with a heap that may grow so far and no further.</summary>
    public static Task<ServerHost> StartBoundedAsync(FaultRun run, int heapMB, params (string Key, string Value)[] settings) =>
        StartAsync(run, "GameServer.dll", [], new Dictionary<string, string>(Environment(settings)) { ["DOTNET_GCHeapHardLimit"] = $"0x{heapMB << 20:x}" });

    /// <summary>The same server, in a process that can be told where to crash.</summary>
    public static Task<ServerHost> StartCrashingAsync(FaultRun run, params (string Key, string Value)[] settings) =>
        StartAsync(run, "GameServer.IntegrationTests.dll", ["crash"], Environment(settings));

    /// <summary>The real server as a process and no more: on a folder, where its data lies in <c>data</c>, and on a port of loopback.</summary>
    public static ChildProcess OnFolder(string folder, int port) => ChildProcess.Start("GameServer.dll", folder, At(HarnessSettings.Environment(), folder, port));

    private static Dictionary<string, string> At(IReadOnlyDictionary<string, string> settings, string folder, int port) => new(settings)
    {
        [HarnessSettings.Variable("DataDirectory")] = Path.Combine(folder, "data"),
        ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}",
    };

    private static Dictionary<string, string> Environment((string Key, string Value)[] settings)
    {
        var environment = HarnessSettings.Environment();
        foreach (var (key, value) in settings) environment[HarnessSettings.Variable(key)] = value;
        return environment;
    }

    /// <summary>Any assembly beside the tests that serves HTTP and says where it listens.</summary>
    public static async Task<ServerHost> StartAsync(FaultRun run, string assembly, string[] arguments, IReadOnlyDictionary<string, string> environment)
    {
        var host = new ServerHost(run, Directory.CreateTempSubdirectory("gameserver-").FullName, assembly, arguments, environment);
        try
        {
            await host.StartAsync();
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the process on the same data and lets clients in.</summary>
    /// <param name="crash">Where it is to end itself: see <see cref="CrashPoint"/>.</param>
    public async Task StartAsync(string? crash = null)
    {
        var environment = At(_settings, Folder, port: 0);
        if (crash is not null) environment["FAULT_CRASH"] = crash;
        var began = TimeProvider.System.GetTimestamp();
        if (_process is not null) await _process.DisposeAsync();
        var process = _process = ChildProcess.Start(_assembly, Folder, environment, _arguments);
        _run.Keeps(() => process.Output);
        Proxy.Target = (await _process.Listening.WaitAsync(FaultRun.Patience)).Port;
        _startsMs.Add(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
        Proxy.Admission = Admission.Pass;
    }

    /// <summary>SIGTERM, and when the process has ended a new one on the same data. Returns the exit code of the first.</summary>
    public async Task<int> RestartAsync()
    {
        var code = await Process.TerminateAsync();
        Proxy.Admission = Admission.Hold;
        await StartAsync();
        return code;
    }

    /// <summary>kill -9, and whoever connects has to wait until the server is back.</summary>
    public async Task KillAsync(Admission meanwhile = Admission.Hold)
    {
        Proxy.Admission = meanwhile;
        await Process.KillAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_process is not null) await _process.DisposeAsync();
        await Proxy.DisposeAsync();
        Directory.Delete(Folder, recursive: true);
    }
}

/// <summary>Settings of servers under test: limits that no fault run is meant to hit are out of its way.</summary>
internal static class HarnessSettings
{
    private const int Unlimited = 1_000_000;

    private static readonly string[] Rates =
    [
        "ConnectionsPerAddress", "ConnectsPerSecondPerAddress", "HandshakesPerSecond", "MovesPerSecond", "MovesBurst",
        "BadTokensPerMinute", "FailedJoinsPerMinute", "JoinsPerMinute", "RoomsPerMinute", "ResumesPer10Seconds",
        "LiveRoomsPerPlayer", "LiveRoomsPerAddress",
    ];

    private static readonly string[] Bytes = ["InBytesPerSecond", "InBytesBurst", "ReplayBytesPer10Seconds"];

    /// <summary>The environment variable of a setting below <c>GameServer</c>.</summary>
    public static string Variable(string key) => "GameServer__" + key.Replace(":", "__", StringComparison.Ordinal);

    /// <summary>The harness's settings, keys as they stand below <c>GameServer</c>.</summary>
    public static IEnumerable<(string Key, string Value)> All() =>
    [
        .. Rates.Select(limit => ($"Limits:{limit}", Unlimited.ToString(CultureInfo.InvariantCulture))),
        .. Bytes.Select(limit => ($"Limits:{limit}", "1000000000")),
        ("Ops:Port", "0"),
        ("Drain:AnnounceSeconds", "0"),
    ];

    /// <summary>The same as environment variables; a child that is killed within seconds compiles fast rather than well.</summary>
    public static Dictionary<string, string> Environment()
    {
        var environment = All().ToDictionary(s => Variable(s.Key), s => s.Value);
        environment["DOTNET_TieredPGO"] = "0";
        environment["DOTNET_TC_CallCountingDelayMs"] = "2000";
        return environment;
    }
}
