using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using GameServer.Protocol;

namespace GameServer.IntegrationTests.Host;

/// <summary>
/// A client that speaks SignalR's protocol by hand over a plain WebSocket: it can say what no client library would.
/// Its tests read and write JSON; a packed one turns that into MessagePack on the wire.
/// </summary>
public sealed class RawConnection : IAsyncDisposable
{
    private const char End = '\u001e';

    private readonly ClientWebSocket _socket = new();
    private HttpMessageInvoker? _from;
    private readonly Channel<JsonElement> _messages = Channel.CreateUnbounded<JsonElement>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonElement>> _calls = new();
    private readonly TaskCompletionSource<WebSocketCloseStatus?> _closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _pinged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim _sending = new(1);
    private readonly Queue<JsonElement> _entries = new();
    private bool _isPacked;
    private int _lastCall;

    private RawConnection()
    {
    }

    /// <summary>Completes when the connection is over: with the server's close frame, or null when it was cut.</summary>
    public Task<WebSocketCloseStatus?> Closed => _closed.Task;

    /// <summary>Completes at the first ping of SignalR, which is no message to a client.</summary>
    public Task Pinged => _pinged.Task;

    /// <summary>Whether it speaks MessagePack.</summary>
    public bool IsPacked => _isPacked;

    /// <summary>The welcome, once there is one.</summary>
    public JsonElement Welcome { get; private set; }

    /// <summary>Who this is, once welcomed.</summary>
    public string PlayerId => Welcome.GetProperty("playerId").GetString()!;

    /// <summary>The player's secret, once welcomed.</summary>
    public string Token => Welcome.GetProperty("token").GetString()!;

    /// <summary>Connects and shakes hands.</summary>
    /// <exception cref="WebSocketException">The upgrade was refused.</exception>
    public static Task<RawConnection> OpenAsync(Uri hub, params (string Name, string Value)[] headers) => OpenAsync(hub, isPacked: false, headers);

    /// <summary>The same, to speak MessagePack from then on.</summary>
    public static Task<RawConnection> OpenPackedAsync(Uri hub) => OpenAsync(hub, isPacked: true);

    private static async Task<RawConnection> OpenAsync(Uri hub, bool isPacked, params (string Name, string Value)[] headers)
    {
        var connection = await ConnectAsync(hub, headers);
        await connection.SendTextAsync($$"""{"protocol":"{{(isPacked ? "messagepack" : "json")}}","version":1}""");
        connection.Listen();
        (await connection.NextAsync()).EnumerateObject().Should().BeEmpty("the handshake is accepted");
        connection._isPacked = isPacked;
        return connection;
    }

    /// <summary>The same from another of this machine's loopback addresses, such as 127.0.0.2: another client, as limits see it.</summary>
    public static async Task<RawConnection> OpenFromAsync(IPAddress address, Uri hub, params (string Name, string Value)[] headers)
    {
        var connection = new RawConnection { _from = new HttpMessageInvoker(new SocketsHttpHandler { ConnectCallback = (to, cancel) => DialAsync(address, to.DnsEndPoint, cancel) }) };
        connection._socket.Options.KeepAliveInterval = TimeSpan.Zero;
        foreach (var (name, value) in headers) connection._socket.Options.SetRequestHeader(name, value);
        try
        {
            await connection._socket.ConnectAsync(hub, connection._from, CancellationToken.None).WaitAsync(RunningServer.Patience);
            await connection.SendTextAsync("""{"protocol":"json","version":1}""");
            _ = connection.ReadAsync();
            (await connection.NextAsync()).EnumerateObject().Should().BeEmpty("the handshake is accepted");
            return connection;
        }
        catch
        {
            await connection.DisposeAsync(); // who is refused again and again must not keep a socket of each time
            throw;
        }
    }

    private static async ValueTask<Stream> DialAsync(IPAddress from, DnsEndPoint to, CancellationToken cancel)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        socket.Bind(new IPEndPoint(from, 0));
        await socket.ConnectAsync(IPAddress.Parse(to.Host), to.Port, cancel);
        return new NetworkStream(socket, ownsSocket: true);
    }

    /// <summary>Connects and says nothing.</summary>
    public static async Task<RawConnection> ConnectAsync(Uri hub, params (string Name, string Value)[] headers)
    {
        var connection = new RawConnection();
        foreach (var (name, value) in headers) connection._socket.Options.SetRequestHeader(name, value);
        connection._socket.Options.KeepAliveInterval = TimeSpan.Zero;
        await connection._socket.ConnectAsync(hub, CancellationToken.None).WaitAsync(RunningServer.Patience);
        return connection;
    }

    /// <summary>Says <c>Hello</c> and keeps the answer.</summary>
    public async Task<JsonElement> HelloAsync(string request = """{"protocol":1}""")
    {
        var welcome = await CallAsync("Hello", request);
        if (welcome.GetProperty("ok").GetBoolean()) Welcome = welcome;
        return welcome;
    }

    /// <summary>Makes a call; its result.</summary>
    public async Task<JsonElement> CallAsync(string method, string arguments)
    {
        var completion = await CompleteAsync(method, arguments);
        completion.TryGetProperty("error", out var error).Should().BeFalse($"{method} is answered with a value, not with {error}");
        return completion.GetProperty("result");
    }

    /// <summary>Makes a call; SignalR's whole completion of it, which may be an error.</summary>
    public async Task<JsonElement> CompleteAsync(string method, string arguments)
    {
        var id = $"{Interlocked.Increment(ref _lastCall)}";
        var call = _calls[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        if (Closed.IsCompleted) throw new WebSocketException("The connection has closed."); // who closed it did not see this call
        await SendTextAsync($$"""{"type":1,"invocationId":"{{id}}","target":"{{method}}","arguments":[{{arguments}}]}""");
        return await call.Task.WaitAsync(RunningServer.Patience);
    }

    /// <summary>Makes a call that has no answer.</summary>
    public Task TellAsync(string method, string arguments) => SendTextAsync($$"""{"type":1,"target":"{{method}}","arguments":[{{arguments}}]}""");

    /// <summary>The next message of the server that is no answer to a call and no ping.</summary>
    public async Task<JsonElement> NextAsync() => await _messages.Reader.ReadAsync().AsTask().WaitAsync(RunningServer.Patience);

    /// <summary>The arguments of the next message of that name; others are passed over.</summary>
    public async Task<JsonElement[]> NextAsync(string name)
    {
        while (true)
        {
            var message = await NextAsync();
            if (message.TryGetProperty("target", out var target) && target.GetString() == name) return [.. message.GetProperty("arguments").EnumerateArray()];
        }
    }

    /// <summary>The next event of that type in a room; others are passed over. For one room at a time.</summary>
    public async Task<JsonElement> EventAsync(string room, string type)
    {
        while (true)
        {
            while (_entries.TryDequeue(out var entry))
            {
                if (entry.TryGetProperty("type", out var name) && name.GetString() == type) return entry;
            }
            var events = await NextAsync("events");
            if (events[0].GetString() != room) continue;
            foreach (var entry in events[3].EnumerateArray()) _entries.Enqueue(entry);
        }
    }

    /// <summary>Sends a message as it stands.</summary>
    public Task SendTextAsync(string message) => SendBytesAsync(_isPacked ? Pack(message) : Encoding.UTF8.GetBytes(message + End));

    /// <summary>Sends bytes that are a message, or none.</summary>
    public async Task SendBytesAsync(ReadOnlyMemory<byte> bytes)
    {
        await _sending.WaitAsync();
        try
        {
            await _socket.SendAsync(bytes, _isPacked ? WebSocketMessageType.Binary : WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
        }
        finally
        {
            _sending.Release();
        }
    }

    /// <summary>Says goodbye as a browser does.</summary>
    public Task CloseAsync() => _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);

    /// <summary>Begins to read without a handshake.</summary>
    public void Listen() => _ = ReadAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        _socket.Dispose();
        _from?.Dispose();
        if (_closed.Task.IsCompleted) await _closed.Task;
        _sending.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        var bytes = new ArrayBufferWriter<byte>();
        try
        {
            while (true)
            {
                var read = await _socket.ReceiveAsync(buffer, CancellationToken.None);
                if (read.MessageType == WebSocketMessageType.Close)
                {
                    await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
                    Finish(read.CloseStatus);
                    return;
                }
                bytes.Write(buffer.AsSpan(0, read.Count));
                if (!read.EndOfMessage) continue;
                var left = new ReadOnlySequence<byte>(bytes.WrittenMemory.ToArray());
                while (TryTake(ref left, out var message)) Take(message);
                bytes.Clear();
                bytes.Write(left.ToArray());
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            Finish(null);
        }
        catch (Exception e) // The server said what no client could read: whoever waits for an answer is to hear of it.
        {
            Finish(null, e);
        }
    }

    private bool TryTake(ref ReadOnlySequence<byte> bytes, out JsonElement message)
    {
        message = default;
        if (_isPacked)
        {
            if (!MessagePackMessage.TryTake(ref bytes, out var packed)) return false;
            var json = new ArrayBufferWriter<byte>();
            MessagePackMessage.ToJson(packed.ToArray(), json);
            message = JsonDocument.Parse(json.WrittenMemory[..^1]).RootElement;
            return true;
        }
        if (bytes.PositionOf((byte)End) is not { } end) return false;
        message = JsonDocument.Parse(bytes.Slice(0, end)).RootElement;
        bytes = bytes.Slice(bytes.GetPosition(1, end));
        return true;
    }

    private void Take(JsonElement message)
    {
        var type = message.TryGetProperty("type", out var kind) ? kind.GetInt32() : 0;
        if (type == 3 && _calls.TryRemove(message.GetProperty("invocationId").GetString()!, out var call)) call.SetResult(message);
        else if (type == 6) _pinged.TrySetResult();
        else _messages.Writer.TryWrite(message);
    }

    private static byte[] Pack(string message)
    {
        var (writer, packed) = (new MessagePackWriter(), new ArrayBufferWriter<byte>());
        MessagePackMessage.FromJson(Encoding.UTF8.GetBytes(message), writer);
        writer.CopyTo(packed);
        return packed.WrittenSpan.ToArray();
    }

    private void Finish(WebSocketCloseStatus? status, Exception? failure = null)
    {
        _messages.Writer.TryComplete(failure);
        _closed.TrySetResult(status); // first: a call that comes now sees it
        foreach (var call in _calls.Values) call.TrySetException(failure ?? new WebSocketException("The connection closed before the answer came."));
    }
}
