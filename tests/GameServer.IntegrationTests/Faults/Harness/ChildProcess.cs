using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;

namespace GameServer.IntegrationTests.Faults;

/// <summary>
/// A server as a process of its own, ended by its own pid: started on a port of the system's choice, which it says in its log.
/// </summary>
public sealed partial class ChildProcess : IAsyncDisposable
{
    private const int SigTerm = 15, SigContinue = 18, SigStop = 19;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Read(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += KillAtExit; // tests that are ended in their middle leave nothing running
        _ = process.WaitForExitAsync().ContinueWith(
            _ => _listening.TrySetException(new InvalidOperationException($"The server ended with {process.ExitCode} before it listened:\n{Output}")),
            TaskScheduler.Default);
    }

    /// <summary>Where it listens; completes when it does, fails when it ended before.</summary>
    public Task<Uri> Listening => _listening.Task;

    /// <summary>Completes when the process has ended, by whatever.</summary>
    public Task Ended => _process.WaitForExitAsync();

    /// <summary>Its process id.</summary>
    public int Pid => _process.Id;

    /// <summary>What it wrote so far, both streams.</summary>
    public string Output => string.Join('\n', _output);

    /// <summary>Bytes of memory it holds in RAM now.</summary>
    public long WorkingSet
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <summary>Starts an assembly that lies beside the tests.</summary>
    /// <param name="assembly">Its file name.</param>
    /// <param name="folder">Where it runs.</param>
    /// <param name="environment">Settings.</param>
    /// <param name="arguments">Passed on.</param>
    public static ChildProcess Start(string assembly, string folder, IReadOnlyDictionary<string, string> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet") { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, assembly));
        foreach (var argument in arguments) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new ChildProcess(Process.Start(start)!);
    }

    /// <summary>kill -9: nothing is written, nobody is told. Completes when the process is gone.</summary>
    public async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync().WaitAsync(FaultRun.Patience);
    }

    /// <summary>SIGTERM: asks it to end; its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        if (!_process.HasExited) _ = Signal(_process.Id, SigTerm);
        await _process.WaitForExitAsync().WaitAsync(FaultRun.Patience);
        return _process.ExitCode;
    }

    /// <summary>SIGSTOP: it stands still, with every connection open.</summary>
    public void Freeze() => _ = Signal(_process.Id, SigStop);

    /// <summary>SIGCONT: it goes on, as if no time had passed.</summary>
    public void Thaw() => _ = Signal(_process.Id, SigContinue);

    private void Read(string? line)
    {
        if (line is null) return;
        _output.Enqueue(line);
        if (!_listening.Task.IsCompleted && Address().Match(line) is { Success: true } found) _listening.TrySetResult(new Uri(found.Value));
    }

    private void KillAtExit(object? sender, EventArgs e)
    {
        if (!_process.HasExited) _process.Kill();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        await KillAsync();
        _process.Dispose();
    }

    [GeneratedRegex(@"(?<=listening on[^h]*)http://127\.0\.0\.1:\d+", RegexOptions.IgnoreCase)]
    private static partial Regex Address();

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Signal(int pid, int signal);
}
