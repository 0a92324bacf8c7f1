using System.Collections.Concurrent;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;

namespace GameServer.LoadTool;

/// <summary>The first yardstick: stock SignalR, its settings untouched, a room being a group.</summary>
internal static class PlainGroups
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        builder.Services.AddSignalR();
        builder.Services.AddSingleton<FrameClock>();
        var app = builder.Build();
        app.MapHub<GroupsHub>("/hub", hub => hub.Transports = HttpTransportType.WebSockets);
        return app;
    }

    internal sealed class GroupsHub(FrameClock frames) : Hub
    {
        public async Task Join(string room)
        {
            await Groups.AddToGroupAsync(Context.ConnectionId, room);
            frames.Enter(Context.ConnectionId, room);
        }

        public Task Move(string room, JsonElement data) => Clients.Group(room).SendAsync("event", data);

        public override Task OnDisconnectedAsync(Exception? exception)
        {
            frames.Leave(Context.ConnectionId);
            return Task.CompletedTask;
        }
    }

    /// <summary>Frames for rooms named frames-ENTITIES-RATE-..., while somebody is there.</summary>
    internal sealed class FrameClock(IHubContext<GroupsHub> hub)
    {
        private readonly ConcurrentDictionary<string, StrongBox<int>> _members = new(); // by room
        private readonly ConcurrentDictionary<string, StrongBox<int>> _rooms = new(); // by connection

        public void Enter(string connection, string room)
        {
            if (room.Split('-') is not ["frames", var entities, var rate, ..]) return;
            var members = _rooms[connection] = _members.GetOrAdd(room, _ => new());
            if (Interlocked.Increment(ref members.Value) == 1)
                _ = TickAsync(room, members, int.Parse(entities, CultureInfo.InvariantCulture), int.Parse(rate, CultureInfo.InvariantCulture));
        }

        public void Leave(string connection)
        {
            if (_rooms.TryRemove(connection, out var members)) Interlocked.Decrement(ref members.Value);
        }

        private async Task TickAsync(string room, StrongBox<int> members, int entities, int rate)
        {
            var swarm = Entities.New(entities);
            using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / rate));
            for (var tick = 1; await timer.WaitForNextTickAsync() && Volatile.Read(ref members.Value) > 0; tick++)
            {
                Entities.Step(swarm);
                await hub.Clients.Group(room).SendAsync("frame", tick, swarm);
            }
        }
    }
}
