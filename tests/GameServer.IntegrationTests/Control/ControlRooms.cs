using System.Collections.Concurrent;
using System.Text.Json;
using GameServer.Protocol;
using Microsoft.AspNetCore.SignalR;

namespace GameServer.IntegrationTests.Control;

/// <summary>One event of the application, as it stands in its file and as its clients get it.</summary>
internal sealed record ControlEvent(string Room, long Seq, long At, string From, RawJson Data);

/// <summary>
/// The application's rooms: numbered events in a file that outlives kill -9, sent to the group of the room.
/// </summary>
internal sealed class ControlRooms : IDisposable
{
    /// <summary>What reading a room's state from a database takes.</summary>
    private static readonly TimeSpan LoadTime = TimeSpan.FromMilliseconds(5);

    private readonly IHubContext<ControlHub> _hub;
    private readonly ConcurrentDictionary<string, Room> _rooms = new();
    private readonly FileStream _file;

    public ControlRooms(IHubContext<ControlHub> hub, string path)
    {
        _hub = hub;
        foreach (var known in Read(path)) RoomOf(known.Room).Head = known.Seq;
        _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read);
    }

    /// <summary>What a file of events holds; a last line that was cut short by a crash was told to nobody.</summary>
    public static IReadOnlyList<ControlEvent> Read(string path)
    {
        if (!File.Exists(path)) return [];
        using var reader = new StreamReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite));
        var whole = reader.ReadToEnd().Split('\n')[..^1];
        return [.. whole.Select(line => JsonSerializer.Deserialize<ControlEvent>(line, Wire.Json)!)];
    }

    public async Task<long> LoadAsync(string room)
    {
        var head = Volatile.Read(ref RoomOf(room).Head);
        await Task.Delay(LoadTime, TimeProvider.System);
        return head;
    }

    public async Task<long> PublishAsync(string room, string from, RawJson data)
    {
        var state = RoomOf(room);
        await state.Turn.WaitAsync();
        try
        {
            var added = new ControlEvent(room, state.Head + 1, TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds(), from, data);
            lock (_file)
            {
                _file.Write([.. JsonSerializer.SerializeToUtf8Bytes(added, Wire.Json), (byte)'\n']);
                _file.Flush();
            }
            Volatile.Write(ref state.Head, added.Seq);
            await _hub.Clients.Group(room).SendAsync("event", added);
            return added.Seq;
        }
        finally
        {
            state.Turn.Release();
        }
    }

    public void Dispose() => _file.Dispose();

    private Room RoomOf(string name) => _rooms.GetOrAdd(name, _ => new Room());

    private sealed class Room
    {
        public readonly SemaphoreSlim Turn = new(1, 1);
        public long Head;
    }
}
