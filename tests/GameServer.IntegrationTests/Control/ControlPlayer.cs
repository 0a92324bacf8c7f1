using System.Net;
using GameServer.Client;
using GameServer.IntegrationTests.Faults;
using GameServer.Protocol;
using GameServer.Reliability;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace GameServer.IntegrationTests.Control;

/// <summary>
/// What an application writes on the stock client: automatic reconnect as documented, the group entered again after it,
/// and a call that failed is made again.
/// </summary>
internal sealed class ControlPlayer : IPage, IConnectionFactory, IRetryPolicy
{
    /// <summary>The application knows no epochs: its numbers are one history.</summary>
    public const string Epoch = "control";

    private static readonly TimeSpan[] Retries = [TimeSpan.Zero, .. new[] { 200, 500 }.Select(ms => TimeSpan.FromMilliseconds(ms))];

    private readonly FaultRun _run;
    private readonly string _room;
    private readonly WebSocketConnectionFactory _sockets;
    private HubConnection _hub;
    private readonly Gate _connected = new();
    private int _gen;
    private long _taken;
    private long _moves;
    private int _isOver;

    public ControlPlayer(FaultRun run, string who, FaultProxy proxy, string room)
    {
        (_run, Who, Proxy, _room) = (run, who, proxy, room);
        _sockets = new WebSocketConnectionFactory(new GameClientOptions { Url = proxy.Address });
        _hub = NewHub();
    }

    private HubConnection NewHub()
    {
        var hub = new HubConnection(
            this,
            new JsonHubProtocol(Options.Create(new JsonHubProtocolOptions { PayloadSerializerOptions = Wire.Json })),
            new UriEndPoint(WebSocketConnectionFactory.HubAddress(Proxy.Address)),
            new ServiceCollection().BuildServiceProvider(),
            NullLoggerFactory.Instance,
            this);
        hub.On<ControlEvent>("event", Take);
        hub.Reconnecting += error =>
        {
            _connected.Close();
            Write(LineKind.Lost);
            return Task.CompletedTask;
        };
        hub.Reconnected += _ => ReturnAsync();
        return hub;
    }

    public string Who { get; }

    public FaultProxy Proxy { get; }

    /// <summary>Connects, and enters the room with its state.</summary>
    public async Task EnterAsync()
    {
        await _hub.StartAsync();
        Write(LineKind.Welcome);
        var head = await _hub.InvokeAsync<long>("Join", _room);
        Write(LineKind.Joined, line => line with { Head = head, Reason = "snapshot" });
        Write(LineKind.Snapshot, line => line with { Seq = head, Reason = "new" });
        Volatile.Write(ref _taken, head);
        _connected.Open();
    }

    private async Task ReturnAsync()
    {
        Write(LineKind.Welcome);
        await _hub.InvokeAsync("Rejoin", _room);
        var taken = Volatile.Read(ref _taken);
        Write(LineKind.Joined, line => line with { Head = taken, Reason = "replay", Cursor = new Position(Epoch, taken) });
        _connected.Open();
    }

    /// <summary>The page is gone and comes again; its moves without an answer it has kept.</summary>
    public async Task ReloadAsync()
    {
        _connected.Close();
        Write(LineKind.Lost);
        var old = _hub;
        _hub = NewHub();
        await old.DisposeAsync();
        await EnterAsync();
    }

    public async Task MoveAsync(int padding = 0)
    {
        var n = Interlocked.Increment(ref _moves);
        var move = $"{Who}-{n}";
        var data = RawJson.From(new { move, padding = new string('.', padding) });
        while (true)
        {
            await _connected.Opened;
            Write(LineKind.Send, line => line with { N = n, Move = move });
            try
            {
                var seq = await _hub.InvokeAsync<long>("Send", _room, Who, data);
                Write(LineKind.Ack, line => line with { N = n, Ok = true, Seq = seq });
                return;
            }
            catch (Exception) when (Volatile.Read(ref _isOver) == 0)
            {
                // Whatever it was, the call has no answer: once more, when there is a connection again.
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
            }
        }
    }

    private void Take(ControlEvent taken)
    {
        if (taken.Room != _room) return;
        Volatile.Write(ref _taken, taken.Seq);
        Write(LineKind.Event, line => line with { Seq = taken.Seq, Hash = Hash(taken), Move = Recorder.MoveIn(taken.Data), By = taken.From });
    }

    /// <summary>As histories name the payload of an event.</summary>
    public static string Hash(ControlEvent e) => Recorder.HashOf("event", e.At, e.From, e.Data);

    private void Write(LineKind what, Func<Line, Line>? with = null)
    {
        var line = new Line { What = what, Who = Who, Gen = _gen };
        _run.History.Add(with?.Invoke(line with { Room = _room, Epoch = Epoch }) ?? line);
    }

    async ValueTask<ConnectionContext> IConnectionFactory.ConnectAsync(EndPoint endPoint, CancellationToken cancellationToken)
    {
        _run.History.Add(new Line { What = LineKind.Dial, Who = Who, Gen = _gen + 1 });
        var connection = await _sockets.ConnectAsync(endPoint, TransferFormat.Text, () => { }, cancellationToken);
        _gen++;
        return connection;
    }

    TimeSpan? IRetryPolicy.NextRetryDelay(RetryContext retryContext) => Retries[Math.Min(retryContext.PreviousRetryCount, Retries.Length - 1)];

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isOver, 1) != 0) return;
        Write(LineKind.Stopped);
        await _hub.DisposeAsync();
        _sockets.Dispose();
        await Proxy.DisposeAsync();
    }
}
