using System.Collections.Concurrent;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>The live rooms of a node by name; wakes sleeping ones from the journal. Any thread.</summary>
internal sealed class RoomDirectory(RoomServices services, IChance chance)
{
    /// <summary>A public code can be read out, a private one cannot be guessed (31^8, about 40 bits).</summary>
    public const int PublicCode = 5, PrivateCode = 8;

    private readonly ConcurrentDictionary<string, Room> _live = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Room> _tables = new(StringComparer.Ordinal); // of the live ones, those that are not personal: what is looked through must not grow with the players
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Task<Found>> _waking = new(StringComparer.Ordinal); // guarded by _gate
    private readonly ConcurrentDictionary<string, Task> _leaving = new(StringComparer.Ordinal); // added to under _gate
    private volatile bool _isLost;

    /// <summary>Rooms that were this node's, asleep and due to be forgotten when it last looked. Whoever forgets, alone.</summary>
    public IReadOnlySet<string> Idle { get; set; } = new HashSet<string>();

    /// <summary>Live rooms, personal ones not counted.</summary>
    public int Count => _tables.Count;

    /// <summary>All of them, personal ones included.</summary>
    public IEnumerable<Room> Live => _live.Select(static live => live.Value); // its Values would be a copy

    private IEnumerable<Room> Tables => _tables.Select(static table => table.Value);

    /// <summary>The live room of that name; null: there is none.</summary>
    public Room? FindLive(string name) => _live.GetValueOrDefault(name);

    /// <summary>Whether nothing is under way in any of them.</summary>
    public bool AreSettled => Live.All(room => room.IsSettled);

    /// <summary>Rooms whose turn has been running for so long, by name.</summary>
    public IEnumerable<Room> InTurnFor(TimeSpan atLeast) => Tables.Where(room => room.InTurnFor >= atLeast).OrderBy(room => room.Name, StringComparer.Ordinal);

    /// <summary>Live rooms that were opened from an address, in this run.</summary>
    public int CountFrom(string address) => Tables.Count(room => room.OpenedFrom == address);

    /// <summary>What the lobby shows, fullest first. What a room that hangs said last of itself invites nobody.</summary>
    public IEnumerable<RoomInfo> Infos(string? game, Func<RoomInfo, bool>? which = null) => Tables
        .Where(static room => !room.IsHanging)
        .Select(room => room.Info)
        .OfType<RoomInfo>()
        .Where(info => (game is null || info.Game == game) && which?.Invoke(info) != false)
        .OrderByDescending(info => info.Taken - info.Bots).ThenBy(info => info.Room, StringComparer.Ordinal);

    /// <summary>Rooms and their players, by game; personal rooms are not among them.</summary>
    /// <param name="saved">Rooms that the journal holds: those that are not live sleep there.</param>
    public IReadOnlyList<GameGauge> Gauges(IReadOnlyDictionary<string, int> saved)
    {
        var gauges = saved.ToDictionary(game => game.Key, game => new GameGauge(game.Key, 0, 0, 0, game.Value, 0), StringComparer.Ordinal);
        foreach (var room in Tables)
        {
            var (connected, away) = room.Players;
            var sum = gauges.GetValueOrDefault(room.Game) ?? new GameGauge(room.Game, 0, 0, 0, 0, 0);
            gauges[room.Game] = sum with
            {
                Connected = sum.Connected + connected,
                Away = sum.Away + away,
                Live = sum.Live + (room.IsFaulted ? 0 : 1),
                Hibernated = Math.Max(0, sum.Hibernated - (room.IsFaulted ? 0 : 1)),
                Faulted = sum.Faulted + (room.IsFaulted ? 1 : 0),
            };
        }
        return [.. gauges.Values];
    }

    /// <summary>The code as rooms are named by it; null when none can be called so.</summary>
    public static string? Normalize(string? code)
    {
        if (code is null || code.Length > 2 * PrivateCode) return null;
        var plain = code.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        return plain.Length is PublicCode or PrivateCode && plain.All(c => Chance.CodeAlphabet.Contains(c, StringComparison.Ordinal)) ? plain : null;
    }

    /// <summary>Whether a room of that name is live.</summary>
    public bool IsLive(string name) => _live.ContainsKey(name);

    /// <summary>The room, woken if it sleeps, or where it lives instead.</summary>
    /// <exception cref="JournalException">The journal cannot be read at the moment.</exception>
    public ValueTask<Found> FindAsync(string name) => FindAsync(name, null);

    /// <summary>A player's personal room; it exists as long as the player does.</summary>
    /// <exception cref="JournalException">The journal cannot be read at the moment.</exception>
    public ValueTask<Found> PersonalAsync(PlayerRecord player) =>
        FindAsync(player.Id, () => Room.CreatePersonal(services, player.Id, player.PersonalEpoch, Forget));

    /// <summary>The server stops: each room has a last turn, in which its clock stops.</summary>
    public void Stop()
    {
        foreach (var room in Tables) room.Wake();
    }

    /// <summary>The node has lost every room. None of them does anything any more.</summary>
    public void Lose()
    {
        _isLost = true; // before they are looked through: one that comes to life meanwhile sees it, or is seen
        Interlocked.MemoryBarrier();
        foreach (var room in Live) room.Lose();
    }

    /// <summary>Closes a room and hands it on; who looks for it meanwhile waits. False: it is just being woken or handed on.</summary>
    public Task<bool> HandOverAsync(string name, Func<Task> give) => KeepOutAsync(name, mayBeLive: true, async () =>
    {
        if (_live.TryGetValue(name, out var room)) await room.LeaveAsync();
        await give();
    });

    /// <summary>Deletes what sleeps under a name; who looks for it meanwhile waits, and finds nothing. False: it is live, or just being woken or handed on.</summary>
    public Task<bool> DeleteAsync(string name, Func<Task> delete) => KeepOutAsync(name, mayBeLive: false, delete);

    // Until it is done nobody wakes a room of that name.
    private async Task<bool> KeepOutAsync(string name, bool mayBeLive, Func<Task> act)
    {
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if ((!mayBeLive && _live.ContainsKey(name)) || _waking.ContainsKey(name) || !_leaving.TryAdd(name, over.Task)) return false;
        }
        try
        {
            await act();
            return true;
        }
        finally
        {
            _leaving.TryRemove(name, out _);
            over.SetResult();
        }
    }

    /// <summary>Opens a room under a new code.</summary>
    /// <exception cref="JournalException">The journal cannot be read at the moment.</exception>
    public async Task<Room> CreateAsync(string game, Table table, bool isPrivate, string address)
    {
        while (true)
        {
            var code = chance.Code(isPrivate ? PrivateCode : PublicCode);
            if (_live.ContainsKey(code) || (await services.Placement.ClaimAsync(code, isNew: true)).Kind != PlaceKind.Here || await services.Journal.LoadAsync(code) is not null) continue;
            var room = Room.Create(services, code, chance.Id(), new RoomHeader(game, isPrivate, HasEnded: false), table, Forget, address);
            if (!_tables.TryAdd(code, room)) continue;
            _live[code] = room;
            Begin(room);
            return room;
        }
    }

    private async ValueTask<Found> FindAsync(string name, Func<Room>? otherwise)
    {
        // Another node may have gone on with it: whoever comes from there would be shown less than it has seen (DLV-1, F8).
        if (!services.Placement.IsLive) return new Found(null, Place.Unsettled);
        while (_leaving.TryGetValue(name, out var leaving)) await leaving;
        if (_live.TryGetValue(name, out var live)) return new Found(live, Place.Here);
        Task<Found>? waking;
        lock (_gate)
        {
            if (_live.TryGetValue(name, out live)) return new Found(live, Place.Here);
            if (_leaving.ContainsKey(name)) return new Found(null, Place.Unsettled);
            if (!_waking.TryGetValue(name, out waking))
            {
                waking = WakeAsync(name, otherwise);
                if (!waking.IsCompleted) _waking.Add(name, waking);
            }
        }
        return await waking;
    }

    private async Task<Found> WakeAsync(string name, Func<Room>? otherwise)
    {
        try
        {
            // Before it is read: another node could still write it.
            var place = await services.Placement.ClaimAsync(name, isNew: otherwise is not null);
            if (place.Kind != PlaceKind.Here) return new Found(null, place);
            var record = await services.Journal.LoadAsync(name);
            var room = record is null ? otherwise?.Invoke() : Room.Restore(services, name, record, Forget);
            if (room is null) return new Found(null, Place.Nowhere);
            if (room.Game != Room.PersonalGame) _tables[name] = room;
            _live[name] = room;
            Begin(room);
            return new Found(room, place);
        }
        finally
        {
            lock (_gate) _waking.Remove(name);
        }
    }

    private void Begin(Room room)
    {
        Interlocked.MemoryBarrier();
        if (_isLost) room.Lose();
        else room.Wake();
    }

    private void Forget(Room room)
    {
        var entry = new KeyValuePair<string, Room>(room.Name, room);
        _tables.TryRemove(entry);
        _live.TryRemove(entry); // last: once it is gone, the name may be woken again
    }
}

/// <summary>A room that lives here, or where it is instead.</summary>
internal readonly record struct Found(Room? Room, Place Place);
