using System.Collections.Concurrent;
using System.Threading.Channels;
using GameServer.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace GameServer.Tests.Client;

/// <summary>
/// The wire's other end, small and obedient: a stock hub on Kestrel, rooms that are lists, and hooks by which a test answers
/// in its own way. What it was told is kept.
/// </summary>
public sealed class FakeServer : IAsyncDisposable
{
    /// <summary>Smaller than what a client may send: a move of this size makes SignalR close with an error.</summary>
    public const int MessageBytes = 4_096;

    private readonly Lock _lock = new();
    private readonly WebApplication _app;
    private readonly Dictionary<string, FakeRoom> _rooms = [];
    private readonly Dictionary<string, HubCallerContext> _live = [];
    private readonly ConcurrentDictionary<string, string> _players = new();

    private FakeServer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSingleton(this);
        builder.Services.AddSignalR(hub =>
        {
            hub.MaximumReceiveMessageSize = MessageBytes;
            hub.MaximumParallelInvocationsPerClient = 32;
        }).AddJsonProtocol(json => Wire.Configure(json.PayloadSerializerOptions));
        _app = builder.Build();
        _app.MapHub<FakeHub>(Wire.HubPath);
    }

    public Uri Address => new(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public string Run { get; set; } = "run1";
    // An answer of the test's own, or null for the server's. OnEnter is given the room's code and the connection.
    public Func<HelloRequest, Welcome?>? OnHello { get; set; }
    public Func<string, string, Task<Joined?>>? OnEnter { get; set; }
    public Func<SendRequest, Task<Ack?>>? OnSend { get; set; }
    /// <summary>Before the room is left.</summary>
    public Func<Task>? OnLeave { get; set; }

    public ConcurrentQueue<HelloRequest> Hellos { get; } = new();
    public ConcurrentQueue<SendRequest> Sends { get; } = new();
    public ConcurrentQueue<CreateRequest> Created { get; } = new();
    public Channel<SeenRequest> Seen { get; } = Channel.CreateUnbounded<SeenRequest>();
    public Channel<InputRequest> Inputs { get; } = Channel.CreateUnbounded<InputRequest>();

    public static async Task<FakeServer> StartAsync()
    {
        var server = new FakeServer();
        await server._app.StartAsync();
        return server;
    }

    public async ValueTask DisposeAsync()
    {
        Cut();
        await _app.DisposeAsync();
    }

    /// <summary>Ends every connection without a word.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            foreach (var connection in _live.Values) connection.Abort();
        }
    }

    /// <summary>Changes a room, under the server's lock.</summary>
    public T With<T>(string room, Func<FakeRoom, T> change)
    {
        lock (_lock) return change(RoomOf(room));
    }

    /// <summary>Appends an event and sends it to whoever is attached.</summary>
    public long Publish(string room, string type, object? data = null)
    {
        lock (_lock) return Append(room, new Entry { Type = type, At = 1, Data = RawJson.From(data) });
    }

    /// <summary>Appends a number that is for others.</summary>
    public long PublishHidden(string room)
    {
        lock (_lock)
        {
            var to = RoomOf(room);
            to.Log.Add(new Entry { Hidden = to.Head + 1 });
            Write(to, ClientMethods.Events, room, to.Epoch, to.Head, (Entry[])[to.Log[^1]]);
            return to.Head;
        }
    }

    /// <summary>Sends whoever is attached to a room any message.</summary>
    public void Tell(string room, string method, params object?[] args)
    {
        lock (_lock) Write(RoomOf(room), method, args);
    }

    /// <summary>Sends every connection any message.</summary>
    public void TellAll(string method, params object?[] args)
    {
        lock (_lock)
        {
            foreach (var id in _live.Keys) Write(id, method, args);
        }
    }

    /// <summary>The first number from <paramref name="atLeast"/> on of which the client says that it arrived.</summary>
    public async Task<long> SeenAsync(string room, long atLeast)
    {
        while (true)
        {
            var seen = await Seen.Reader.ReadAsync().AsTask().WaitAsync(Playing.Patience);
            if (seen.Room == room && seen.Seq >= atLeast) return seen.Seq;
        }
    }

    /// <summary>Everything written to the client before was read by it when this completes.</summary>
    public async Task RoundTripAsync(GameServer.Client.GameClient client)
    {
        Publish(client.PlayerId!, "mark");
        await foreach (var item in client.Personal!.ReadAsync())
        {
            if (item is GameServer.Client.RoomItem.Event { Type: "mark" }) return;
        }
    }

    internal async Task<Welcome> HelloAsync(HubCallerContext connection, HelloRequest request)
    {
        Hellos.Enqueue(request);
        if (OnHello?.Invoke(request) is { } answer) return answer;
        var token = request.Token ?? $"token{_players.Count + 1}";
        var player = _players.GetOrAdd(token, _ => $"player{_players.Count + 1}");
        lock (_lock)
        {
            foreach (var other in _live.Values.Where(other => (string?)other.Items["token"] == token).ToList())
            {
                if (!request.TakeOver) return new Welcome { Ok = false, Reason = Reasons.PlayingElsewhere };
                Write(other.ConnectionId, ClientMethods.Closed, [ClosedReasons.Superseded, null, null]);
            }
            connection.Items["token"] = token;
            _live[connection.ConnectionId] = connection;
        }
        List<Joined> joined = [];
        foreach (var join in request.Join ?? []) joined.Add(await EnterAsync(connection, join.Room, join.Cursor));
        var personal = await EnterAsync(connection, player, request.Personal);
        lock (_lock)
        {
            return new Welcome
            {
                PlayerId = player,
                Token = token,
                Name = request.Name ?? "Brisk Otter",
                Look = 1,
                Run = Run,
                ServerTime = 0,
                Personal = personal,
                Seats = [.. _rooms.Where(room => room.Value.IsMember && room.Key != player).Select(room => new SeatInfo(room.Key, "relay", null))],
                Joined = joined,
            };
        }
    }

    internal async Task<Joined> EnterAsync(HubCallerContext connection, string code, Cursor? cursor, CreateRequest? created = null)
    {
        if (created is not null) Created.Enqueue(created);
        if (OnEnter is { } hook && await hook(code, connection.ConnectionId) is { } answer) return answer;
        lock (_lock)
        {
            var room = RoomOf(code);
            room.Attached.Add(connection.ConnectionId);
            room.IsMember = true;
            var joined = room.Join(code, cursor);
            if (joined.Missed > 0) Write(connection.ConnectionId, ClientMethods.Events, [code, room.Epoch, cursor!.Seq + 1, room.Log.Skip((int)cursor.Seq).ToArray()]);
            return joined;
        }
    }

    internal async Task<Ack> SendAsync(SendRequest request)
    {
        Sends.Enqueue(request);
        if (OnSend is { } hook && await hook(request) is { } answer) return answer;
        return Decide(request);
    }

    /// <summary>Applies a move as the room does.</summary>
    public Ack Decide(SendRequest request)
    {
        lock (_lock) return RoomOf(request.Room).Decide(request, entry => Append(request.Room, entry));
    }

    internal Answer Snapshot(HubCallerContext connection, RoomRequest request)
    {
        lock (_lock)
        {
            var room = RoomOf(request.Room);
            Write(connection.ConnectionId, ClientMethods.Snapshot, [request.Room, room.Epoch, room.Head, room.Head, SnapshotReasons.Desync]);
            return new Answer();
        }
    }

    internal Answer Leave(HubCallerContext connection, RoomRequest request)
    {
        lock (_lock)
        {
            if (!RoomOf(request.Room).Attached.Remove(connection.ConnectionId)) return new Answer { Ok = false, Reason = Reasons.NotMember };
            RoomOf(request.Room).IsMember = false;
            return new Answer();
        }
    }

    internal void Forget(HubCallerContext connection)
    {
        lock (_lock)
        {
            _live.Remove(connection.ConnectionId);
            foreach (var room in _rooms.Values) room.Attached.Remove(connection.ConnectionId);
        }
    }

    private FakeRoom RoomOf(string code) => _rooms.TryGetValue(code, out var room) ? room : _rooms[code] = new FakeRoom();

    private long Append(string code, Entry entry)
    {
        var room = RoomOf(code);
        room.Log.Add(entry);
        Write(room, ClientMethods.Events, code, room.Epoch, room.Head, (Entry[])[entry]);
        return room.Head;
    }

    private void Write(FakeRoom room, string method, params object?[] args)
    {
        foreach (var id in room.Attached) Write(id, method, args);
    }

    // A connection's writes keep the order of these calls.
    private void Write(string connection, string method, object?[] args) =>
        _ = _app.Services.GetRequiredService<IHubContext<FakeHub>>().Clients.Client(connection).SendCoreAsync(method, args);
}
