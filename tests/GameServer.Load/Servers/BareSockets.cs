using System.Collections.Concurrent;
using System.Net.WebSockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace GameServer.LoadTool;

/// <summary>A yardstick of what Kestrel itself costs: a WebSocket per client, and whatever one sends is sent to its room. No protocol, no format, no care.</summary>
internal static class BareSockets
{
    public static WebApplication Build(WebApplicationBuilder builder)
    {
        var rooms = new ConcurrentDictionary<string, Room>();
        var app = builder.Build();
        app.UseWebSockets();
        app.Map("/ws", async (HttpContext context) =>
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[4096];
            var member = new Member(socket);
            Room? room = null;
            try
            {
                while (await socket.ReceiveAsync(buffer, default) is { MessageType: not WebSocketMessageType.Close } read)
                {
                    if (room is not null)
                    {
                        await room.SendAsync(buffer.AsMemory(0, read.Count));
                        continue;
                    }
                    room = rooms.GetOrAdd(Encoding.ASCII.GetString(buffer, 0, read.Count), _ => new Room());
                    room.Members[member] = true;
                    await member.SendAsync("entered"u8.ToArray());
                }
            }
            catch (WebSocketException) { } // it went without a word
            finally
            {
                room?.Members.TryRemove(member, out _);
            }
        });
        return app;
    }

    private sealed class Room
    {
        public ConcurrentDictionary<Member, bool> Members { get; } = new();

        public async Task SendAsync(ReadOnlyMemory<byte> message)
        {
            foreach (var (member, _) in Members) await member.SendAsync(message);
        }
    }

    private sealed class Member(WebSocket socket)
    {
        private readonly SemaphoreSlim _one = new(1);

        public async Task SendAsync(ReadOnlyMemory<byte> message)
        {
            await _one.WaitAsync();
            try
            {
                await socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, default);
            }
            catch (Exception e) when (e is WebSocketException or ObjectDisposedException) { } // it is gone; its own loop will notice
            finally
            {
                _one.Release();
            }
        }
    }
}
