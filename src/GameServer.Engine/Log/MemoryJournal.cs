namespace GameServer.Engine;

/// <summary>
/// A journal that keeps everything in memory: durable as long as the process. For tests, benchmarks and servers whose rooms may end with them.
/// After <see cref="DisposeAsync"/> it may be opened again and holds what was written, as a file would.
/// Thread-safe: a read sees whole batches only.
/// </summary>
public sealed class MemoryJournal(TimeProvider time) : IJournal
{
    private readonly Lock _gate = new();

    // Under the gate.
    private readonly Dictionary<string, MemoryRoom> _rooms = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PlayerRecord> _players = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _playersByToken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Dictionary<string, int?>> _seatsByPlayer = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long?> _heads = new(StringComparer.Ordinal); // of the rooms of the batch being checked
    private long _batch;

    /// <inheritdoc/>
    public ValueTask<JournalOpening> OpenAsync(CancellationToken cancel = default)
    {
        lock (_gate) return new(new JournalOpening(_batch, _rooms.Count, EpochsRaised: null));
    }

    /// <inheritdoc/>
    public ValueTask WriteAsync(long number, IReadOnlyList<JournalEntry> batch, CancellationToken cancel = default)
    {
        lock (_gate)
        {
            if (number == _batch) return default;
            if (number != _batch + 1) throw JournalGapException.Batch(_batch, number);
            Check(batch);

            var now = time.GetUtcNow().ToUnixTimeMilliseconds();
            for (var i = 0; i < batch.Count; i++) Apply(batch[i], now);
            _batch = number;
        }

        return default;
    }

    /// <inheritdoc/>
    public ValueTask<RoomRecord?> LoadAsync(string room, CancellationToken cancel = default)
    {
        lock (_gate) return new(_rooms.GetValueOrDefault(room)?.ToRecord());
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyDictionary<string, int>> CountRoomsAsync(CancellationToken cancel = default)
    {
        lock (_gate)
        {
            return new(_rooms.Values.Where(room => room.Header is { HasEnded: false, Game: not Room.PersonalGame })
                .GroupBy(room => room.Header.Game).ToDictionary(game => game.Key, game => game.Count()));
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LogEvent>> ReadAsync(
        string room, string epoch, long first, int maxEvents, int maxBytes, CancellationToken cancel = default)
    {
        lock (_gate)
        {
            return new(_rooms.TryGetValue(room, out var found) && found.Epoch == epoch ? found.Read(first, maxEvents, maxBytes) : []);
        }
    }

    /// <inheritdoc/>
    public ValueTask<PlayerRecord?> FindPlayerAsync(ReadOnlyMemory<byte> tokenHash, CancellationToken cancel = default)
    {
        lock (_gate) return new(_playersByToken.TryGetValue(Key(tokenHash), out var id) ? _players[id] : null);
    }

    /// <inheritdoc/>
    public ValueTask<PlayerRecord?> LoadPlayerAsync(string player, CancellationToken cancel = default)
    {
        lock (_gate) return new(_players.GetValueOrDefault(player));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<PlayerRoom>> RoomsOfAsync(string player, CancellationToken cancel = default)
    {
        lock (_gate)
        {
            return new(_seatsByPlayer.TryGetValue(player, out var seats)
                ? seats.OrderBy(seat => seat.Key, StringComparer.Ordinal)
                    .Select(seat => new PlayerRoom(seat.Key, _rooms[seat.Key].Header.Game, seat.Value)).ToArray()
                : []);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> IdleRoomsAsync(long before, int max, CancellationToken cancel = default)
    {
        lock (_gate)
        {
            return new(_rooms.Where(room => room.Value.Touched < before && room.Value.Header.Game != Room.PersonalGame)
                .OrderBy(room => room.Value.Touched).Take(max).Select(room => room.Key).ToArray());
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<string>> IdlePlayersAsync(long before, int max, CancellationToken cancel = default)
    {
        lock (_gate)
        {
            return new(_players.Values.Where(player => player.LastSeen < before)
                .OrderBy(player => player.LastSeen).Take(max).Select(player => player.Id).ToArray());
        }
    }

    /// <summary>Nothing to do: what is forgotten leaves memory at once.</summary>
    public ValueTask<bool> PruneAsync(CancellationToken cancel = default) => new(false);

    /// <summary>Keeps everything, for the next <see cref="OpenAsync"/>.</summary>
    public ValueTask DisposeAsync() => default;

    // Before anything is applied, since a batch is applied whole or not at all.
    private void Check(IReadOnlyList<JournalEntry> batch)
    {
        _heads.Clear();
        for (var i = 0; i < batch.Count; i++)
        {
            if (batch[i] is RoomDeletion deletion) _heads[deletion.Room] = null;
            if (batch[i] is not RoomCommit commit) continue;

            if (!_heads.TryGetValue(commit.Room, out var known)) known = _rooms.GetValueOrDefault(commit.Room)?.Head;
            if (known is null && commit.Header is null) throw JournalGapException.Header(commit.Room);
            var head = known ?? 0;
            for (var j = 0; j < commit.Events.Count; j++)
            {
                if (commit.Events[j].Seq != ++head) throw JournalGapException.Event(commit.Room, head, commit.Events[j].Seq);
            }

            _heads[commit.Room] = head;
        }
    }

    private void Apply(JournalEntry entry, long now)
    {
        switch (entry)
        {
            case RoomCommit commit:
                if (!_rooms.TryGetValue(commit.Room, out var room)) _rooms[commit.Room] = room = new MemoryRoom(commit.Header!);
                room.Apply(commit, now);
                for (var i = 0; i < commit.Members.Count; i++)
                {
                    var change = commit.Members[i];
                    if (change.IsMember) Seat(commit.Room, room, change);
                    else Unseat(commit.Room, room, change.Player);
                }

                break;

            case RoomDeletion { Room: var name }:
                if (!_rooms.Remove(name, out var deleted)) break;
                foreach (var member in deleted.Members.ToArray()) Unseat(name, deleted, member);
                break;

            case PlayerRecord player:
                if (_players.TryGetValue(player.Id, out var before)) _playersByToken.Remove(Key(before.TokenHash));
                _players[player.Id] = player with { TokenHash = player.TokenHash.ToArray() };
                _playersByToken[Key(player.TokenHash)] = player.Id;
                break;

            case PlayerDeletion { Id: var id }:
                if (_players.Remove(id, out var gone)) _playersByToken.Remove(Key(gone.TokenHash));
                if (!_seatsByPlayer.Remove(id, out var seats)) break;
                foreach (var held in seats.Keys) _rooms[held].Members.Remove(id);
                break;
        }
    }

    private void Seat(string name, MemoryRoom room, MembershipChange change)
    {
        if (!_seatsByPlayer.TryGetValue(change.Player, out var seats))
        {
            _seatsByPlayer[change.Player] = seats = new(StringComparer.Ordinal);
        }

        seats[name] = change.Seat;
        room.Members.Add(change.Player);
    }

    private void Unseat(string name, MemoryRoom room, string player)
    {
        if (!room.Members.Remove(player)) return;
        var seats = _seatsByPlayer[player];
        seats.Remove(name);
        if (seats.Count == 0) _seatsByPlayer.Remove(player);
    }

    private static string Key(ReadOnlyMemory<byte> hash) => Convert.ToHexString(hash.Span);
}
