using System.Text.Json;
using GameServer.Protocol;
using GameServer.Reliability;

namespace GameServer.IntegrationTests.Faults;

/// <summary>
/// A player whose every step the test decides, on one connection at a time, and who writes the history of what it was given.
/// It keeps its token and cursors from connection to connection, and tells the server what it has seen.
/// </summary>
public sealed class WirePlayer(FaultRun run, string who) : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Cursor> _cursors = [];
    private readonly HashSet<string> _attached = [];                       // rooms whose join this connection has the answer of
    private readonly List<(string Room, Action Hear)> _early = [];         // messages that overtook that answer
    private int _gen;

    public string Who => who;

    /// <summary>The player's secret, once the server gave one.</summary>
    public string? Token { get; set; }

    /// <summary>The public id, once known.</summary>
    public string? PlayerId { get; private set; }

    /// <summary>The connection of the moment.</summary>
    public WireClient Wire { get; private set; } = null!;

    /// <summary>Where it stands in a room.</summary>
    public Cursor? CursorIn(string room)
    {
        lock (_lock) return _cursors.GetValueOrDefault(room);
    }

    /// <summary>Opens a connection and says <c>Hello</c> with what is known: the token, and a cursor for every room given.</summary>
    public async Task<Welcome> ConnectAsync(Uri server, int receiveBytes = 0, params string[] rooms)
    {
        var history = run.History;
        int gen;
        lock (_lock)
        {
            gen = ++_gen;
            _attached.Clear();
            _early.Clear();
        }
        history.Add(new Line { What = LineKind.Dial, Who = who, Gen = gen });
        Wire = await WireClient.ConnectAsync(server, receiveBytes);
        Wire.Heard = (name, arguments) => Hear(gen, name, arguments);
        var cursors = rooms.Select(CursorIn).ToList();
        var welcome = await Wire.CallAsync<Welcome>(HubMethods.Hello, new HelloRequest
        {
            Protocol = Protocol.Wire.Version, Token = Token, Name = who, TakeOver = Token is not null,
            Join = [.. rooms.Select((room, i) => new JoinRequest(room, cursors[i]))],
        });
        if (!welcome.Ok) return welcome;
        (Token, PlayerId) = (welcome.Token, welcome.PlayerId);
        history.Name(PlayerId!, who);
        history.Add(new Line { What = LineKind.Welcome, Who = who, Gen = gen, Note = welcome.Run });
        foreach (var (joined, cursor) in welcome.Joined!.Zip(cursors)) Attach(gen, joined, cursor);
        return welcome;
    }

    /// <summary>Enters a room, with the cursor it has or with another.</summary>
    public async Task<Joined> JoinAsync(string room, Cursor? cursor = null, bool spectate = false)
    {
        var joined = await Wire.CallAsync<Joined>(HubMethods.Join, new JoinRequest(room, cursor, spectate));
        if (joined.Ok) Attach(_gen, joined, cursor);
        return joined;
    }

    /// <summary>Opens a room.</summary>
    public async Task<Joined> CreateAsync(string game)
    {
        var joined = await Wire.CallAsync<Joined>(HubMethods.Create, new CreateRequest(game));
        if (joined.Ok) Attach(_gen, joined, null);
        return joined;
    }

    /// <summary>Sends a move of a relay room under a number of the test's choice.</summary>
    public async Task<Ack> EmitAsync(string room, long n, string move)
    {
        var gen = _gen;
        var epoch = CursorIn(room)?.Epoch;
        var data = RawJson.From(new { move });
        run.History.Add(new Line { What = LineKind.Send, Who = who, Gen = gen, Room = room, Epoch = epoch, N = n, Move = move });
        var ack = await Wire.CallAsync<Ack>(HubMethods.Send, new SendRequest(room, n, "emit", [RawJson.From("mark"), data]));
        run.History.Add(new Line { What = LineKind.Ack, Who = who, Gen = gen, Room = room, Epoch = epoch, N = n, Ok = ack.Ok, Reason = ack.Reason, Seq = ack.Seq });
        return ack;
    }

    /// <summary>The connection is reset by this side.</summary>
    public void Drop(string reason = "reset")
    {
        Wire.Reset();
        run.History.Add(new Line { What = LineKind.Lost, Who = who, Gen = _gen, Reason = reason });
    }

    /// <summary>Forgets what it has taken after a cursor, as an application does that was set back.</summary>
    public void Rewind(string room, Cursor to)
    {
        lock (_lock) _cursors[room] = to;
    }

    /// <summary>It plays no more.</summary>
    public void Stop(string reason) => run.History.Add(new Line { What = LineKind.Stopped, Who = who, Reason = reason });

    private void Attach(int gen, Joined joined, Cursor? cursor)
    {
        if (!joined.Ok) return;
        var room = joined.Room!;
        lock (_lock)
        {
            run.History.Add(new Line
            {
                What = LineKind.Joined, Who = who, Gen = gen, Room = room, Epoch = joined.Epoch, Head = joined.Head, LastMove = joined.LastMove,
                Cursor = cursor is null ? null : new Position(cursor.Epoch, cursor.Seq), Reason = joined.Resume,
            });
            if (joined.Snapshot is { } snapshot) Present(gen, room, joined.Epoch!, snapshot.Seq, snapshot.Reason, pushed: null);
            else _cursors.TryAdd(room, cursor!);
            _attached.Add(room);
            foreach (var (_, hear) in _early.Where(e => e.Room == room)) hear();
            _early.RemoveAll(e => e.Room == room);
        }
    }

    private void Hear(int gen, string name, JsonElement[] arguments)
    {
        if (name == ClientMethods.Closed)
        {
            run.History.Add(new Line { What = LineKind.Lost, Who = who, Gen = gen, Reason = arguments[0].GetString() });
            return;
        }
        var room = arguments[0].GetString()!;
        Action? hear = name switch
        {
            ClientMethods.Events => () => Take(gen, room, arguments[1].GetString()!, arguments[2].GetInt64(), arguments[3].Deserialize<Entry[]>(Protocol.Wire.Json)!),
            ClientMethods.Snapshot => () => Present(gen, room, arguments[1].GetString()!, arguments[2].GetInt64(), arguments[4].GetString()!, pushed: true),
            ClientMethods.Left => () => run.History.Add(new Line { What = LineKind.Left, Who = who, Gen = gen, Room = room, Reason = arguments[1].GetString(), Seq = _cursors.GetValueOrDefault(room)?.Seq }),
            _ => null,
        };
        if (hear is null) return;
        lock (_lock)
        {
            if (_attached.Contains(room)) hear();
            else _early.Add((room, hear));
        }
    }

    private void Present(int gen, string room, string epoch, long seq, string reason, bool? pushed)
    {
        _cursors[room] = new Cursor(epoch, seq);
        run.History.Add(new Line { What = LineKind.Snapshot, Who = who, Gen = gen, Room = room, Epoch = epoch, Seq = seq, Reason = reason, Pushed = pushed });
    }

    private void Take(int gen, string room, string epoch, long seq, Entry[] entries)
    {
        foreach (var entry in entries)
        {
            var line = new Line { Who = who, Gen = gen, Room = room, Epoch = epoch, Seq = seq };
            var data = entry.Data ?? default;
            run.History.Add(entry.Hidden is { } upTo
                ? line with { What = LineKind.Hidden, UpTo = upTo }
                : line with { What = LineKind.Event, Hash = Recorder.HashOf(entry.Type!, entry.At!.Value, entry.From, data), Move = Recorder.MoveIn(data), By = entry.From, Note = entry.Type });
            seq = (entry.Hidden ?? seq) + 1;
        }
        _cursors[room] = new Cursor(epoch, seq - 1);
        _ = Wire.TellAsync(HubMethods.Seen, new SeenRequest(room, seq - 1)).ContinueWith(_ => { }, TaskScheduler.Default);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (Wire is not null) await Wire.DisposeAsync();
    }
}
