using System.IO.Pipelines;
using System.Net.WebSockets;
using System.Security.Claims;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace GameServer.Delivery;

/// <summary>
/// One WebSocket as SignalR's hub sees a connection. SignalR's own (MapConnections) puts a pipe and a loop on another thread between
/// hub and socket, in both directions; here a message is read and dispatched, and written and sent, on the thread that has it.
/// </summary>
internal sealed class HubSocket : ConnectionContext, IDuplexPipe, ITransferFormatFeature, IConnectionHeartbeatFeature,
    IConnectionUserFeature, IHttpContextFeature, IConnectionLifetimeFeature, IDisposable
{
    // One message of ours fits, and a client that writes without end holds no more.
    private const int BufferBytes = 32 * 1024;

    private readonly WebSocket _socket;
    private readonly TimeProvider _time;
    private readonly Pipe _input;
    private readonly WebSocketWriter _output;
    private readonly CancellationTokenSource _closed = new();

    // Written before the first beat, by the connection's own flow.
    private readonly List<(Action<object> Beat, object State)> _beats = [];

    public HubSocket(string id, HttpContext http, WebSocket socket, TimeProvider time)
    {
        (ConnectionId, HttpContext, _socket, _time) = (id, http, socket, time);
        _input = new Pipe(new PipeOptions(
            pauseWriterThreshold: BufferBytes, resumeWriterThreshold: BufferBytes / 2,
            readerScheduler: PipeScheduler.Inline, writerScheduler: PipeScheduler.Inline, useSynchronizationContext: false));
        _output = new WebSocketWriter(socket, this, time);
        ConnectionClosed = _closed.Token;
        Transport = this;
        Features.Set<ITransferFormatFeature>(this);
        Features.Set<IConnectionHeartbeatFeature>(this);
        Features.Set<IConnectionUserFeature>(this);
        Features.Set<IHttpContextFeature>(this);
        Features.Set<IConnectionLifetimeFeature>(this);
    }

    public override string ConnectionId { get; set; }

    public override IFeatureCollection Features { get; } = new FeatureCollection(16);

    public override IDictionary<object, object?> Items { get; set; } = new ConnectionItems();

    public override IDuplexPipe Transport { get; set; }

    public override CancellationToken ConnectionClosed { get; set; }

    public HttpContext? HttpContext { get; set; }

    public ClaimsPrincipal? User { get; set; }

    TransferFormat ITransferFormatFeature.SupportedFormats => TransferFormat.Binary | TransferFormat.Text;

    /// <summary>Set by SignalR when its protocol is agreed on.</summary>
    public TransferFormat ActiveFormat { get; set; } = TransferFormat.Text;

    PipeReader IDuplexPipe.Input => _input.Reader;

    PipeWriter IDuplexPipe.Output => _output;

    /// <summary>What the hub writes from now on until it is false again leaves together. For the one who then writes on.</summary>
    public bool HoldsBack
    {
        set => _output.HoldsBack = value;
    }

    void IConnectionHeartbeatFeature.OnHeartbeat(Action<object> action, object state)
    {
        lock (_beats) _beats.Add((action, state));
    }

    /// <summary>Once a second: SignalR's pings and timeouts live by it. A send that hangs for longer than <paramref name="sendTime"/> is the last.</summary>
    public void Beat(TimeSpan sendTime)
    {
        if (_output.SendingFor >= sendTime) Abort();
        lock (_beats)
        {
            foreach (var (beat, state) in _beats) beat(state);
        }
    }

    /// <summary>Ends it as if SignalR had: with the close frame.</summary>
    public void Stop() => _input.Reader.CancelPendingRead();

    /// <summary>Cuts it without a word.</summary>
    public override void Abort(ConnectionAbortedException abortReason) => HttpContext!.Abort();

    public override void Abort() => HttpContext!.Abort();

    public void Dispose() => _closed.Dispose();

    /// <summary>Runs SignalR on it, until either side ends it; then says goodbye, for which the client has <paramref name="closeTime"/>.</summary>
    public async Task RunAsync(ConnectionDelegate hub, TimeSpan closeTime)
    {
        var receiving = ReceiveAsync();
        try
        {
            await hub(this);
        }
        finally
        {
            await _input.Reader.CompleteAsync();
            await _output.CompleteAsync();
        }
        // A client that reads nothing takes no close frame, either.
        using var late = new CancellationTokenSource(closeTime, _time);
        await using (late.Token.Register(static socket => ((HubSocket)socket!).Abort(), this))
        {
            await CloseAsync();
            await receiving;
        }
        await _closed.CancelAsync();
    }

    private async Task CloseAsync()
    {
        if (_socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
        try
        {
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, "", default);
        }
        catch (Exception e) when (IsGone(e)) { } // it is closed, then
    }

    // Reads until the client closes; what is read is dispatched in the flush. Without a message there is no buffer.
    private async Task ReceiveAsync()
    {
        try
        {
            while (true)
            {
                var probe = await _socket.ReceiveAsync(Memory<byte>.Empty, default);
                if (probe.MessageType == WebSocketMessageType.Close) break;
                var read = await _socket.ReceiveAsync(_input.Writer.GetMemory(), default);
                if (read.MessageType == WebSocketMessageType.Close) break;
                _input.Writer.Advance(read.Count);
                // After the hub is done the rest is read for the close frame alone.
                await _input.Writer.FlushAsync();
            }
        }
        catch (Exception e) when (IsGone(e)) { } // it went without a word
        finally
        {
            await _input.Writer.CompleteAsync();
        }
    }

    internal static bool IsGone(Exception e) => e is WebSocketException or OperationCanceledException or ObjectDisposedException or IOException or InvalidOperationException;
}
