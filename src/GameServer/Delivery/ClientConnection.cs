using GameServer.Engine;
using GameServer.Hubs;
using GameServer.Protocol;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;

namespace GameServer.Delivery;

/// <summary>
/// One client's connection, from its upgrade to its end: the engine's <see cref="IConnection"/> beside SignalR's.
/// It moves bytes and decides nothing.
/// </summary>
internal sealed class ClientConnection : IConnection
{
    // Longer than a close handshake takes, shorter than a client that reads nothing may hold a place.
    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(1);

    // The reading loop of a connection runs in the flow that its door began.
    private static readonly AsyncLocal<ClientConnection?> Reading = new();

    private readonly ConnectionMeter _meter;
    private readonly HubSocket _socket;
    private readonly FrameWriter _writer;
    private readonly TimeProvider _time;
    private readonly long _openedAt;

    private CallNames _names;

    // Set once, after SignalR's handshake and before the first call.
    private HubConnectionContext? _context;
    private Session? _session;
    private Node? _node;

    // Set by whoever closes first.
    private int _closing;

    // Set when SignalR is done with it: from then on the transport ends it by itself, with the close frame that an abort would cut off.
    private volatile bool _isLeaving;

    public ClientConnection(HubSocket socket, string address, ConnectionMeter meter, FrameWriter writer, TimeProvider time) =>
        (_socket, Address, _meter, _writer, _time, _openedAt) = (socket, address, meter, writer, time, time.GetTimestamp());

    /// <summary>The connection whose bytes are being read in this flow; null outside of any.</summary>
    public static ClientConnection? Current
    {
        get => Reading.Value;
        set => Reading.Value = value;
    }

    public string Id => _socket.ConnectionId;

    public string Address { get; }

    public TimeSpan? RoundTrip => _meter.RoundTrip;

    /// <summary>Whether it broke off: the client said no goodbye.</summary>
    public bool IsLost => !_socket.IsGoodbyeSaid;

    /// <summary>The engine's half.</summary>
    public Session Session => _session ?? throw new InvalidOperationException($"Connection {Id} has not finished its handshake.");

    /// <summary>The connection that SignalR knows by these features.</summary>
    public static ClientConnection Of(IFeatureCollection features) => features.GetRequiredFeature<ClientConnection>();

    /// <summary>The handshake is done: writes and calls are possible from here on.</summary>
    public void Attach(HubConnectionContext context, Node node)
    {
        (_context, _node) = (context, node);
        _session = node.Open(this, _openedAt);
        _meter.Heard = () => node.Heard(_session);
        _meter.Flooded = () => node.End(_session, ClosedReasons.Flooding);
    }

    /// <summary>SignalR has read and written its last on it.</summary>
    public void Leave() => _isLeaving = true;

    public ValueTask WriteAsync(Outgoing message) => _writer.WriteAsync(HubEncoding.Of(message, _context!.Protocol));

    public void Hold() => _writer.Hold();

    public void Flow() => _writer.Flow();

    /// <summary>Of the calls it made. The reading loop's.</summary>
    public ref CallNames Names => ref _names;

    /// <summary>A message of it was read; so many bytes. Any thread.</summary>
    public void CountMessage(long bytes) => _meter.CountMessage(bytes);

    /// <summary>A move, straight from the bytes that were read: its ack leaves with its events.</summary>
    public void Send(string invocation, SendRequest move) => _node!.Send(Session, move, new Reply(this, invocation));

    public void Close(ClosedMessage last)
    {
        if (Interlocked.Exchange(ref _closing, 1) != 0) return;
        // A peer that reads nothing, or answers no close frame, is cut. Cutting what is gone does nothing.
        _ = _time.CreateTimer(static meter => ((ConnectionMeter)meter!).Abort(), _meter, CloseTime, Timeout.InfiniteTimeSpan);
        _ = CloseSlowAsync(last);
    }

    public void Abort()
    {
        if (!_isLeaving) _meter.Abort();
    }

    private async Task CloseSlowAsync(ClosedMessage last)
    {
        try
        {
            await WriteAsync(last);
        }
        finally
        {
            _context!.Abort();
        }
    }

    private sealed class Reply(ClientConnection to, string invocation) : IMoveReply
    {
        public void Answer(RawJson ack) => _ = to._writer.WriteAsync(HubEncoding.Of(invocation, ack, to._context!.Protocol)).AsTask();
    }
}
