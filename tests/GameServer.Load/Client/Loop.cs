namespace GameServer.LoadTool;

/// <summary>
/// The load client's one thread: sockets that are ready, and what is due. Everything of a client happens here, continuations included.
/// </summary>
internal sealed class Loop : IDisposable
{
    private static readonly long Frequency = TimeProvider.System.TimestampFrequency;
    private static readonly long Start = TimeProvider.System.GetTimestamp();

    private readonly Epoll _epoll = new();
    private readonly List<Link?> _links = [];
    private readonly Stack<int> _free = [];

    /// <summary>Room for what one read brings; shared by all links.</summary>
    public byte[] Buffer { get; } = new byte[512 << 10];

    /// <summary>Microseconds since the program began.</summary>
    public static long Now => (TimeProvider.System.GetTimestamp() - Start) * 1_000_000 / Frequency;

    /// <summary>Microseconds in which the loop had nothing to do.</summary>
    public long Idle { get; private set; }

    /// <summary>Watches a link's socket from now on.</summary>
    public int Add(Link link, int socket)
    {
        if (!_free.TryPop(out var key))
        {
            key = _links.Count;
            _links.Add(null);
        }
        _links[key] = link;
        _epoll.Watch(socket, key);
        return key;
    }

    /// <summary>Changes what of a link is watched.</summary>
    public void Watch(int key, int socket, bool input, bool output) => _epoll.Change(socket, key, input, output);

    /// <summary>Forgets a link whose socket is being closed.</summary>
    public void Remove(int key)
    {
        _links[key] = null;
        _free.Push(key);
    }

    /// <summary>Handles what is ready, and waits for it at most until <paramref name="until"/> (as <see cref="Now"/>).</summary>
    public void Turn(long until)
    {
        var before = Now;
        var ready = _epoll.Wait(TimeSpan.FromMicroseconds(Math.Max(0, until - before)));
        if (until > before) Idle += Now - before;
        foreach (var one in ready)
        {
            // A link may have been closed by another's handler in this turn.
            if (_links[one.Key] is not { } link) continue;
            if (one.CanWrite) link.OnWritable();
            if (one.CanRead) link.OnReadable();
        }
    }

    /// <summary>Turns until <paramref name="task"/> is done.</summary>
    public void Run(Task task, TimeSpan patience, string what)
    {
        var end = Now + (long)patience.TotalMicroseconds;
        while (!task.IsCompleted)
        {
            if (Now > end) throw new TimeoutException($"{what} took longer than {patience.TotalSeconds:0} s.");
            Turn(Now + 10_000);
        }
        task.GetAwaiter().GetResult();
    }

    /// <summary>Turns for so long.</summary>
    public void RunFor(TimeSpan time, Action? between = null)
    {
        for (var end = Now + (long)time.TotalMicroseconds; Now < end;)
        {
            Turn(Math.Min(end, Now + 1_000));
            between?.Invoke();
        }
    }

    public void Dispose() => _epoll.Dispose();
}
