using System.Collections.Immutable;

namespace GameServer.Engine;

/// <summary>
/// One connection, from its opening on. It gets its player by <c>Hello</c>, and loses it for good when it closes or a newer connection takes over.
/// </summary>
public sealed class Session
{
    /// <summary>Snapshots of one room that a connection may be given beside those of its joins: this many in that time (SNP-3).</summary>
    private const int Snapshots = 2;
    private static readonly TimeSpan SnapshotPeriod = TimeSpan.FromSeconds(30);

    private readonly TimeProvider _time;
    private readonly TokenBucket _malformed;
    private readonly FloodWatch _flood;
    private long _heardAt;
    private int _isOver;
    private int _helloUnderWay;
    private ImmutableArray<(string Room, long At)> _snapshots = []; // granted of late; any thread

    internal Session(long number, IConnection connection, AddressUse address, IScheduler scheduler, IJournal journal, TimeProvider time, INodeLog log, INodeMetrics metrics)
    {
        Number = number;
        (Connection, Address) = (connection, address);
        Pump = new Pump(connection, scheduler, journal, time, log, metrics);
        _time = time;
        _malformed = new TokenBucket(time, 5, TimeSpan.FromMinutes(1), 4);
        (_flood, JoinsWait) = (new FloodWatch(time), new ToldToWait(time));
        _heardAt = time.GetTimestamp();
    }

    /// <summary>Counts the node's connections.</summary>
    internal long Number { get; }

    /// <summary>The host's end.</summary>
    public IConnection Connection { get; }

    /// <summary>The player's public id; null before the welcome.</summary>
    public string? PlayerId => Player?.Id;

    /// <summary>Which of its player's pages it is, as <c>Hello</c> said; null: it gave no name.</summary>
    internal string? Page { get; set; }

    /// <summary>Whether its <c>Hello</c> took the player over from wherever they were.</summary>
    internal bool TakesOver { get; set; }

    internal Pump Pump { get; }

    /// <summary>What all connections of its address have asked for.</summary>
    internal AddressUse Address { get; }

    /// <summary>Whether it was told to wait before it joins again.</summary>
    internal ToldToWait JoinsWait { get; }

    internal Player? Player { get; private set; }

    /// <summary>Which of its player's connections this is; a newer one is higher.</summary>
    internal long Generation { get; private set; }

    internal long OpenedAt { get; init; }

    /// <summary>False once it was closed or superseded: nothing read from it takes effect any more (CON-2).</summary>
    internal bool IsLive => Player is not null && Volatile.Read(ref _isOver) == 0;

    internal bool IsOver => Volatile.Read(ref _isOver) != 0;

    /// <summary>Whether the page is shown; a hidden one may be silent for longer.</summary>
    internal bool IsVisible { get; set; } = true;

    /// <summary>Why the server ended it; null while it has not.</summary>
    internal string? EndedFor { get; set; }

    internal TimeSpan SilentFor => _time.GetElapsedTime(Volatile.Read(ref _heardAt));

    internal void Heard() => Volatile.Write(ref _heardAt, _time.GetTimestamp());

    /// <summary>One <c>Hello</c> at a time; the next may begin when this one was refused.</summary>
    internal bool TryBeginHello() => Interlocked.Exchange(ref _helloUnderWay, 1) == 0;

    internal void EndHello() => Volatile.Write(ref _helloUnderWay, 0);

    /// <summary>Called by the player, which gives out generations.</summary>
    internal void Bind(Player player, long generation) => (Generation, Player) = (generation, player);

    /// <summary>Counts a malformed call; false when that was one too many.</summary>
    internal bool TryForgive() => _malformed.TryTake(1, out _);

    /// <summary>Tells it to wait, in one of its lines; false when it did not wait for too long: it is flooding.</summary>
    internal bool TryTellToWait(ToldToWait line, int retryAfterMs) => line.Tell(retryAfterMs) || !_flood.Count();

    /// <summary>Takes one join of its player's and one of its address's, or says after how many milliseconds there would be one. Any thread.</summary>
    internal bool TryTakeJoin(out int retryAfterMs) => Player!.Joins.TryTake(1, out retryAfterMs) && Address.Joins.TryTake(1, out retryAfterMs);

    /// <summary>
    /// Whether one more snapshot of a room may be made at <paramref name="now"/>, a timestamp of the clock; who leaves the room and joins it anew has no more of them.
    /// The room's turn.
    /// </summary>
    internal bool TryGrantSnapshot(string room, long now)
    {
        if (_snapshots.Count(granted => granted.Room == room && IsRecent(granted)) >= Snapshots) return false;
        ImmutableInterlocked.Update(ref _snapshots, list => list.RemoveAll(granted => !IsRecent(granted)).Add((room, now)));
        return true;

        bool IsRecent((string, long At) granted) => _time.GetElapsedTime(granted.At, now) < SnapshotPeriod;
    }

    /// <summary>Ends it: nothing more is written but <paramref name="last"/>. True for the first call.</summary>
    internal bool End(ClosedMessage? last)
    {
        if (Interlocked.Exchange(ref _isOver, 1) != 0) return false;
        EndedFor ??= last?.Reason;
        Pump.Stop();
        if (last is not null) Connection.Close(last);
        else Connection.Abort();
        return true;
    }

    /// <summary>Cuts it off, unless it is ending already: it comes again and resumes. The host reports it closed, which tells its rooms.</summary>
    internal void Cut()
    {
        if (!IsOver) Connection.Abort();
    }

    /// <summary>The attachment to a room; null when there is none.</summary>
    internal Attachment? AttachmentTo(string room)
    {
        foreach (var attachment in Pump.Attached)
        {
            if (attachment.Room.Name == room) return attachment;
        }
        return null;
    }
}
