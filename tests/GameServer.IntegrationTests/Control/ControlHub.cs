using GameServer.Protocol;
using Microsoft.AspNetCore.SignalR;

namespace GameServer.IntegrationTests.Control;

/// <summary>
/// What an application writes on stock SignalR: plain groups, events numbered by itself. It is a careful one: a room's events are
/// numbered, made durable and sent one after the other. What it has no help for is everything that this repository is about.
/// </summary>
internal sealed class ControlHub(ControlRooms rooms) : Hub
{
    /// <summary>The room's state (here: its newest number), and from then on its events.</summary>
    public async Task<long> Join(string room)
    {
        var state = await rooms.LoadAsync(room);
        await Groups.AddToGroupAsync(Context.ConnectionId, room);
        return state;
    }

    /// <summary>After a reconnect the groups are to be entered again.</summary>
    public Task Rejoin(string room) => Groups.AddToGroupAsync(Context.ConnectionId, room);

    /// <summary>Publishes what a player did; its number in the room.</summary>
    public Task<long> Send(string room, string from, RawJson data) => rooms.PublishAsync(room, from, data);
}
