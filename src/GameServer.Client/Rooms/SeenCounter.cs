namespace GameServer.Client;

/// <summary>
/// When to tell the server what was taken in: every 64 numbers, 16 KB, 8 frames, or 1 s after the first that was not told.
/// The server holds back what does not fit its window. Not thread-safe.
/// </summary>
internal sealed class SeenCounter
{
    public const int Numbers = 64;
    public const int Bytes = 16_384;
    public const int Frames = 8;
    public static readonly TimeSpan Age = TimeSpan.FromSeconds(1);

    private long _numbers;
    private long _bytes;
    private int _frames;
    private TimeSpan? _since;

    /// <summary>The newest tick that arrived.</summary>
    public long? Tick { get; private set; }

    /// <summary>Another connection: the server counts from the cursor it was given.</summary>
    public void Clear()
    {
        (_numbers, _bytes, _frames, _since) = (0, 0, 0, null);
        Tick = null;
    }

    /// <summary>Events, hidden numbers or a snapshot were taken in.</summary>
    public void Add(long numbers, long bytes, TimeSpan now)
    {
        _numbers += numbers;
        _bytes += bytes;
        _since ??= now;
    }

    /// <summary>A frame was taken in; one that is replaced before it is shown counts too.</summary>
    public void AddFrame(long tick, TimeSpan now)
    {
        _frames++;
        Tick = tick;
        _since ??= now;
    }

    /// <summary>Whether to tell now; <paramref name="lookAgain"/> is how soon this can be asked again.</summary>
    public bool IsDue(TimeSpan now, TimeSpan lookAgain) =>
        _numbers >= Numbers || _bytes >= Bytes || _frames >= Frames || (_since is { } since && now - since + lookAgain > Age);

    /// <summary>It was told.</summary>
    public void Told() => (_numbers, _bytes, _frames, _since) = (0, 0, 0, null);
}
