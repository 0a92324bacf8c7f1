using GameServer.Delivery;
using GameServer.Engine;
using GameServer.Operations;
using GameServer.Protocol;
using Microsoft.AspNetCore.SignalR;

namespace GameServer.Hubs;

/// <summary>
/// The door: every call of a client, handed to the node as it came. A refusal is an answer, not an exception.
/// Calls of one client run beside each other and enter the node in the order they arrived: nothing is awaited before it.
/// </summary>
public sealed class GameHub(Node node, ILogger<GameHub> log) : Hub
{
    private ClientConnection Connection => ClientConnection.Of(Context.Features);

    private Session Session => Connection.Session;

    public async Task<Welcome> Hello(HelloRequest request)
    {
        var connection = Connection;
        var welcome = await node.HelloAsync(connection.Session, request);
        if (welcome.Ok && log.IsEnabled(LogLevel.Debug)) ConnectionLog.Welcomed(log, connection.Id, LogNames.Player(welcome.PlayerId));
        return welcome;
    }

    public Task<Joined> Join(JoinRequest request) => node.JoinAsync(Session, request);

    public Task<Joined> Play(PlayRequest request) => node.PlayAsync(Session, request);

    public Task<Joined> Create(CreateRequest request) => node.CreateAsync(Session, request);

    public Task<RawJson> Send(SendRequest request) => node.SendAsync(Session, request);

    public Task<Answer> Snapshot(RoomRequest request) => node.SnapshotAsync(Session, request);

    public Task<Answer> Leave(RoomRequest request) => node.LeaveAsync(Session, request);

    public RoomList Rooms(RoomsRequest request) => node.Rooms(Session, request);

    public Pong Ping(PingRequest request) => node.Ping(request);

    public void Seen(SeenRequest request) => node.Seen(Session, request);

    public void Input(InputRequest request) => node.Input(Session, request);

    public void Visible(VisibleRequest request) => node.Visible(Session, request);
}
