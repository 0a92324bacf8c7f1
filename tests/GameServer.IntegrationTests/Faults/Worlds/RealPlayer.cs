using System.Net.Sockets;
using GameServer.Client;
using GameServer.Protocol;
using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

/// <summary>A player of the C# client, whose trace becomes the history. It reads its room for as long as it lives.</summary>
public sealed class RealPlayer : IPlayer, IClientTrace
{
    private readonly FaultRun _run;
    private readonly string? _page;
    private readonly FaultProxy? _proxy;
    private Task _reading = Task.CompletedTask;
    private int _moves;
    private int _isOver;

    // Told by the client, under its lock.
    private readonly Dictionary<string, string> _epochs = [];
    private (string Room, long Seq)? _answered;
    private string? _playerId;
    private int _gen;

    /// <param name="run">Where the history is written.</param>
    /// <param name="who">As the history calls the player.</param>
    /// <param name="proxy">The way to the server; the player disposes of it.</param>
    /// <param name="tokens">Shared by the pages of one player.</param>
    /// <param name="page">The page's own name, where the player has several.</param>
    /// <param name="with">Changes the client's options.</param>
    public RealPlayer(FaultRun run, string who, FaultProxy proxy, ITokenStore? tokens = null, string? page = null, Func<GameClientOptions, GameClientOptions>? with = null)
        : this(run, who, proxy.Address, tokens, page, with) => _proxy = proxy;

    /// <summary>One that reaches the server without a proxy.</summary>
    public RealPlayer(FaultRun run, string who, Uri server, ITokenStore? tokens = null, string? page = null, Func<GameClientOptions, GameClientOptions>? with = null)
    {
        (_run, Who, _page) = (run, who, page);
        var options = new GameClientOptions
        {
            Url = server, Name = who, Trace = this, Tokens = tokens,
            StableAfter = TimeSpan.Zero, // our faults come faster than any network's, and the first retry is to be at once
            Connect = async (endPoint, cancel) =>
            {
                Write(new Line { What = LineKind.Dial, Gen = _gen + 1 });
                var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
                await socket.ConnectAsync(endPoint, cancel);
                return new NetworkStream(socket, ownsSocket: true);
            },
        };
        Client = new GameClient(with?.Invoke(options) ?? options);
    }

    public string Who { get; }

    public FaultProxy Proxy => _proxy ?? throw new InvalidOperationException($"{Who} has no proxy.");

    /// <summary>The client itself.</summary>
    public GameClient Client { get; }

    /// <summary>The room it plays in.</summary>
    public GameRoom Room { get; private set; } = null!;

    /// <summary>What the client's view of the room is made of; null: none is kept.</summary>
    public IView? View { get; init; }

    /// <summary>Connects and enters a room, or opens one.</summary>
    public async Task<GameRoom> EnterAsync(string? code, bool takeOver = false)
    {
        await Client.ConnectAsync(takeOver).WaitAsync(FaultRun.Patience);
        Room = await (code is null ? Client.CreateAsync("relay") : Client.JoinAsync(code)).WaitAsync(FaultRun.Patience);
        _reading = ReadAsync();
        return Room;
    }

    public async Task MoveAsync(int padding = 0)
    {
        var move = $"{_page ?? Who}-{Interlocked.Increment(ref _moves)}";
        var ack = await Room.SendAsync("emit", "mark", new { move, padding = padding > 0 ? new string('.', padding) : null });
        if (!ack.Ok) throw new InvalidOperationException($"A relay room refused {move}: {ack.Reason} {ack.Text}");
    }

    // Reading is what delivers; the trace writes it down.
    private async Task ReadAsync()
    {
        await foreach (var _ in Room.ReadAsync())
        {
        }
    }

    private void Write(Line line) => _run.History.Add(line with { Who = Who, Client = _page });

    void IClientTrace.Welcomed(int generation, string playerId, string run)
    {
        (_gen, _playerId) = (generation, playerId);
        _run.History.Name(playerId, Who);
        Write(new Line { What = LineKind.Welcome, Gen = generation, Note = run });
    }

    void IClientTrace.Attached(int generation, string room, Cursor? cursor, Joined joined)
    {
        if (room == _playerId) return;
        _epochs[room] = joined.Epoch!;
        _answered = joined.Snapshot is { } snapshot ? (room, snapshot.Seq) : null;
        Write(new Line
        {
            What = LineKind.Joined, Gen = generation, Room = room, Epoch = joined.Epoch, Head = joined.Head, LastMove = joined.LastMove, Reason = joined.Resume,
            Cursor = cursor is null ? null : new Position(cursor.Epoch, cursor.Seq),
        });
    }

    void IClientTrace.Event(int generation, string room, RoomItem.Event item)
    {
        if (room == _playerId) return;
        Write(new Line
        {
            What = LineKind.Event, Gen = generation, Room = room, Epoch = item.Epoch, Seq = item.Seq, Note = item.Type, By = item.From,
            Hash = Recorder.HashOf(item.Type, item.At, item.From, item.Data), Move = Recorder.MoveIn(item.Data), View = View?.Apply(item),
        });
    }

    void IClientTrace.Hidden(int generation, string room, string epoch, long from, long upTo)
    {
        if (room != _playerId) Write(new Line { What = LineKind.Hidden, Gen = generation, Room = room, Epoch = epoch, Seq = from, UpTo = upTo });
    }

    void IClientTrace.Snapshot(int generation, string room, RoomItem.Snapshot item)
    {
        if (room == _playerId) return;
        var isPushed = _answered != (room, item.Seq);
        _answered = null;
        Write(new Line { What = LineKind.Snapshot, Gen = generation, Room = room, Epoch = item.Epoch, Seq = item.Seq, Reason = item.Reason, Pushed = isPushed ? true : null, View = View?.Begin(item) });
    }

    void IClientTrace.Frame(int generation, string room, RoomItem.Frame item) =>
        Write(new Line { What = LineKind.Frame, Gen = generation, Room = room, Tick = item.Tick, BasedOn = item.BasedOn });

    void IClientTrace.Sent(int generation, string room, long n, string move, IReadOnlyList<RawJson> args) =>
        Write(new Line { What = LineKind.Send, Gen = generation, Room = room, Epoch = _epochs.GetValueOrDefault(room), N = n, Move = args.Count > 1 ? Recorder.MoveIn(args[1]) : null });

    void IClientTrace.Acked(int generation, string room, Ack ack) =>
        Write(new Line { What = LineKind.Ack, Gen = generation, Room = room, Epoch = _epochs.GetValueOrDefault(room), N = ack.N, Ok = ack.Ok, Reason = ack.Reason, Seq = ack.Seq });

    void IClientTrace.Dropped(string room, long n, string reason) =>
        Write(new Line { What = LineKind.Dropped, Room = room, Epoch = _epochs.GetValueOrDefault(room), N = n, Reason = reason });

    void IClientTrace.Desynced(int generation, string room) => Write(new Line { What = LineKind.Desync, Gen = generation, Room = room });

    void IClientTrace.Ended(int generation, string cause) =>
        Write(cause is ClosedReasons.Superseded ? new Line { What = LineKind.Stopped, Gen = generation, Reason = cause } : new Line { What = LineKind.Lost, Gen = generation, Reason = cause });

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isOver, 1) != 0) return;
        Write(new Line { What = LineKind.Stopped, Reason = "closed" });
        await Client.DisposeAsync();
        await _reading;
        if (_proxy is not null) await _proxy.DisposeAsync();
    }
}

/// <summary>A client's view of a room: what it makes of a snapshot and the events after it. Gives its hash.</summary>
public interface IView
{
    /// <summary>Forgets what was before.</summary>
    string Begin(RoomItem.Snapshot snapshot);

    /// <summary>One event on.</summary>
    string Apply(RoomItem.Event item);
}
