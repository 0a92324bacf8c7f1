using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace GameServer.Delivery;

/// <summary>
/// A client's WebSocket as SignalR's hub sees it. SignalR's own way there has a queue in each direction with a thread's hop behind it;
/// here what is read is handed to the hub by the thread that read it, and what the hub says goes straight to the <see cref="FrameWriter"/>.
/// </summary>
internal sealed class HubSocket : ConnectionContext, IDuplexPipe, ITransferFormatFeature, IConnectionHeartbeatFeature
{
    // One message of ours fits, and a client that writes without end holds no more (DLV-3).
    private const int BufferBytes = 32 * 1024;

    // Longer than a close handshake takes, shorter than a client that answers none may hold a place.
    private static readonly TimeSpan ClosePatience = TimeSpan.FromSeconds(1);

    // The hub reads on the thread that received.
    private static readonly PipeOptions InputOptions =
        new(readerScheduler: PipeScheduler.Inline, pauseWriterThreshold: BufferBytes, resumeWriterThreshold: BufferBytes / 2, useSynchronizationContext: false);

    private readonly WebSocket _socket;
    private readonly Action _abort;
    private readonly TimeProvider _time;
    private readonly Pipe _input = new(InputOptions);
    private readonly List<(Action<object> Act, object State)> _heartbeats = new(2);

    private IDictionary<object, object?>? _items;

    public HubSocket(string id, WebSocket socket, FrameWriter writer, Action abort, TimeProvider time)
    {
        (ConnectionId, _socket, _abort, _time) = (id, socket, abort, time);
        Output = new HubOutput(writer, this);
        Transport = this;
        Features = new FeatureCollection(4);
        Features.Set<ITransferFormatFeature>(this);
        Features.Set<IConnectionHeartbeatFeature>(this);
    }

    public override string ConnectionId { get; set; }

    public override IFeatureCollection Features { get; }

    public override IDictionary<object, object?> Items
    {
        get => _items ??= new ConnectionItems();
        set => _items = value;
    }

    public override IDuplexPipe Transport { get; set; }

    public PipeReader Input => _input.Reader;

    public PipeWriter Output { get; }

    public TransferFormat SupportedFormats => TransferFormat.Text | TransferFormat.Binary;

    public TransferFormat ActiveFormat { get; set; } = TransferFormat.Text;

    /// <summary>Whether the client's close frame has come.</summary>
    public bool IsGoodbyeSaid => _socket.CloseStatus is not null;

    /// <summary>The hub wants to be called at each <see cref="Beat"/>. Any thread.</summary>
    public void OnHeartbeat(Action<object> action, object state)
    {
        lock (_heartbeats) _heartbeats.Add((action, state));
    }

    /// <summary>Once a second, from the timer's thread: SignalR pings who heard nothing for a while.</summary>
    public void Beat()
    {
        lock (_heartbeats)
        {
            foreach (var (act, state) in _heartbeats) act(state);
        }
    }

    public override void Abort(ConnectionAbortedException abortReason) => _abort();

    /// <summary>Reads for the hub until either is done, and says goodbye.</summary>
    public async Task RunAsync(ConnectionDelegate hub)
    {
        var reading = ReadAsync();
        var status = WebSocketCloseStatus.InternalServerError;
        try
        {
            await hub(this);
            status = WebSocketCloseStatus.NormalClosure;
        }
        finally
        {
            Input.Complete();
            // A client that reads nothing, or answers no goodbye, is cut.
            using var patience = _time.CreateTimer(static abort => ((Action)abort!)(), _abort, ClosePatience, Timeout.InfiniteTimeSpan);
            await CloseAsync(status);
            await reading;
        }
    }

    // Nothing is held for a client that says nothing.
    private async Task ReadAsync()
    {
        var output = _input.Writer;
        try
        {
            for (var isHeard = true; ;)
            {
                var read = await _socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
                if (read.MessageType != WebSocketMessageType.Close) read = await _socket.ReceiveAsync(output.GetMemory(), CancellationToken.None);
                if (read.MessageType == WebSocketMessageType.Close) break;
                // What comes after the hub has left is read for the close frame behind it.
                if (!isHeard) continue;
                output.Advance(read.Count);
                isHeard = !(await output.FlushAsync()).IsCompleted;
            }
        }
        catch (Exception e) when (IsBroken(e))
        {
        }
        finally
        {
            output.Complete();
        }
    }

    private async Task CloseAsync(WebSocketCloseStatus status)
    {
        // Nobody hears a goodbye on a broken link, and where thousands break at once the exceptions would hold up every room.
        if (_socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
        try
        {
            await _socket.CloseOutputAsync(status, null, CancellationToken.None);
        }
        catch (Exception e) when (IsBroken(e))
        {
        }
    }

    private static bool IsBroken(Exception e) => e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException or InvalidOperationException;
}
