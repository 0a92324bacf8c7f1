using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>
/// One table and everybody at it: the only place with rules. An actor: anybody posts work, one turn at a time does it.
/// A turn releases what has become durable, lets time pass, drains the mailbox, appends what happened to the log and hands one commit to the journal writer.
/// It awaits nothing: no disk, no connection (DLV-3).
/// </summary>
internal sealed partial class Room : IRunnable, IDurable
{
    /// <summary>A turn takes no more work after this many items or bytes of events: it bounds the largest message and commit.</summary>
    private const int TurnItems = 64, TurnBytes = 32 << 10;

    /// <summary>A room this far ahead of the disk takes no moves, and its clock stands still.</summary>
    private const int AheadCommits = 64, AheadBytes = 1 << 20;

    /// <summary>How often a room that waits for the journal looks whether it writes again.</summary>
    private static readonly TimeSpan StalledLook = TimeSpan.FromMilliseconds(250);

    private readonly RoomServices _services;
    private readonly TimeProvider _time;
    private readonly Action<Room> _onClosed;

    // Written by anybody.
    private Mailbox _mailbox;
    private Turnstile _turnstile;
    private int _movesWaiting;
    private long _durable; // commits that are; by the journal writer
    private volatile bool _isClosed;
    private volatile bool _isLost;    // the node's lease is over
    private volatile bool _hasGap;    // the journal goes on without it
    private volatile bool _isLeaving; // another node asked for the room
    private volatile RoomInfo? _info;
    private volatile int _connected;
    private volatile int _members;
    private long _turnBegan; // a timestamp; 0: no turn is under way. By the turn
    private long _durableAt; // a timestamp: since when the oldest of the commits that wait for release is durable; 0: none waits

    // Used by the room's turn alone.
    private readonly Table? _table; // null: a personal room
    private readonly Dictionary<string, Presence> _present = [];
    private readonly Dictionary<string, MoveLedger> _ledgers = [];
    private readonly Queue<Turn> _pending = new(); // handed to the writer, oldest first
    private Turn _turn = new();
    private Turn? _spare; // released, for the next commit
    private ByteSlab _entries = new(most: 8 << 10);
    private RoomHeader _header;
    private long _submitted;
    private long _released;
    private long _pendingBytes;
    private long _lastTurnAt;
    private long _emptySince;
    private long _forget;
    private int _turnBytes;
    private bool _clockMoved;
    private bool _hasStopped;      // its clock, with the server
    private TimeSpan _stoodStill;  // its clock, since clients were last told what time is left
    private ITimer? _timer;

    /// <summary>Its code; a personal room's is its player's id.</summary>
    public string Name { get; }

    public EventLog Log { get; }

    public TimeProvider Time => _time;

    /// <summary>When the turn's release began; kept while somebody traces moves. The room's turn.</summary>
    public DateTimeOffset ReleasedAt { get; private set; }

    /// <summary>What the lobby shows; null for rooms that it does not show.</summary>
    public RoomInfo? Info => _header is { IsPrivate: false, HasEnded: false } && _connected > 0 ? _info : null;

    /// <summary>The wire name of the game that is played now: a captain may change it.</summary>
    public string Game => _table?.Game ?? _header.Game;

    /// <summary>Whether no turn is due and everything posted is done, durable and released. Any thread; lasting once the rooms are stopping.</summary>
    public bool IsSettled => _turnstile.Look() == 0 && Volatile.Read(ref _submitted) == Volatile.Read(ref _released);

    /// <summary>Members with a connection, and without one. Any thread.</summary>
    public (int Connected, int Away) Players => (_connected, Math.Max(0, _members - _connected));

    /// <summary>Whether it ended because its game failed.</summary>
    public bool IsFaulted { get; private set; }

    /// <summary>The address it was opened from; null when it was woken from the journal.</summary>
    public string? OpenedFrom { get; private init; }

    private bool IsAhead => _pending.Count >= AheadCommits || _pendingBytes >= AheadBytes;

    // Without a live lease nothing that it did could become durable, and frames would show what never happens.
    private bool IsHeldUp => IsAhead || _services.Writer.IsDown || !_services.Placement.IsLive;

    private bool IsStalled => IsHeldUp || _services.IsStopping;

    /// <summary>Hands work to the room; from any thread. False: the room has closed, the caller looks it up again; or too many moves wait (<paramref name="isFull"/>).</summary>
    public bool TryPost(RoomWork work, out bool isFull)
    {
        isFull = false;
        if (_isClosed) return false;
        if (work is MoveWork && Interlocked.Increment(ref _movesWaiting) > _services.Options.Room.Mailbox)
        {
            Interlocked.Decrement(ref _movesWaiting);
            isFull = true;
            return false;
        }
        _mailbox.Post(work);
        Wake();
        return true;
    }

    /// <inheritdoc cref="TryPost(RoomWork, out bool)"/>
    public bool TryPost(RoomWork work) => TryPost(work, out _);

    /// <summary>There may be something to do. Any thread.</summary>
    public void Wake()
    {
        if (_turnstile.Enter()) _services.Scheduler.Schedule(this);
    }

    void IDurable.OnDurable()
    {
        Interlocked.CompareExchange(ref _durableAt, Math.Max(1, _time.GetTimestamp()), 0);
        Interlocked.Increment(ref _durable);
        Wake();
    }

    bool IDurable.HasGap => _hasGap;

    void IDurable.OnGap()
    {
        _hasGap = true;
        Wake();
    }

    void IRunnable.Run()
    {
        var look = _turnstile.Look();
        try
        {
            if (_isClosed) Bounce();
            else if (_isLost || _hasGap) Drop();
            else if (_isLeaving) PackUp();
            else TakeTurn(_time.GetTimestamp());
        }
        catch (Exception escaped) // A bug costs its room, never the process.
        {
            GiveUp(escaped);
        }
        Volatile.Write(ref _turnBegan, 0);
        if (!_mailbox.IsEmpty || !_turnstile.TryLeave(look)) _services.Scheduler.Schedule(this);
    }

    private void TakeTurn(long now)
    {
        Volatile.Write(ref _turnBegan, Math.Max(1, now));
        Release();
        PassTime(now);
        LookForAbsent(now);
        if (_movesWaiting is var moves and > 0) _services.Metrics.MovesFound(Game, moves);
        for (var i = 0; i < TurnItems && _turnBytes < TurnBytes && _mailbox.TryTake(out var work); i++) Do(work);
        TellTimes();
        EndTurn();
        if (_mailbox.IsEmpty && !TrySleep(now)) SetTimer(now);
    }

    private void Do(RoomWork work)
    {
        if (work is MoveWork) Interlocked.Decrement(ref _movesWaiting);
        _turn.Works.Add(_doing = work);
        work.Do(this);
        _doing = null;
    }

    /// <summary>Ends a connection, in all its rooms.</summary>
    internal void EndConnection(Session session, string reason) => _services.End(session, reason);

    /// <summary>A move of this room got its answer.</summary>
    internal void CountMove(MoveOutcome outcome, long receivedAt) =>
        _services.Metrics.MoveAnswered(Game, outcome, _time.GetElapsedTime(receivedAt));

    private void Bounce()
    {
        while (_mailbox.TryTake(out var work)) work.Bounce();
    }

    private void SetTimer(long now)
    {
        SetTickClock(now);
        var due = NextAbsence(now);
        if (_table?.NextDue is { } game && !_header.HasEnded) due = Sooner(due, IsStalled && (game < StalledLook || HasTimesToTell) ? StalledLook : game);
        if (_connected == 0 && _pending.Count == 0) due = Sooner(due, After(_emptySince, TimeSpan.FromSeconds(_services.Options.Room.EmptySeconds), now));
        if (due is null && _timer is null) return;
        _timer ??= _time.CreateTimer(static room => ((Room)room!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _timer.Change(due ?? Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    private static TimeSpan Sooner(TimeSpan? one, TimeSpan other) => one is { } first && first < other ? first : other;

    // Time until a span after a timestamp is over; at least a millisecond, so that a timer's rounding cannot spin.
    private TimeSpan After(long timestamp, TimeSpan span, long now)
    {
        var left = span - _time.GetElapsedTime(timestamp, now);
        return left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1);
    }
}
