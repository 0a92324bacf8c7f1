using System.Collections.Concurrent;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>
/// The rooms, players and sessions of one server process: what a host calls. Every method may be called from any thread;
/// none throws for what a client sent, and a refusal is a value.
/// </summary>
public sealed partial class Node : IAsyncDisposable
{
    /// <summary>How often silent and stuck connections are looked for, and how often what is over is forgotten.</summary>
    private static readonly TimeSpan SweepPeriod = TimeSpan.FromSeconds(1), ForgetPeriod = TimeSpan.FromMinutes(10);

    /// <summary>Rooms and players deleted in one go.</summary>
    private const int ForgetChunk = 200;

    private readonly NodeOptions _options;
    private readonly GameCatalog _games;
    private readonly IJournal _journal;
    private readonly TimeProvider _time;
    private readonly IChance _chance;
    private readonly IScheduler _scheduler;
    private readonly INodeLog _log;
    private readonly JournalWriter _writer;
    private readonly PlayerDirectory _players;
    private readonly RoomDirectory _rooms;
    private readonly AddressLimits _addresses;
    private readonly ConcurrentDictionary<Session, bool> _sessions = new();
    private ITimer? _sweep;
    private ITimer? _forget;
    private int _isForgetting;
    private volatile bool _isDraining;

    /// <summary>A node without history; <see cref="StartAsync"/> comes next.</summary>
    public Node(NodeOptions options, GameCatalog games, IJournal journal, TimeProvider time, IChance chance, IScheduler scheduler, INodeLog log)
    {
        (_options, _games, _journal, _time, _chance, _scheduler, _log) = (options, games, journal, time, chance, scheduler, log);
        _writer = new JournalWriter(journal, time, scheduler, log);
        _players = new PlayerDirectory(options, journal, _writer, time, chance);
        _rooms = new RoomDirectory(new RoomServices(options, games, journal, _writer, time, scheduler, new TickClock(time), log, Flooded), chance);
        _addresses = new AddressLimits(options.Limits, time);
        Run = chance.Id();
    }

    /// <summary>This run of the server: another one after every start.</summary>
    public string Run { get; }

    /// <summary>Connections that are open.</summary>
    public int Connections => _sessions.Count;

    /// <summary>Live rooms, personal ones not counted.</summary>
    public int LiveRooms => _rooms.Count;

    /// <summary>Players in memory: connected, or lately connected.</summary>
    public int KnownPlayers => _players.Count;

    /// <summary>Addresses whose limits are remembered.</summary>
    public int RememberedAddresses => _addresses.Count;

    /// <summary>Whether new rooms may be opened; a host turns it off while memory is short.</summary>
    public bool TakesNewRooms { get; set; } = true;

    /// <summary>Since when the journal cannot write; null while it can.</summary>
    public TimeSpan? JournalDownFor => _writer.DownFor;

    /// <summary>Whether new work is refused because the server is about to stop.</summary>
    public bool IsDraining => _isDraining;

    private long Now => _time.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>Opens the journal; the first call.</summary>
    /// <exception cref="JournalException">The journal cannot be opened; the message is a sentence for the operator.</exception>
    public async ValueTask<JournalOpening> StartAsync(CancellationToken cancel = default)
    {
        var opening = await _journal.OpenAsync(cancel);
        _writer.StartAfter(opening.LastBatch);
        _sweep = _time.CreateTimer(_ => Sweep(), null, SweepPeriod, SweepPeriod);
        _forget = _time.CreateTimer(_ => _ = ForgetAsync(), null, ForgetPeriod, ForgetPeriod);
        return opening;
    }

    /// <summary>A new connection, before its <c>Hello</c>.</summary>
    public Session Open(IConnection connection)
    {
        var session = new Session(connection, _addresses.Enter(connection.Address), _scheduler, _journal, _time, _log);
        _sessions.TryAdd(session, true);
        return session;
    }

    /// <summary>The connection is gone; its player is not.</summary>
    public void Closed(Session session)
    {
        if (_sessions.TryRemove(session, out _)) session.Address.Leave();
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

    /// <summary>
    /// Before the server stops: refuses newcomers, tells everybody to come back spread over <paramref name="spread"/>, and completes when all that happened is durable.
    /// </summary>
    public async Task DrainAsync(TimeSpan spread)
    {
        _isDraining = true;
        foreach (var session in _sessions.Keys)
        {
            End(session, ClosedReasons.Draining, 1 + (int)(spread.TotalMilliseconds * _chance.Below(256) / 256));
        }
        await _writer.WhenIdleAsync();
    }

    private void Sweep()
    {
        var net = _options.Net;
        foreach (var session in _sessions.Keys)
        {
            if (session.IsOver) continue;
            if (session.Pump.WritingFor >= TimeSpan.FromSeconds(net.SendTimeoutSeconds)) End(session, ClosedReasons.Slow);
            else if (session.SilentFor >= TimeSpan.FromSeconds(session.IsVisible ? net.SilenceSeconds : net.HiddenSilenceSeconds)) Lose(session, "silent");
            else if (session.Player is null && _time.GetElapsedTime(session.OpenedAt) >= TimeSpan.FromSeconds(net.HelloSeconds)) Lose(session, "no hello");
        }
        _addresses.Sweep();
    }

    private void Lose(Session session, string why)
    {
        _log.ConnectionClosed(session.Connection.Id, why);
        session.Connection.Abort(); // the host then reports it closed
    }

    private async Task ForgetAsync()
    {
        if (Interlocked.Exchange(ref _isForgetting, 1) != 0) return;
        try
        {
            _players.Sweep();
            await _players.TouchConnectedAsync();
            while (await ForgetRoomsAsync()) { }
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

    // True: there may be more. A chunk at a time, so that nobody's commit waits long behind it.
    private async Task<bool> ForgetRoomsAsync()
    {
        var idle = await _journal.IdleRoomsAsync(Now - _options.Room.RetainHours * 3_600_000L, ForgetChunk);
        Task? gone = null;
        foreach (var room in idle.Where(room => !_rooms.IsLive(room))) gone = _writer.SubmitAsync(new RoomDeletion(room));
        return await IsMoreAsync(idle, gone);
    }

    private async Task<bool> ForgetPlayersAsync()
    {
        var idle = await _journal.IdlePlayersAsync(Now - (_options.Player.TokenHours + 1) * 3_600_000L, ForgetChunk);
        Task? gone = null;
        foreach (var player in idle.Where(player => _players.Find(player) is null && !_rooms.IsLive(player)))
        {
            _writer.Submit(new RoomDeletion(player), null);
            gone = _writer.SubmitAsync(new PlayerDeletion(player));
        }
        return await IsMoreAsync(idle, gone);
    }

    private static async Task<bool> IsMoreAsync(IReadOnlyList<string> chunk, Task? gone)
    {
        if (gone is null) return false;
        await gone;
        return chunk.Count == ForgetChunk;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_sweep is not null) await _sweep.DisposeAsync();
        if (_forget is not null) await _forget.DisposeAsync();
        foreach (var session in _sessions.Keys) Closed(session);
        await _writer.StopAsync();
        await _journal.DisposeAsync();
    }
}
