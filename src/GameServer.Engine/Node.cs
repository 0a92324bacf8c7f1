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
    private readonly IPlacement _placement;
    private readonly AddressLimits _addresses;
    private readonly ConcurrentDictionary<Session, bool> _sessions = new();
    private ITimer? _sweep;
    private ITimer? _forget;
    private int _isForgetting;
    private volatile bool _isDraining;

    /// <summary>A node without history; <see cref="StartAsync"/> comes next.</summary>
    public Node(NodeOptions options, GameCatalog games, IJournal journal, IPlacement placement, TimeProvider time, IChance chance, IScheduler scheduler, INodeLog log)
    {
        (_options, _games, _journal, _placement, _time, _chance, _scheduler, _log) = (options, games, journal, placement, time, chance, scheduler, log);
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
        var session = new Session(connection, _scheduler, _journal, _time, _log);
        _sessions.TryAdd(session, true);
        return session;
    }

    /// <summary>The connection is gone; its player is not.</summary>
    public void Closed(Session session)
    {
        _sessions.TryRemove(session, out _);
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
        await _placement.DrainAsync();
        foreach (var session in _sessions.Keys)
        {
            End(session, ClosedReasons.Draining, 1 + (int)(spread.TotalMilliseconds * _chance.Below(256) / 256));
        }
        await _writer.WhenIdleAsync();
        // What still happens in a room without anybody happens at the node that takes it.
        await _placement.LeaveAsync(_writer.StopAsync);
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
        if (_isLost || Interlocked.Exchange(ref _isForgetting, 1) != 0) return;
        try
        {
            _players.Sweep();
            await _players.TouchConnectedAsync();
            foreach (var room in await _journal.IdleRoomsAsync(Now - _options.Room.RetainHours * 3_600_000L, ForgetChunk))
            {
                if (RoomDirectory.Normalize(room) is not null && !_rooms.IsLive(room) && (await _placement.ClaimAsync(room, isNew: false)).Kind == PlaceKind.Here) await _writer.SubmitAsync(new RoomDeletion(room));
            }
            foreach (var player in await _journal.IdlePlayersAsync(Now - (_options.Player.TokenHours + 1) * 3_600_000L, ForgetChunk))
            {
                if (_players.Find(player) is not null || _rooms.IsLive(player) || (await _placement.ClaimAsync(player, isNew: true)).Kind != PlaceKind.Here) continue;
                await _writer.SubmitAsync(new RoomDeletion(player));
                await _writer.SubmitAsync(new PlayerDeletion(player));
            }
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

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _isDraining = true;
        if (_sweep is not null) await _sweep.DisposeAsync();
        if (_forget is not null) await _forget.DisposeAsync();
        foreach (var session in _sessions.Keys) Closed(session);
        await _writer.StopAsync();
        await _journal.DisposeAsync();
    }
}
