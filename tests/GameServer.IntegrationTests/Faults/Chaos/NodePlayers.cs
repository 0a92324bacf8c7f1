using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

/// <summary>
/// Players of the TypeScript client, as it is built and served, in one Node process: told what to do line by line, they answer in
/// lines of the history.
/// </summary>
internal sealed class NodePlayers : IAsyncDisposable
{
    private readonly FaultRun _run;
    private readonly Process _process;
    private readonly ConcurrentDictionary<string, TaskCompletionSource<string>> _asked = new();
    private readonly ConcurrentQueue<string> _errors = new();
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private NodePlayers(FaultRun run, Process process)
    {
        (_run, _process) = (run, process);
        process.OutputDataReceived += (_, line) => Read(line.Data);
        process.ErrorDataReceived += (_, line) => Complain(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += KillAtExit; // tests that are ended in their middle leave nothing running
        run.Keeps(() => string.Join('\n', _errors));
    }

    /// <summary>What Node complained of: an uncaught error is a bug of the client's.</summary>
    public IEnumerable<string> Errors => _errors;

    /// <summary>Starts the process, whose players write into the run's history.</summary>
    public static NodePlayers Start(FaultRun run)
    {
        var start = new ProcessStartInfo("node") { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(FaultRun.Root, "tests", "chaos", "node.mjs"));
        return new NodePlayers(run, Process.Start(start)!);
    }

    /// <summary>A new player enters a room through a proxy of its own.</summary>
    public async Task<IPage> EnterAsync(string who, int serverPort, string room)
    {
        var player = new NodePlayer(this, who, room, new FaultProxy(serverPort, _run.Seed));
        await AskAsync(new { Who = who, Enter = room, Url = $"{player.Proxy.Address}hub" }, who);
        return player;
    }

    private async Task<string> AskAsync(object what, string key)
    {
        var asked = _asked[key] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_process) _process.StandardInput.WriteLine(JsonSerializer.Serialize(what, Protocol.Wire.Json));
        var done = await Task.WhenAny(asked.Task, _over.Task);
        return done == asked.Task ? await asked.Task : throw new InvalidOperationException($"Node ended:\n{string.Join('\n', _errors)}");
    }

    private void Read(string? text)
    {
        if (text is null) _over.TrySetResult();
        else if (text.StartsWith("""{"done":""", StringComparison.Ordinal))
        {
            var done = JsonSerializer.Deserialize<Done>(text, Protocol.Wire.Json)!;
            if (done.PlayerId is not null) _run.History.Name(done.PlayerId, done.Key);
            if (_asked.TryRemove(done.Key, out var asked)) asked.TrySetResult(done.Reason ?? "");
        }
        else _run.History.Add(Line.Parse(text));
    }

    private void Complain(string? line)
    {
        if (!string.IsNullOrEmpty(line)) _errors.Enqueue(line);
    }

    private void KillAtExit(object? sender, EventArgs e)
    {
        if (!_process.HasExited) _process.Kill();
    }

    public async ValueTask DisposeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit -= KillAtExit;
        if (!_process.HasExited) _process.StandardInput.Close(); // asks it to end
        await _process.WaitForExitAsync().WaitAsync(FaultRun.Patience);
        _process.Dispose();
    }

    private sealed record Done([property: System.Text.Json.Serialization.JsonPropertyName("done")] string Key, string? Reason, string? PlayerId);

    private sealed class NodePlayer(NodePlayers node, string who, string room, FaultProxy proxy) : IPage
    {
        private int _moves;

        public string Who => who;

        public FaultProxy Proxy => proxy;

        public async Task MoveAsync(int padding = 0)
        {
            var move = $"{who}-{Interlocked.Increment(ref _moves)}";
            var refused = await node.AskAsync(new { Who = who, Move = move }, move);
            if (refused.Length > 0) throw new InvalidOperationException($"A relay room refused {move}: {refused}");
        }

        public Task ReloadAsync() => node.AskAsync(new { Who = who, Reload = room, Url = $"{proxy.Address}hub" }, who);

        public async ValueTask DisposeAsync()
        {
            await node.AskAsync(new { Who = who, Stop = true }, who);
            await proxy.DisposeAsync();
        }
    }
}
