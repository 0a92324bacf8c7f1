using System.Collections.Concurrent;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>
/// The rooms, players and sessions of one server process: what a host calls. Every method may be called from any thread;
/// none throws for what a client sent, and a refusal is a value.
/// </summary>
public sealed partial class Node : IAsyncDisposable
{
    /// <summary>The activity source of the way of each move; it costs nothing while nobody listens.</summary>
    public const string TraceSource = "GameServer";

    /// <summary>How often silent and stuck connections are looked for, and how often what is over is forgotten.</summary>
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(1), ForgetPeriod = TimeSpan.FromMinutes(10);

    /// <summary>How often the journal's rooms are counted: it reads all their rows.</summary>
    private static readonly TimeSpan CountPeriod = TimeSpan.FromSeconds(10);

    /// <summary>A turn this long does not come back.</summary>
    private static readonly TimeSpan HangTime = TimeSpan.FromSeconds(30);

    /// <summary>Rooms and players deleted in one go; rooms looked at in one round.</summary>
    private const int ForgetChunk = 200, ForgetRooms = 2_000;

    private readonly NodeOptions _options;
    private readonly GameCatalog _games;
    private readonly IJournal _journal;
    private readonly TimeProvider _time;
    private readonly IChance _chance;
    private readonly IScheduler _scheduler;
    private readonly INodeLog _log;
    private readonly INodeMetrics _metrics;
    private readonly IPlacement _placement;
    private readonly AddressLimits _addresses;
    private readonly ConcurrentDictionary<long, Session> _sessions = new(); // by the order of their opening
    private long _opened;
    private ITimer? _sweep;
    private ITimer? _forget;
    private int _isForgetting;
    private volatile IReadOnlyDictionary<string, int> _saved = new Dictionary<string, int>(); // as last counted
    private long _countedAt;
    private volatile int _hanging;
    private volatile bool _isDraining;
    private volatile bool _isShed;

    /// <summary>A node without history; <see cref="StartAsync"/> comes next.</summary>
    public Node(
        NodeOptions options, GameCatalog games, IJournal journal, IPlacement placement, TimeProvider time, IChance chance, IScheduler scheduler, INodeLog log, INodeMetrics? metrics = null)
    {
        (_options, _games, _journal, _placement, _time, _chance, _scheduler, _log) = (options, games, journal, placement, time, chance, scheduler, log);
        _metrics = metrics ?? new NoMetrics();
        BeginEmpty();
        placement.Begin(this);
        _addresses = new AddressLimits(options.Limits, time);
        Run = chance.Id();
    }

    /// <summary>This run of the server: another one after every start.</summary>
    public string Run { get; }

    /// <summary>Connections that are open.</summary>
    public int Connections => _sessions.Count;

    /// <summary>Live rooms, personal ones not counted.</summary>
    public int LiveRooms => _rooms.Count;

    /// <summary>Rooms whose game has not come back for half a minute, each on a thread of its own; counted every second.</summary>
    public int HangingRooms => _hanging;

    /// <summary>Players in memory: connected, or lately connected.</summary>
    public int KnownPlayers => _players.Count;

    /// <summary>Addresses whose limits are remembered.</summary>
    public int RememberedAddresses => _addresses.Count;

    /// <summary>Events that are not durable yet.</summary>
    public long PendingEvents => _writer.Pending;

    /// <summary>What the journal takes where it lies, bytes; 0: it does not know.</summary>
    public long JournalBytes => _journal.Size;

    /// <summary>Rooms and their players, by game; personal rooms are not among them. Sleeping ones are counted every 10 seconds.</summary>
    public IReadOnlyList<GameGauge> Gauges() => _rooms.Gauges(_saved);

    /// <summary>Since when the journal cannot write; null while it can.</summary>
    public TimeSpan? JournalDownFor => _writer.DownFor;

    /// <summary>Whether new work is refused because the server is about to stop.</summary>
    public bool IsDraining => _isDraining;

    /// <summary>Whether new rooms are refused because memory is short; the host says so.</summary>
    public bool IsShed
    {
        get => _isShed;
        set => _isShed = value;
    }

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Opens the journal; the first call.</summary>
    /// <exception cref="JournalException">The journal cannot be opened; the message is a sentence for the operator.</exception>
    public async ValueTask<JournalOpening> StartAsync(CancellationToken cancel = default)
    {
        _beginning.Enter();
        var look = _beginning.Look();
        var opening = await _journal.OpenAsync(cancel);
        _writer.StartAfter(opening.LastBatch);
        if (!_beginning.TryLeave(look)) _ = BeginAnewAsync();
        await CountRoomsAsync();
        _sweep = _time.CreateTimer(_ => Sweep(), null, SweepPeriod, SweepPeriod);
        _forget = _time.CreateTimer(_ => _ = ForgetAsync(), null, ForgetPeriod, ForgetPeriod);
        return opening;
    }

    /// <summary>A new connection, before its <c>Hello</c>.</summary>
    /// <param name="connection">The host's end.</param>
    /// <param name="since">When it began, a timestamp of the clock: the time for its <c>Hello</c> counts from there. Null: now.</param>
    public Session Open(IConnection connection, long? since = null)
    {
        var session = new Session(Interlocked.Increment(ref _opened), connection, _addresses.Enter(connection.Address), _scheduler, _journal, _time, _log, _metrics) { OpenedAt = since ?? _time.GetTimestamp() };
        _sessions.TryAdd(session.Number, session);
        return session;
    }

    /// <summary>The connection is gone; its player is not.</summary>
    /// <param name="session">Whose.</param>
    /// <param name="isLost">Whether it broke off, instead of the client saying goodbye.</param>
    public void Closed(Session session, bool isLost = false)
    {
        if (_sessions.TryRemove(session.Number, out _))
        {
            session.Address.Leave();
            _metrics.ConnectionClosed(session.EndedFor ?? (isLost ? "lost" : "client"));
        }
        var attached = session.Pump.Attached;
        session.End(null);
        session.Player?.Disconnect(session);
        foreach (var attachment in attached) attachment.Room.TryPost(new DetachWork(session));
    }

    /// <summary>Bytes arrived on the connection: it is alive.</summary>
    public void Heard(Session session) => session.Heard();

    /// <summary>A malformed call; the fifth in a minute closes the connection.</summary>
    public void Malformed(Session session)
    {
        if (!session.TryForgive()) End(session, ClosedReasons.BadRequest);
    }

    private void Flooded(Session session) => End(session, ClosedReasons.Flooding);

    /// <summary>Ends a connection for a reason of the host's (<see cref="ClosedReasons"/>); the player stays.</summary>
    public void End(Session session, string reason, int? retryAfterMs = null)
    {
        var attached = session.Pump.Attached;
        if (!session.End(new ClosedMessage(reason, retryAfterMs))) return;
        _log.ConnectionClosed(session.Connection.Id, reason);
        session.Player?.Disconnect(session);
        foreach (var attachment in attached) attachment.Room.TryPost(new DetachWork(session));
    }

    private void Sweep()
    {
        LookForHangs();
        foreach (var session in InOrder(session => !session.IsOver))
        {
            foreach (var attachment in session.Pump.Attached) _metrics.CursorBehind(attachment.Queue.Behind);
        }
        foreach (var session in InOrder(IsOverdue))
        {
            if (IsStuck(session)) End(session, ClosedReasons.Slow);
            else Lose(session, session.Player is null ? "no hello" : "silent");
        }
        _addresses.Sweep();
        if (_time.GetElapsedTime(_countedAt) >= CountPeriod) _ = CountRoomsAsync();
    }

    private void LookForHangs()
    {
        var hanging = 0;
        foreach (var room in _rooms.InTurnFor(TimeSpan.FromMilliseconds(_options.Room.HandlerFailMs)))
        {
            var since = room.InTurnFor;
            room.TellOfHang(since);
            if (since >= HangTime) hanging++;
        }
        _hanging = hanging;
    }

    private async Task CountRoomsAsync()
    {
        _countedAt = _time.GetTimestamp();
        try
        {
            _saved = await _journal.CountRoomsAsync();
        }
        catch (JournalException failure)
        {
            _log.JournalFailed(failure);
        }
    }

    // The order in which things happen is the clock's and the scheduler's, never a hash table's.
    private IEnumerable<Session> InOrder(Func<Session, bool>? which = null) =>
        _sessions.Values.Where(which ?? (_ => true)).OrderBy(session => session.Number);

    private bool IsOverdue(Session session) => !session.IsOver && (IsStuck(session) || IsSilent(session) || IsLateToSayHello(session));

    private bool IsStuck(Session session) => session.Pump.WritingFor >= TimeSpan.FromSeconds(_options.Net.SendTimeoutSeconds);

    private bool IsSilent(Session session) =>
        session.SilentFor >= TimeSpan.FromSeconds(session.IsVisible ? _options.Net.SilenceSeconds : _options.Net.HiddenSilenceSeconds);

    private bool IsLateToSayHello(Session session) =>
        session.Player is null && _time.GetElapsedTime(session.OpenedAt) >= TimeSpan.FromSeconds(_options.Net.HelloSeconds);

    private void Lose(Session session, string why)
    {
        _log.ConnectionClosed(session.Connection.Id, why);
        session.EndedFor ??= "lost";
        session.Connection.Abort(); // the host then reports it closed
    }

    private async Task ForgetAsync()
    {
        if (_isLost || Interlocked.Exchange(ref _isForgetting, 1) != 0) return;
        try
        {
            _players.Sweep();
            _players.TouchConnected();
            await ForgetRoomsAsync();
            while (await ForgetPlayersAsync()) { }
        }
        catch (JournalException failure)
        {
            _log.JournalFailed(failure);
        }
        finally
        {
            Volatile.Write(ref _isForgetting, 0);
        }
    }

    // What was this node's and asleep a round ago and still is. A room without commits may have members who watch: their node had it, and if that one died
    // they are given the time between two rounds to come here and wake it.
    private async Task ForgetRoomsAsync()
    {
        var writer = _writer; // of one lease with the rooms, or of the one before them: then it refuses
        var rooms = _rooms;
        List<string> idle = [];
        foreach (var room in await _journal.IdleRoomsAsync(Now - _options.Room.RetainHours * 3_600_000L, ForgetRooms))
        {
            if (!rooms.IsLive(room) && (await _placement.ClaimAsync(room, isNew: false)).Kind == PlaceKind.Here) idle.Add(room);
        }
        // A chunk at a time, so that nobody's commit waits long behind it.
        foreach (var chunk in idle.Where(rooms.Idle.Contains).Chunk(ForgetChunk))
        {
            foreach (var deletion in chunk.Select(room => rooms.DeleteAsync(room, () => writer.SubmitAsync(new RoomDeletion(room)))).ToList()) await deletion;
        }
        rooms.Idle = idle.ToHashSet(StringComparer.Ordinal);
    }

    // True: there may be more.
    private async Task<bool> ForgetPlayersAsync()
    {
        var idle = await _journal.IdlePlayersAsync(Now - (_options.Player.TokenHours + 1) * 3_600_000L, ForgetChunk);
        List<Task<bool>> gone = [];
        foreach (var player in idle)
        {
            if (_players.Find(player) is not null || _rooms.IsLive(player) || (await _placement.ClaimAsync(player, isNew: true)).Kind != PlaceKind.Here) continue;
            gone.Add(_rooms.DeleteAsync(player, () =>
            {
                _writer.Submit(new RoomDeletion(player), null);
                return _writer.SubmitAsync(new PlayerDeletion(player));
            }));
        }
        return await IsMoreAsync(idle, gone);
    }

    private static async Task<bool> IsMoreAsync(IReadOnlyList<string> chunk, List<Task<bool>> gone)
    {
        var isAny = false;
        foreach (var deletion in gone) isAny |= await deletion;
        return isAny && chunk.Count == ForgetChunk;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _isDraining = true;
        if (_sweep is not null) await _sweep.DisposeAsync();
        if (_forget is not null) await _forget.DisposeAsync();
        foreach (var session in InOrder()) Closed(session);
        await _writer.StopAsync();
        await _journal.DisposeAsync();
    }
}
