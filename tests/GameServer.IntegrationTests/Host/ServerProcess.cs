using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Threading.Channels;

namespace GameServer.IntegrationTests.Host;

/// <summary>The built server as a process that runs until it is told to stop, in a folder of its own, with its log lines.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const int SigTerm = 15;

    private readonly Process _process;
    private readonly string _folder;
    private readonly Channel<JsonElement> _lines = Channel.CreateUnbounded<JsonElement>();

    private ServerProcess(Process process, string folder)
    {
        (_process, _folder) = (process, folder);
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null) _lines.Writer.TryComplete();
            else _lines.Writer.TryWrite(JsonDocument.Parse(line.Data).RootElement);
        };
        process.BeginOutputReadLine();
    }

    /// <summary>Where it listens.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>The hub's address.</summary>
    public Uri Hub => new UriBuilder(Address) { Scheme = "ws", Path = "/hub" }.Uri;

    /// <summary>What it costs: processor time so far, memory, open files and threads now.</summary>
    public (TimeSpan Processor, long Memory, int Files, int Threads) Cost
    {
        get
        {
            _process.Refresh();
            return (_process.TotalProcessorTime, _process.WorkingSet64, Directory.GetFileSystemEntries($"/proc/{_process.Id}/fd").Length, _process.Threads.Count);
        }
    }

    /// <summary>Its data and nothing else.</summary>
    public string Folder => _folder;

    /// <summary>Starts it on a free port and waits until it listens.</summary>
    public static async Task<ServerProcess> StartAsync(params string[] arguments)
    {
        var folder = Directory.CreateTempSubdirectory("gameserver-").FullName;
        var server = new ServerProcess(ProcessRun.Start(folder, ["--urls", "http://127.0.0.1:0", "--GameServer:Ops:Port", "0", .. arguments]), folder);
        try
        {
            server.Address = new Uri((await server.LineAsync(1000)).GetProperty("addresses").GetString()!);
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>The next line of that id; others are passed over.</summary>
    public async Task<JsonElement> LineAsync(int id)
    {
        while (true)
        {
            var line = await _lines.Reader.ReadAsync().AsTask().WaitAsync(RunningServer.Patience);
            if (line.TryGetProperty("id", out var found) && found.GetInt32() == id) return line;
        }
    }

    /// <summary>SIGTERM.</summary>
    public void Terminate() => _ = Kill(_process.Id, SigTerm);

    /// <summary>How it ended.</summary>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(RunningServer.Patience);
        return _process.ExitCode;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int pid, int signal);
}
