using System.Collections.Concurrent;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>The live rooms of a node by name; wakes sleeping ones from the journal. Any thread.</summary>
internal sealed class RoomDirectory(RoomServices services, IChance chance)
{
    /// <summary>A public code can be read out, a private one cannot be guessed (31^8, about 40 bits).</summary>
    public const int PublicCode = 5, PrivateCode = 8;

    private readonly ConcurrentDictionary<string, Room> _live = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<Room?>> _waking = new(StringComparer.Ordinal); // guarded by _gate

    /// <summary>Live rooms, personal ones not counted.</summary>
    public int Count => _live.Values.Count(room => room.Game != Room.PersonalGame);

    /// <summary>All of them, personal ones included.</summary>
    public IEnumerable<Room> Live => _live.Values;

    /// <summary>The live room of that name; null: there is none.</summary>
    public Room? FindLive(string name) => _live.GetValueOrDefault(name);

    /// <summary>Live rooms that were opened from an address, in this run.</summary>
    public int CountFrom(string address) => _live.Values.Count(room => room.OpenedFrom == address);

    /// <summary>What the lobby shows, fullest first.</summary>
    public IEnumerable<RoomInfo> Infos(string? game) => _live.Values
        .Select(room => room.Info)
        .OfType<RoomInfo>()
        .Where(info => game is null || info.Game == game)
        .OrderByDescending(info => info.Taken - info.Bots).ThenBy(info => info.Room, StringComparer.Ordinal);

    /// <summary>The code as rooms are named by it; null when none can be called so.</summary>
    public static string? Normalize(string? code)
    {
        if (code is null || code.Length > 2 * PrivateCode) return null;
        var plain = code.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        return plain.Length is PublicCode or PrivateCode && plain.All(c => Chance.CodeAlphabet.Contains(c, StringComparison.Ordinal)) ? plain : null;
    }

    /// <summary>Whether a room of that name is live.</summary>
    public bool IsLive(string name) => _live.ContainsKey(name);

    /// <summary>The room, woken if it sleeps; null: there is none of that name.</summary>
    /// <exception cref="JournalException">The journal cannot be read at the moment.</exception>
    public ValueTask<Room?> FindAsync(string name) => FindAsync(name, () => null);

    /// <summary>A player's personal room; it exists as long as the player does.</summary>
    /// <exception cref="JournalException">The journal cannot be read at the moment.</exception>
    public async ValueTask<Room> PersonalAsync(PlayerRecord player) =>
        (await FindAsync(player.Id, () => Room.CreatePersonal(services, player.Id, player.PersonalEpoch, Forget)))!;

    /// <summary>Opens a room under a new code.</summary>
    /// <exception cref="JournalException">The journal cannot be read at the moment.</exception>
    public async Task<Room> CreateAsync(string game, Table table, bool isPrivate, string address)
    {
        while (true)
        {
            var code = chance.Code(isPrivate ? PrivateCode : PublicCode);
            if (_live.ContainsKey(code) || await services.Journal.LoadAsync(code) is not null) continue;
            var room = Room.Create(services, code, chance.Id(), new RoomHeader(game, isPrivate, HasEnded: false), table, Forget, address);
            if (!_live.TryAdd(code, room)) continue;
            room.Wake();
            return room;
        }
    }

    private ValueTask<Room?> FindAsync(string name, Func<Room?> otherwise)
    {
        if (_live.TryGetValue(name, out var live)) return new(live);
        lock (_gate)
        {
            if (_live.TryGetValue(name, out live)) return new(live);
            if (!_waking.TryGetValue(name, out var waking))
            {
                waking = WakeAsync(name, otherwise);
                if (!waking.IsCompleted) _waking.Add(name, waking);
            }
            return new(waking);
        }
    }

    private async Task<Room?> WakeAsync(string name, Func<Room?> otherwise)
    {
        try
        {
            var record = await services.Journal.LoadAsync(name);
            var room = record is null ? otherwise() : Room.Restore(services, name, record, Forget);
            if (room is null) return null;
            _live[name] = room;
            room.Wake();
            return room;
        }
        finally
        {
            lock (_gate) _waking.Remove(name);
        }
    }

    private void Forget(Room room) => _live.TryRemove(new KeyValuePair<string, Room>(room.Name, room));
}
