using GameServer.Protocol;
using Microsoft.AspNetCore.SignalR;

namespace GameServer.Tests.Client;

/// <summary>A stock SignalR hub with the wire's calls; what they mean is the <see cref="FakeServer"/>'s.</summary>
public sealed class FakeHub(FakeServer server) : Hub
{
    public Task<Welcome> Hello(HelloRequest request) => server.HelloAsync(Context, request);
    public Task<Joined> Join(JoinRequest request) => server.EnterAsync(Context, request.Room, request.Cursor);
    public Task<Joined> Play(PlayRequest request) => server.EnterAsync(Context, "PLAY2", null);
    public Task<Joined> Create(CreateRequest request) => server.EnterAsync(Context, $"MADE{server.Created.Count + 2}", null, request);
    public Task<Ack> Send(SendRequest request) => server.SendAsync(request);
    public Answer Snapshot(RoomRequest request) => server.Snapshot(Context, request);
    public async Task<Answer> Leave(RoomRequest request)
    {
        if (server.OnLeave is { } hook) await hook();
        return server.Leave(Context, request);
    }
    public RoomList Rooms(RoomsRequest request) => new() { Rooms = [new RoomInfo("KITE7", request.Game ?? "relay", 0, 0, 0, 0, "playing")] };
    public Pong Ping(PingRequest request) => new(request.T, 0);
    public void Seen(SeenRequest request) => server.Seen.Writer.TryWrite(request);
    public void Input(InputRequest request) => server.Inputs.Writer.TryWrite(request);
    public override Task OnDisconnectedAsync(Exception? exception)
    {
        server.Forget(Context);
        return Task.CompletedTask;
    }
}
