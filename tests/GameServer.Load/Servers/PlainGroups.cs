using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace GameServer.Load;

/// <summary>The first yardstick: stock SignalR, its settings untouched, a room being a group.</summary>
internal static class PlainGroups
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.Services.AddSignalR();
        var app = builder.Build();
        app.MapHub<GroupsHub>("/hub", hub => hub.Transports = HttpTransportType.WebSockets);
        return app;
    }

    internal sealed class GroupsHub : Hub
    {
        public Task Join(string room) => Groups.AddToGroupAsync(Context.ConnectionId, room);

        public Task Move(string room, JsonElement data) => Clients.Group(room).SendAsync("event", data);
    }
}
