using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace GameServer.Client;

/// <summary>
/// A WebSocket as two pipes: what the hub writes is sent, what is received the hub reads. When the link breaks the
/// input ends with the exception, so that a lost link has a cause.
/// </summary>
internal sealed class WebSocketConnection : ConnectionContext, ITransferFormatFeature
{
    private const int ReceiveBytes = 4_096;

    private readonly ClientWebSocket _socket;
    private readonly Action _heard;
    private readonly GameClientOptions _options;
    private readonly Duplex _inner;
    private readonly Task _receiving;
    private readonly Task _sending;

    public WebSocketConnection(ClientWebSocket socket, EndPoint endPoint, TransferFormat format, Action heard, GameClientOptions options)
    {
        (_socket, _heard, _options) = (socket, heard, options);
        ((ITransferFormatFeature)this).ActiveFormat = format;
        RemoteEndPoint = endPoint;
        var (input, output) = (new Pipe(Unsynchronized), new Pipe(Unsynchronized));
        Transport = new Duplex(input.Reader, output.Writer);
        _inner = new Duplex(output.Reader, input.Writer);
        Features = new FeatureCollection();
        Features.Set<ITransferFormatFeature>(this);
        _receiving = ReceiveAsync(_inner.Output);
        _sending = SendAsync(_inner.Input);
    }

    private static PipeOptions Unsynchronized { get; } = new(useSynchronizationContext: false);

    public override IDuplexPipe Transport { get; set; }
    public override string ConnectionId { get; set; } = "";
    public override IFeatureCollection Features { get; }
    public override IDictionary<object, object?> Items { get; set; } = new ConnectionItems();

    TransferFormat ITransferFormatFeature.SupportedFormats => TransferFormat.Text | TransferFormat.Binary;
    TransferFormat ITransferFormatFeature.ActiveFormat { get; set; }

    /// <summary>Ends the link at once, without a word to the other end.</summary>
    public override void Abort(ConnectionAbortedException abortReason) => _socket.Abort();

    /// <summary>Says goodbye and waits for the other end, at most <see cref="GameClientOptions.CloseTimeout"/>.</summary>
    public override async ValueTask DisposeAsync()
    {
        await Transport.Output.CompleteAsync();
        await Transport.Input.CompleteAsync();
        try
        {
            await Task.WhenAll(_sending, _receiving).WaitAsync(_options.CloseTimeout, _options.Time);
        }
        catch (TimeoutException)
        {
            _socket.Abort();
            await Task.WhenAll(_sending, _receiving);
        }
        _socket.Dispose();
        await base.DisposeAsync();
    }

    // Never throws.
    private async Task ReceiveAsync(PipeWriter input)
    {
        Exception? cause = null;
        try
        {
            while (true)
            {
                var received = await _socket.ReceiveAsync(input.GetMemory(ReceiveBytes), CancellationToken.None);
                _heard();
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    if (_socket.CloseStatus != WebSocketCloseStatus.NormalClosure)
                        cause = new IOException($"The server closed the WebSocket: {_socket.CloseStatus} {_socket.CloseStatusDescription}");
                    break;
                }
                input.Advance(received.Count);
                if (!(await input.FlushAsync()).IsCompleted) continue;
                await DrainAsync();
                break;
            }
        }
        catch (Exception e)
        {
            cause = e;
        }
        await input.CompleteAsync(cause);
        // Without a reader there is nothing to say any more.
        _inner.Input.CancelPendingRead();
    }

    // Nobody reads the hub's messages any more; the closing handshake needs what stands before the other end's goodbye out of its way.
    private async Task DrainAsync()
    {
        var waste = new byte[ReceiveBytes];
        while (_socket.State is WebSocketState.Open or WebSocketState.CloseSent)
            await _socket.ReceiveAsync(waste.AsMemory(), CancellationToken.None);
    }

    // Never throws.
    private async Task SendAsync(PipeReader output)
    {
        try
        {
            var type = ((ITransferFormatFeature)this).ActiveFormat == TransferFormat.Binary ? WebSocketMessageType.Binary : WebSocketMessageType.Text;
            while (true)
            {
                var read = await output.ReadAsync();
                if (read.IsCanceled) break;
                if (!read.Buffer.IsEmpty) await SendAsync(read.Buffer, type);
                output.AdvanceTo(read.Buffer.End);
                if (read.IsCompleted) break;
            }
            await _socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None);
        }
        catch (Exception)
        {
            // The receiving side gets the exception of the broken link and ends the input with it.
            _socket.Abort();
        }
        await output.CompleteAsync();
    }

    private async ValueTask SendAsync(ReadOnlySequence<byte> message, WebSocketMessageType type)
    {
        var next = message.Start;
        message.TryGet(ref next, out var segment);
        while (message.TryGet(ref next, out var following))
        {
            await _socket.SendAsync(segment, type, endOfMessage: false, CancellationToken.None);
            segment = following;
        }
        await _socket.SendAsync(segment, type, endOfMessage: true, CancellationToken.None);
    }

    private sealed record Duplex(PipeReader Input, PipeWriter Output) : IDuplexPipe;
}
