using System.Net;
using System.Net.Sockets;

namespace GameServer.IntegrationTests.Faults;

/// <summary>What the proxy does with a connection that is opened.</summary>
public enum Admission
{
    /// <summary>Connects it to the target.</summary>
    Pass,

    /// <summary>Takes it and lets it wait: the client believes in a slow server.</summary>
    Hold,

    /// <summary>Resets it at once.</summary>
    Refuse,
}

/// <summary>
/// A TCP proxy on loopback whose connections can be ruined on purpose, each by itself (<see cref="ProxyLink"/>).
/// What it draws by lot (where a cut falls) it draws from its seed.
/// </summary>
public sealed class FaultProxy : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _ending = new();
    private readonly List<ProxyLink> _links = [];
    private readonly List<(int Count, TaskCompletionSource<ProxyLink> Reached)> _waiting = [];
    private readonly Lock _lock = new();
    private readonly Random _chance;
    private readonly Gate _admitted = new();
    private readonly Task _accepting;
    private Admission _admission;

    /// <param name="target">The server's port on loopback; may be changed later, when the server has come back elsewhere.</param>
    /// <param name="seed">What the lot is drawn from.</param>
    public FaultProxy(int target, int seed = 1)
    {
        Target = target;
        _chance = new Random(seed);
        _admitted.Open();
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>The server's port on loopback, for connections opened from now on.</summary>
    public int Target { get; set; }

    /// <summary>The proxy's own port on loopback.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>Where clients connect to.</summary>
    public Uri Address => new($"http://127.0.0.1:{Port}");

    /// <summary>Prepares each new connection before a byte passes: a slow one, one that will be cut.</summary>
    public Action<ProxyLink> Opened { get; set; } = _ => { };

    /// <summary>What happens to connections opened from now on; those on hold go on when it is no longer <see cref="Admission.Hold"/>.</summary>
    public Admission Admission
    {
        get => _admission;
        set
        {
            _admission = value;
            if (value == Admission.Hold) _admitted.Close();
            else _admitted.Open();
        }
    }

    /// <summary>Every connection so far, in the order in which they were opened.</summary>
    public IReadOnlyList<ProxyLink> Links
    {
        get
        {
            lock (_lock) return [.. _links];
        }
    }

    /// <summary>The newest connection.</summary>
    public ProxyLink Newest => Links[^1];

    /// <summary>Completes with the <paramref name="number"/>th connection (from 1) once it was opened, whatever became of it.</summary>
    public Task<ProxyLink> LinkAsync(int number)
    {
        lock (_lock)
        {
            if (_links.Count >= number) return Task.FromResult(_links[number - 1]);
            var reached = new TaskCompletionSource<ProxyLink>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((number, reached));
            return reached.Task;
        }
    }

    /// <summary>Takes new connections and holds them for this long: the network is gone, the fault is a duration.</summary>
    public async Task OutageAsync(TimeSpan duration)
    {
        Admission = Admission.Hold;
        await Task.Delay(duration, TimeProvider.System);
        Admission = Admission.Pass;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                var client = await _listener.AcceptSocketAsync(_ending.Token);
                client.NoDelay = true;
                ProxyLink link;
                lock (_lock)
                {
                    link = new ProxyLink(_links.Count + 1, client, _chance.Next());
                    Opened(link);
                    _links.Add(link);
                    foreach (var (_, reached) in _waiting.Where(w => w.Count == _links.Count)) reached.SetResult(link);
                    _waiting.RemoveAll(w => w.Count <= _links.Count);
                }
                _ = AdmitAsync(link);
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The proxy ends.
        }
    }

    private async Task AdmitAsync(ProxyLink link)
    {
        await _admitted.Opened.WaitAsync(_ending.Token).ContinueWith(_ => { }, TaskScheduler.Default);
        if (_ending.IsCancellationRequested || Admission == Admission.Refuse) link.Reset();
        else await link.RunAsync(Target);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_ending.IsCancellationRequested) return;
        await _ending.CancelAsync();
        _listener.Dispose();
        await _accepting;
        foreach (var link in Links) link.Reset();
    }
}
