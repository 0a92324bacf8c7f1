using System.Net;
using GameServer.Protocol;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace GameServer.Client;

/// <summary>
/// One connection to the hub, from dial to end: opened once, ended once, by whoever notices first. After <see cref="End"/>
/// nothing is delivered and no call is answered, however long the connection itself takes to close.
/// </summary>
internal sealed class HubLink : IConnectionFactory, IAsyncDisposable
{
    /// <summary>What every server speaks.</summary>
    public static readonly IHubProtocol Json = new JsonHubProtocol(Options.Create(new JsonHubProtocolOptions { PayloadSerializerOptions = Wire.Json }));

    /// <summary>What a server may speak beside it.</summary>
    public static readonly IHubProtocol MessagePack = new MessagePackProtocol(Json);

    /// <summary>The server closes within a second after its last word.</summary>
    private static readonly TimeSpan LastWordPatience = TimeSpan.FromSeconds(1);

    private readonly WebSocketConnectionFactory _sockets;
    private readonly TransferFormat _format;
    private readonly TimeProvider _time;
    private readonly HubConnection _hub;
    private readonly TaskCompletionSource<LinkEnd> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly CancellationTokenSource _over = new();
    private volatile WebSocketConnection? _socket;
    private volatile Task _closed = Task.CompletedTask;
    private volatile bool _isClosing;
    private long _heard;

    public HubLink(Uri server, IHubProtocol protocol, GameClientOptions options, WebSocketConnectionFactory sockets, ILinkListener listener)
    {
        (_sockets, _format, _time) = (sockets, protocol.TransferFormat, options.Time);
        _heard = _time.GetTimestamp();
        _hub = new HubConnection(this, new ClientProtocol(protocol, Tap), new UriEndPoint(WebSocketConnectionFactory.HubAddress(server)), NoServices.Instance, options.Logging ?? NullLoggerFactory.Instance)
        {
            // The watchdog judges by received bytes, in a tenth of the time.
            ServerTimeout = TimeSpan.FromHours(1),
            KeepAliveInterval = TimeSpan.FromSeconds(5),
            HandshakeTimeout = options.DialTimeout,
        };
        Subscribe(listener);
    }

    /// <summary>Counts welcomes; 0 before this link's.</summary>
    public int Generation { get; set; }

    /// <summary>Messages of rooms whose join is not answered yet. Belongs to the client's lock.</summary>
    public HoldingPen Pen { get; } = new();

    /// <summary>Completes when the link is over.</summary>
    public Task<LinkEnd> Ended => _ended.Task;

    /// <summary>Completes when the client has left the link, which was welcomed before.</summary>
    public Task Left => _left.Task;

    /// <summary>Cancelled when the link is over.</summary>
    public CancellationToken Over => _over.Token;

    public bool IsOver => _ended.Task.IsCompleted;

    /// <summary>Timestamp of the last received byte.</summary>
    public long Heard => Volatile.Read(ref _heard);

    /// <exception cref="Exception">The connection could not be made; any exception of the network.</exception>
    public Task OpenAsync(CancellationToken cancel) => _hub.StartAsync(cancel);

    /// <summary>Calls the hub and waits for its answer.</summary>
    /// <exception cref="LinkLostException">The link ended first.</exception>
    /// <exception cref="HubException">The hub threw, which it does for nothing a sound client sends.</exception>
    public async Task<T> CallAsync<T>(string method, object request)
    {
        try
        {
            var call = _hub.InvokeCoreAsync<T>(method, [request]);
            Observe(call);
            return await call.WaitAsync(_over.Token);
        }
        catch (HubException) when (!_isClosing && !IsOver)
        {
            throw;
        }
        catch (Exception)
        {
            // Whatever was thrown, the connection is gone or going, and says itself how it ended.
            await _ended.Task;
            throw new LinkLostException();
        }
    }

    /// <summary>Sends what has no answer; when the link is gone nothing happens.</summary>
    public async Task TellAsync(string method, object request)
    {
        try
        {
            var written = _hub.SendCoreAsync(method, [request]);
            Observe(written);
            await written.WaitAsync(_over.Token);
        }
        catch (Exception)
        {
            // The connection says itself how it ended.
        }
    }

    /// <summary>
    /// The server answers this connection as one that is over. Its last word, which says why, may come after such an answer:
    /// it is waited for, and if there is none, a newer connection took over.
    /// </summary>
    public async Task AwaitLastWordAsync()
    {
        try
        {
            await _ended.Task.WaitAsync(LastWordPatience, _time);
        }
        catch (TimeoutException)
        {
            End(LinkEnd.Superseded);
        }
    }

    public void MarkLeft() => _left.TrySetResult();

    /// <summary>The link is over. Only the first end counts. Must not be called under the client's lock.</summary>
    public void End(LinkEnd end)
    {
        if (!_ended.TrySetResult(end)) return;
        _closed = CloseAsync(end.SaysGoodbye);
    }

    /// <summary>Ends the link and waits until nothing of the connection is left, at most the close timeout.</summary>
    public async ValueTask DisposeAsync()
    {
        End(LinkEnd.Stopped);
        await _closed;
    }

    async ValueTask<ConnectionContext> IConnectionFactory.ConnectAsync(EndPoint endPoint, CancellationToken cancellationToken) =>
        _socket = await _sockets.ConnectAsync(endPoint, _format, () => Volatile.Write(ref _heard, _time.GetTimestamp()), cancellationToken);

    private void Subscribe(ILinkListener listener)
    {
        _hub.On<string, string, long, Entry[]>(ClientMethods.Events, (room, epoch, first, entries) => listener.OnEvents(this, room, epoch, first, entries));
        _hub.On<string, string, long, RawJson, string>(ClientMethods.Snapshot, (room, epoch, seq, state, reason) => listener.OnSnapshot(this, room, epoch, seq, state, reason));
        _hub.On<string, long, long, RawJson>(ClientMethods.Frame, (room, tick, basedOn, data) => listener.OnFrame(this, room, new RoomItem.Frame(tick, basedOn, data)));
        _hub.On<string, string, string?>(ClientMethods.Left, (room, reason, url) => listener.OnLeft(this, room, reason, url));
        // For the types of its arguments; the tap has seen it already.
        _hub.On<string, int?, string?>(ClientMethods.Closed, (_, _, _) => { });
        _hub.Closed += exception =>
        {
            // A HubException is the server's own word; everything else is the network's.
            End(exception is HubException ? LinkEnd.Error : LinkEnd.Lost);
            return Task.CompletedTask;
        };
    }

    private void Tap(HubMessage message)
    {
        switch (message)
        {
            case InvocationMessage { Target: ClientMethods.Closed, Arguments: [string reason, var retryAfterMs, var url] }:
                End(LinkEnd.Closed(reason, (int?)retryAfterMs, (string?)url));
                break;
            case CloseMessage:
                _isClosing = true;
                break;
        }
    }

    private async Task CloseAsync(bool goodbye)
    {
        // Whoever noticed the end may stand in the middle of a message or a call.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        _over.Cancel();
        if (!goodbye) _socket?.Abort();
        try
        {
            await _hub.DisposeAsync();
        }
        catch (Exception)
        {
            // A connection that cannot even be closed is as closed as it gets.
        }
    }

    // An answer nobody waits for any more may still be an exception.
    private static void Observe(Task task) =>
        task.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private sealed class NoServices : IServiceProvider
    {
        public static NoServices Instance { get; } = new();
        public object? GetService(Type serviceType) => null;
    }
}
