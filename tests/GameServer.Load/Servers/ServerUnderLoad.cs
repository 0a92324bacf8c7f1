using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace GameServer.LoadTool;

/// <summary>A server as a child process: made for one core and later pinned to it, started on a free port, asked for its figures, gone with this process.</summary>
internal sealed partial class ServerUnderLoad : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly string _folder;
    private readonly PostgresServer? _database;
    private readonly string? _connection; // to it
    private readonly ServerUnderLoad? _behind; // the node that has the rooms
    private readonly ConcurrentQueue<string> _said = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource<JsonElement>? _figures;

    private ServerUnderLoad(ServerKind kind, Process process, string folder, PostgresServer? database, string? connection, ServerUnderLoad? behind)
    {
        (Kind, _process, _folder, _database, _connection, _behind) = (kind, process, folder, database, connection, behind);
        process.OutputDataReceived += (_, line) => Hear(line.Data);
        process.ErrorDataReceived += (_, line) => Hear(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += Kill;
    }

    public ServerKind Kind { get; }

    public Uri Address { get; private set; } = null!;

    /// <summary>CPU that it has used so far, a node behind it included; seconds.</summary>
    public double Cpu => CpuOf(_process.Id, withChildren: false) + (_behind?.Cpu ?? 0);

    /// <summary>CPU that its database has used so far, where that is a server of its own; seconds.</summary>
    public double? DatabaseCpu => (_behind?._database ?? _database) is { } database
        ? CpuOf(database.ProcessId, withChildren: true) + ChildrenOf(database.ProcessId).Sum(child => CpuOf(child, withChildren: false))
        : null;

    // Of what follows the name in parentheses, utime and stime are the 12th and 13th, in ticks of 10 ms; the next two are those of children that have ended.
    private static double CpuOf(int process, bool withChildren)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return fields[11..(withChildren ? 15 : 13)].Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)) / 100.0;
    }

    private static IEnumerable<int> ChildrenOf(int process) =>
        File.ReadAllText($"/proc/{process}/task/{process}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(child => int.Parse(child, CultureInfo.InvariantCulture));

    /// <summary>Memory it holds in RAM; bytes.</summary>
    public long Rss
    {
        get
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return 1024 * long.Parse(Digits().Match(line).ValueSpan, CultureInfo.InvariantCulture);
        }
    }

    /// <summary>Starts a server, and what it needs, and waits until it listens.</summary>
    public static ServerUnderLoad Start(ServerKind kind, bool isForOneCore)
    {
        if (kind == ServerKind.OursForwarded) return StartForwarded(isForOneCore);
        if (kind != ServerKind.OursPostgres) return Start(kind, isForOneCore, database: null, connection: null, behind: null);
        var database = PostgresServer.StartAsync(isSafe: true).GetAwaiter().GetResult();
        return Start(kind, isForOneCore, database, database.Connection(database.DatabaseAsync().GetAwaiter().GetResult()), behind: null);
    }

    // The node that clients reach passes them on to the one that they name, and that came first.
    private static ServerUnderLoad StartForwarded(bool isForOneCore)
    {
        var behind = Start(ServerKind.OursPostgres, isForOneCore);
        var server = Start(ServerKind.OursForwarded, isForOneCore, database: null, behind._connection, behind);
        server.Address = new Uri(server.Address, "?node=1");
        return server;
    }

    private static ServerUnderLoad Start(ServerKind kind, bool isForOneCore, PostgresServer? database, string? connection, ServerUnderLoad? behind)
    {
        var folder = Directory.CreateTempSubdirectory("gameserver-load-").FullName;
        var command = ServerCommand.Of(kind, connection);
        var start = new ProcessStartInfo { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        start.FileName = command.Line[0];
        foreach (var argument in command.Line.Skip(1)) start.ArgumentList.Add(argument);
        foreach (var (name, value) in command.Environment) start.Environment[name] = value;
        if (isForOneCore)
        {
            start.Environment["DOTNET_PROCESSOR_COUNT"] = "1";
            // On one core the runtime waits ten times as long as else before it compiles what is hot for good: minutes of a measurement. The image says the same.
            start.Environment["DOTNET_TC_DelaySingleProcMultiplier"] = "1";
        }
        var server = new ServerUnderLoad(kind, Process.Start(start)!, folder, database, connection, behind);
        try
        {
            server.Address = server._listening.Task.WaitAsync(Patience).GetAwaiter().GetResult();
            return server;
        }
        catch (Exception e)
        {
            server.Dispose();
            throw new InvalidOperationException($"{kind} did not start:\n{string.Join('\n', server._said)}", e);
        }
    }

    /// <summary>From here on it has one core. It warms up on all of them: on the one, what compiles its code would not get to it for minutes.</summary>
    public void Pin() => Cores.Pin(_process.Id, Cores.Server);

    /// <summary>What the runtime says of its memory: <c>allocated</c> since the start, <c>heap</c>; after a collection, if wanted.</summary>
    public JsonElement Figures(bool collect = false)
    {
        _figures = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _process.StandardInput.WriteLine(collect ? "collect" : "figures");
        _process.StandardInput.Flush();
        return _figures.Task.WaitAsync(Patience).GetAwaiter().GetResult();
    }

    private void Hear(string? line)
    {
        if (line is null)
        {
            _listening.TrySetException(new InvalidOperationException("It ended."));
            return;
        }
        if (line.StartsWith("{\"allocated\"", StringComparison.Ordinal)) _figures?.TrySetResult(JsonDocument.Parse(line).RootElement);
        else _said.Enqueue(line);
        while (_said.Count > 50) _said.TryDequeue(out _);
        if (line.StartsWith("listening on ", StringComparison.Ordinal)) _listening.TrySetResult(new Uri(line[13..]));
    }

    private void Kill(object? sender, EventArgs e)
    {
        if (!_process.HasExited) _process.Kill();
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= Kill;
        Kill(null, EventArgs.Empty);
        _process.WaitForExit();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
        _behind?.Dispose();
        _database?.DisposeAsync().AsTask().Wait(Patience);
    }

    [GeneratedRegex(@"\d+")]
    private static partial Regex Digits();
}
