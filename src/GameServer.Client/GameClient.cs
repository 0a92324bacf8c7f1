using System.Security.Cryptography;
using GameServer.Protocol;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace GameServer.Client;

/// <summary>
/// A player's connection to a game server. Once connected it stays so: a lost link is noticed, dialled anew and resumed, rooms
/// go on at the event where they stopped, moves without ack are sent again; nothing is missed and nothing comes twice.
/// Safe to use from any thread. Dispose of it to disconnect; memberships survive that for the server's own time.
/// </summary>
public sealed partial class GameClient : IAsyncDisposable
{
    private readonly WebSocketConnectionFactory _sockets;
    private readonly ITokenStore _tokens;
    private readonly RetryPolicy _retry;
    private readonly SerialEvents _events;
    private readonly ILogger _logger;
    private readonly long _origin;

    // Tells this program's moves from those of another one of the same player (MOV-5).
    private readonly string _page = RandomNumberGenerator.GetHexString(16, lowercase: true);

    // Used by the dialling loop alone.
    private IHubProtocol _protocol;

    // Used under Gate.
    private readonly Dictionary<string, GameRoom> _rooms = [];
    private readonly Dictionary<string, Task> _leaving = []; // by plain code
    private TaskCompletionSource<HubLink> _welcomed = NewWelcome();
    private CancellationTokenSource _stop = new();
    private Task? _running;
    private bool _isRunning;
    private bool _isDisposed;
    private HubLink? _link;
    private int _generation;
    private string? _run;
    private HashSet<string> _seats = [];

    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    public GameClient(GameClientOptions options)
    {
        options.Validate();
        Options = options;
        Trace = options.Trace ?? new NoTrace();
        _tokens = options.Tokens ?? new MemoryTokenStore();
        _retry = new RetryPolicy(options.RetrySteps, options.RetryJitter);
        _sockets = new WebSocketConnectionFactory(options);
        _protocol = options.MessagePack ? HubLink.MessagePack : HubLink.Json;
        _logger = (options.Logging ?? NullLoggerFactory.Instance).CreateLogger<GameClient>();
        _events = new SerialEvents(_logger);
        _origin = options.Time.GetTimestamp();
    }

    /// <summary>The state of the connection.</summary>
    public Link Link { get; private set; } = new Link.Idle();

    /// <summary>The player's public id; null before the first welcome.</summary>
    public string? PlayerId { get; private set; }

    /// <summary>The name after cutting, or the made-up one; null before the first welcome.</summary>
    public string? Name { get; private set; }

    /// <summary>Colour and shape, 0 to 7; null before the first welcome.</summary>
    public int? Look { get; private set; }

    /// <summary>The player's own room: what concerns this player alone; null before the first welcome.</summary>
    public GameRoom? Personal { get; private set; }

    /// <summary>The last measured round trip, by <see cref="GameClientOptions.Time"/>; null before the first.</summary>
    public TimeSpan? RoundTrip { get; private set; }

    /// <summary>How often numbers were missing in a room, which is a bug at one end.</summary>
    public long Desyncs => Volatile.Read(ref _desyncs);

    /// <summary>The connection changed its state. Handlers of both events run one at a time, in order, on the thread pool.</summary>
    public event Action<Link>? LinkChanged;

    /// <summary>Something a player may want to be told.</summary>
    public event Action<Notice>? Noticed;

    internal GameClientOptions Options { get; }

    internal IClientTrace Trace { get; }

    /// <summary>Guards the client's state and its rooms'. Nobody awaits, calls the hub or the application under it (but the trace).</summary>
    internal Lock Gate { get; } = new();

    /// <summary>Elapsed time since the client was made.</summary>
    internal TimeSpan Now => Options.Time.GetElapsedTime(_origin);

    /// <summary>
    /// Dials until a welcome, and from then on keeps the connection up. An unreachable server is dialled until it answers: cancel to give up.
    /// </summary>
    /// <param name="takeOver">Take the player over from a connection that may still be alive; without it that is refused with <c>playing_elsewhere</c>.</param>
    /// <param name="cancel">Stops dialling.</param>
    /// <exception cref="RefusedException">The server's final word: <c>upgrade_required</c>, <c>playing_elsewhere</c>, <c>http_404</c> ...</exception>
    /// <exception cref="InvalidOperationException">The client is connected already, or connecting.</exception>
    public async Task ConnectAsync(bool takeOver = false, CancellationToken cancel = default)
    {
        Task<HubLink> welcomed;
        CancellationTokenSource stop;
        Task running;
        lock (Gate)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (_isRunning) throw new InvalidOperationException("The client is connected, or connecting: see Link.");
            _stop = stop = new CancellationTokenSource();
            _welcomed = NewWelcome();
            welcomed = _welcomed.Task;
            _isRunning = true;
            _running = running = RunAsync(takeOver, stop.Token);
        }
        try
        {
            await welcomed.WaitAsync(cancel);
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            await stop.CancelAsync();
            await running;
            throw;
        }
    }

    /// <summary>Public rooms, of one game or of all.</summary>
    /// <exception cref="RefusedException">The server refused: <c>rate_limited</c> for who asks more than twice a second for long.</exception>
    public async Task<IReadOnlyList<RoomInfo>> RoomsAsync(string? game = null, CancellationToken cancel = default)
    {
        while (true)
        {
            var link = await WelcomedAsync(cancel);
            try
            {
                var answer = await AskAsync<RoomList>(link, HubMethods.Rooms, new RoomsRequest(game));
                return answer.Ok ? answer.Rooms ?? [] : throw new RefusedException(HubMethods.Rooms, answer);
            }
            catch (LinkLostException)
            {
                // Asking twice changes nothing.
            }
        }
    }

    /// <summary>Disconnects. Rooms end with <c>closed</c>, their moves without ack are dropped; the player stays a member of them.</summary>
    public async ValueTask DisposeAsync()
    {
        Task? running;
        lock (Gate)
        {
            _isDisposed = true;
            running = _running;
        }
        await _stop.CancelAsync();
        if (running is not null) await running;
        _events.Complete();
        _sockets.Dispose();
    }

    /// <summary>The link of the present generation, as soon as there is one.</summary>
    /// <exception cref="RefusedException">The client ended.</exception>
    private async Task<HubLink> WelcomedAsync(CancellationToken cancel)
    {
        while (true)
        {
            Task<HubLink> welcomed;
            lock (Gate)
            {
                ObjectDisposedException.ThrowIf(_isDisposed, this);
                if (_running is null) throw new InvalidOperationException("ConnectAsync comes first.");
                welcomed = _welcomed.Task;
            }
            var link = await welcomed.WaitAsync(cancel);
            if (!link.IsOver) return link;
            await link.Left.WaitAsync(cancel);
        }
    }

    /// <summary>Queues a notice; under any lock.</summary>
    internal void Tell(Notice notice) => _events.Post(() => Noticed?.Invoke(notice));

    private void SetLink(Link link)
    {
        lock (Gate)
        {
            if (Link == link) return;
            Link = link;
            _events.Post(() => LinkChanged?.Invoke(link));
        }
    }

    private static TaskCompletionSource<HubLink> NewWelcome()
    {
        var welcome = new TaskCompletionSource<HubLink>(TaskCreationOptions.RunContinuationsAsynchronously);
        // An end of which nobody waits for a call is no unobserved exception.
        _ = welcome.Task.ContinueWith(static t => _ = t.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return welcome;
    }
}
