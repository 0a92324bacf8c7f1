using GameServer.Hubs;
using Microsoft.AspNetCore.SignalR;

namespace GameServer.IntegrationTests.Readme;

// README
public sealed class Announcer(IHubContext<GameHub> hub)
{
    public Task TellRoomAsync(string room) => hub.Clients.Group(room).SendAsync("weather", new { Wind = 3, Sky = "grey" });

    public Task InviteAsync(string playerId, string room) => hub.Clients.User(playerId).SendAsync("invited", new { Room = room });
}
// README
