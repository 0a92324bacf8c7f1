using System.Collections.Concurrent;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using GameServer.Protocol;

namespace GameServer.IntegrationTests.Faults;

/// <summary>
/// Speaks the hub's JSON protocol by hand over a socket of its own, and does only what it is told: it never retries, answers nothing,
/// stops reading on demand, and keeps every byte it got. For what a well-behaved client would never do.
/// </summary>
public sealed class WireClient : IAsyncDisposable
{
    private const byte RecordSeparator = 0x1e;

    private readonly ClientWebSocket _socket = new();
    private readonly SemaphoreSlim _writing = new(1, 1);
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> _calls = new();
    private readonly StringBuilder _captured = new();
    private readonly Gate _reading = new();
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Socket _tcp = null!;
    private int _calling;

    private WireClient() => _reading.Open();

    /// <summary>Hears each message of the server that is no answer: its name and its arguments. On the reading loop.</summary>
    public Action<string, JsonElement[]> Heard { get; set; } = (_, _) => { };

    /// <summary>Whether <see cref="Captured"/> is kept; a long run has better uses for the memory.</summary>
    public bool Captures { get; set; } = true;

    /// <summary>Every character received so far, as it came.</summary>
    public string Captured
    {
        get
        {
            lock (_captured) return _captured.ToString();
        }
    }

    /// <summary>Completes when the server has ended the connection, or this side has.</summary>
    public Task Closed => _closed.Task;

    /// <summary>The port this side has, by which the system's tables name the connection.</summary>
    public int LocalPort => ((System.Net.IPEndPoint)_tcp.LocalEndPoint!).Port;

    /// <summary>Opens a connection and shakes hands.</summary>
    /// <param name="server">Its http address.</param>
    /// <param name="receiveBytes">The socket's receive buffer; 0: the system's choice.</param>
    public static async Task<WireClient> ConnectAsync(Uri server, int receiveBytes = 0)
    {
        var client = new WireClient();
        using var handler = new SocketsHttpHandler
        {
            UseProxy = false,
            ConnectCallback = async (context, cancel) =>
            {
                client._tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                if (receiveBytes > 0) client._tcp.ReceiveBufferSize = receiveBytes;
                await client._tcp.ConnectAsync(context.DnsEndPoint, cancel);
                return new NetworkStream(client._tcp, ownsSocket: true);
            },
        };
        client._socket.Options.KeepAliveInterval = Timeout.InfiniteTimeSpan;
        await client._socket.ConnectAsync(new Uri($"ws://{server.Authority}{Protocol.Wire.HubPath}"), new HttpMessageInvoker(handler, disposeHandler: false), CancellationToken.None).WaitAsync(FaultRun.Patience);
        await client.WriteAsync("""{"protocol":"json","version":1}""");
        _ = client.ReadAsync();
        return client;
    }

    /// <summary>Calls the hub and waits for its answer.</summary>
    /// <exception cref="IOException">The connection ended first, or the hub answered with an error.</exception>
    public async Task<T> CallAsync<T>(string method, object request)
    {
        var answer = await CallAsync(method, JsonSerializer.Serialize(request, request.GetType(), Protocol.Wire.Json));
        return answer.Deserialize<T>(Protocol.Wire.Json)!;
    }

    /// <summary>As above with the argument's JSON as it stands, sound or not.</summary>
    public async Task<JsonElement> CallAsync(string method, string argument)
    {
        var id = Interlocked.Increment(ref _calling).ToString();
        var answered = _calls[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await WriteAsync($$"""{"type":1,"invocationId":"{{id}}","target":"{{method}}","arguments":[{{argument}}]}""");
        var ended = _closed.Task;
        if (await Task.WhenAny(answered.Task, ended) == ended && !answered.Task.IsCompleted) throw new IOException($"The connection ended before {method} was answered.");
        return await answered.Task;
    }

    /// <summary>Says what has no answer.</summary>
    public Task TellAsync(string method, object request) =>
        WriteAsync($$"""{"type":1,"target":"{{method}}","arguments":[{{JsonSerializer.Serialize(request, request.GetType(), Protocol.Wire.Json)}}]}""");

    /// <summary>The same with several arguments, as other hubs have them.</summary>
    public Task TellAllAsync(string method, params object[] arguments) =>
        WriteAsync($$"""{"type":1,"target":"{{method}}","arguments":{{JsonSerializer.Serialize(arguments, Protocol.Wire.Json)}}}""");

    /// <summary>The hub protocol's sign of life.</summary>
    public Task PingAsync() => WriteAsync("""{"type":6}""");

    /// <summary>Nothing more is read from the socket, whatever arrives.</summary>
    public void StopReading() => _reading.Close();

    /// <summary>Reads on.</summary>
    public void ReadOn() => _reading.Open();

    /// <summary>The connection is reset.</summary>
    public void Reset()
    {
        try
        {
            _tcp.LingerState = new LingerOption(true, 0);
            _tcp.Close();
        }
        catch (ObjectDisposedException)
        {
            // It was reset, or ended, before.
        }
        _closed.TrySetResult();
    }

    private async Task WriteAsync(string message)
    {
        await _writing.WaitAsync();
        try
        {
            await _socket.SendAsync((byte[])[.. Encoding.UTF8.GetBytes(message), RecordSeparator], WebSocketMessageType.Text, true, _ending.Token);
        }
        finally
        {
            _writing.Release();
        }
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[4_096];
        var pending = new List<byte>();
        try
        {
            while (true)
            {
                await _reading.Opened.WaitAsync(_ending.Token);
                var part = await _socket.ReceiveAsync(buffer.AsMemory(), _ending.Token);
                if (part.MessageType == WebSocketMessageType.Close) break;
                foreach (var b in buffer.AsSpan(0, part.Count))
                {
                    if (b != RecordSeparator) pending.Add(b);
                    else Take(pending);
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The connection has ended.
        }
        _closed.TrySetResult();
    }

    private void Take(List<byte> pending)
    {
        var text = Encoding.UTF8.GetString([.. pending]);
        pending.Clear();
        if (Captures)
        {
            lock (_captured) _captured.Append(text);
        }
        var message = JsonDocument.Parse(text).RootElement;
        if (!message.TryGetProperty("type", out var type)) return; // the handshake's answer
        switch (type.GetInt32())
        {
            case 1:
                Heard(message.GetProperty("target").GetString()!, [.. message.GetProperty("arguments").EnumerateArray()]);
                break;
            case 3 when _calls.TryRemove(message.GetProperty("invocationId").GetString()!, out var call):
                if (message.TryGetProperty("error", out var error)) call.SetException(new IOException(error.GetString()));
                else call.SetResult(message.GetProperty("result"));
                break;
            default:
                break; // pings, and the hub's own goodbye, which the end of the connection follows
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        Reset();
        _socket.Dispose();
    }
}
