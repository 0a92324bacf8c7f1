using GameServer.Operations;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace GameServer.Delivery;

/// <summary>
/// Counts what a client sends from its upgrade on, below the WebSocket and SignalR, whose pings no filter sees: bytes are a sign of life, and too
/// many are held back. A message counts as so many bytes at least that the server is never asked for more of them than its limits add up to.
/// A second in which more came than the rate and the saved-up burst allow is over the limit; the reading waits until that is paid off,
/// and after five such seconds in a row the client is flooding. Used by the one reading loop of its connection alone,
/// <see cref="Abort"/> and <see cref="CountMessage"/> aside.
/// </summary>
internal sealed class ConnectionMeter(ConnectionContext connection, int bytesPerSecond, int burst, TimeProvider time, int messageBytes = 0, GameMetrics? metrics = null)
{
    private const int SecondsUntilFlooded = 5;
    private const long HeardEveryMs = 500;

    private long _credit = burst;
    private long _second = -1;
    private int _secondsOver;
    private bool _isOver;
    private bool _isCounting;
    private long _heardAt = -HeardEveryMs;
    private long _uncounted; // bytes; any thread

    /// <summary>Called when the connection becomes one client's.</summary>
    public Action? Begun { get; init; }

    /// <summary>Called at most twice a second while bytes come; null while the connection is not a player's.</summary>
    public Action? Heard { get; set; }

    /// <summary>Called once, when the client is flooding; null while it cannot be told: it is cut.</summary>
    public Action? Flooded { get; set; }

    /// <summary>How long the way to the client and back takes.</summary>
    public TimeSpan? RoundTrip => SocketRoundTrip.Of(connection.Features.Get<IConnectionSocketFeature>()?.Socket);

    /// <summary>How long the next read must wait; zero while the client is within its rate.</summary>
    public TimeSpan Wait
    {
        get
        {
            if (!_isOver) return TimeSpan.Zero;
            var ms = Now();
            BeginSecond(ms / 1000);
            return _isOver ? TimeSpan.FromMilliseconds(1000 - ms % 1000) : TimeSpan.Zero;
        }
    }

    /// <summary>The connection is one client's from now on: before, it may bring the requests of all who sit behind a proxy.</summary>
    public void Begin()
    {
        _isCounting = true;
        Begun?.Invoke();
    }

    /// <summary>So many bytes were read.</summary>
    public void Count(long bytes)
    {
        if (!_isCounting) return;
        var ms = Now();
        BeginSecond(ms / 1000);
        _credit -= bytes + Interlocked.Exchange(ref _uncounted, 0);
        if (_credit < 0) Over();
        if (ms - _heardAt < HeardEveryMs) return;
        _heardAt = ms;
        Heard?.Invoke();
    }

    /// <summary>
    /// Among them a message of <paramref name="bytes"/> was found, which asks something of the server: what it counts for above its length is counted
    /// with the next bytes. Any thread.
    /// </summary>
    public void CountMessage(long bytes)
    {
        if (bytes < messageBytes) Interlocked.Add(ref _uncounted, messageBytes - bytes);
    }

    /// <summary>Cuts the connection at once; any thread, any number of times.</summary>
    public void Abort() => connection.Abort(new ConnectionAbortedException("The server cut the connection."));

    private void BeginSecond(long second)
    {
        if (second == _second) return;
        // A second without excess in between, and the row is broken.
        if (!_isOver || second > _second + 1) _secondsOver = 0;
        _credit = _second < 0 ? burst : Math.Min(burst, _credit + bytesPerSecond * (second - _second));
        (_second, _isOver) = (second, false);
        if (_credit < 0) Over();
    }

    private void Over()
    {
        if (_isOver) return;
        _isOver = true;
        metrics?.LimitHit("in_bytes");
        if (++_secondsOver == SecondsUntilFlooded) (Flooded ?? Abort)();
    }

    private long Now() => (long)time.GetElapsedTime(0).TotalMilliseconds;
}
