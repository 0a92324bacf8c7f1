using GameServer.Engine;
using GameServer.Protocol;
using GameServer.Reliability;

namespace GameServer.Tests.Simulation;

/// <summary>
/// A page that plays for one player, by the rules of WIRE.md and nothing more: a cursor per room, held events, numbered moves that are sent
/// again, Seen. It believes the server in everything and corrects nothing, so that what the server does wrong stands in the history.
/// </summary>
public sealed partial class SimClient(SimWorld world, SimPlayer player, string page)
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1), Silence = TimeSpan.FromSeconds(5);

    private readonly SortedDictionary<string, SimRoom> _rooms = new(StringComparer.Ordinal);
    private SimLink? _link;
    private TimeSpan _heardAt;
    private int _gen;
    private int _tries;
    private bool _isLive;

    /// <summary>Whether it ended for good.</summary>
    public bool IsOver { get; private set; }

    /// <summary>Until when it does not dial: away, asleep, in a tunnel.</summary>
    public TimeSpan AwayUntil { get; set; }

    public SimLink? Link => _link;

    public IReadOnlyCollection<SimRoom> Rooms => _rooms.Values;

    /// <summary>Whether nothing is left to do for it.</summary>
    public bool IsSettled => IsOver || (_isLive && _rooms.Values.All(room => room.IsAttached && room.Outbox.Count == 0 && room.Cursor!.Seq >= world.Head(room.Code)));

    private void Write(Line line) => world.Write(line with { Who = player.Name, Client = page });

    /// <summary>Connects, now.</summary>
    public void Dial()
    {
        if (IsOver || _link is not null) return;
        if (world.Loop.Now < AwayUntil)
        {
            world.Process.After(AwayUntil - world.Loop.Now, Dial);
            return;
        }
        var link = _link = new SimLink(world, this);
        _gen++;
        _heardAt = world.Loop.Now;
        if (world.IsCalm) Write(new Line { What = LineKind.Dial, Gen = _gen });
        if (world.Host is not { IsReady: true } host)
        {
            world.Process.After(TimeSpan.FromMilliseconds(5), () => OnLost(link, "refused"));
            return;
        }
        host.Accept(link);
        Watch(link);
        SayHello(link);
    }

    private void SayHello(SimLink link)
    {
        var joins = _rooms.Values.Select(room => (Room: room, room.Cursor)).ToList();
        foreach (var (room, _) in joins) (room.IsJoining, room.IsAttached) = (true, false);
        var hello = new HelloRequest
        {
            Protocol = 1, Token = player.Token, Name = player.Name, Look = 1, TakeOver = true, Page = page,
            Join = [.. joins.Select(join => new JoinRequest(join.Room.Code, join.Cursor))],
        };
        Call(link, call => call.HelloAsync(hello, (client, welcome) => client.OnWelcome(link, welcome, joins)));
    }

    private void OnWelcome(SimLink link, Welcome welcome, List<(SimRoom Room, Cursor? Cursor)> joins)
    {
        if (!Hears(link)) return;
        if (!welcome.Ok)
        {
            if (welcome.Reason is not (Reasons.Unavailable or Reasons.RateLimited or Reasons.Superseded)) world.Fail($"{page} was refused: {welcome.Reason}");
            link.Cut(isClientTold: true, isServerTold: true);
            return;
        }
        (player.Token, player.Id) = (welcome.Token, welcome.PlayerId!);
        (_isLive, _tries) = (true, 0);
        // One that was overtaken on its way by the welcome of a newer page says nothing of who has the player now: `closed` follows it.
        if (world.Host?.IsLive(link) == true) Write(new Line { What = LineKind.Welcome, Gen = _gen, Note = welcome.Run });
        for (var i = 0; i < joins.Count; i++) OnJoined(link, joins[i].Room, joins[i].Cursor, welcome.Joined![i]);
    }

    // One clock for pings, Seen and silence.
    private void Watch(SimLink link) => world.Process.After(Second, () =>
    {
        if (_link != link) return;
        if (world.Loop.Now - _heardAt > Silence)
        {
            link.Cut(isClientTold: false, isServerTold: world.Loop.Random.Next(2) == 0);
            OnLost(link, "silent");
            return;
        }
        Call(link, call => call.AskAsync((node, _) => Task.FromResult(node.Ping(new PingRequest(1))), (client, _) => client.Hears(link)));
        foreach (var room in _rooms.Values) Seen(link, room);
        Watch(link);
    });

    private void Seen(SimLink link, SimRoom room)
    {
        if (!room.IsAttached || room.SinceSeen == 0) return;
        room.SinceSeen = 0;
        var seen = new SeenRequest(room.Code, room.Cursor!.Seq);
        Call(link, call =>
        {
            call.Host.Node.Seen(call.Session, seen);
            return Task.CompletedTask;
        });
    }

    private static void Call(SimLink link, Func<SimHost.Call, Task> call) => link.Up(host => host.Receive(link, call));

    // What comes of a generation that was left is nobody's.
    private bool Hears(SimLink link)
    {
        if (_link != link) return false;
        _heardAt = world.Loop.Now;
        return true;
    }

    /// <summary>The connection is gone.</summary>
    public void OnLost(SimLink link, string reason)
    {
        if (_link != link) return;
        Forget();
        Write(new Line { What = LineKind.Lost, Gen = _gen, Reason = reason });
        // At once, then slower.
        world.Process.After(TimeSpan.FromMilliseconds(_tries++ == 0 ? 1 : world.Loop.Random.Next(50, 1_000)), Dial);
    }

    private void Forget()
    {
        (_link, _isLive) = (null, false);
        foreach (var room in _rooms.Values)
        {
            (room.IsAttached, room.IsJoining, room.IsLeaving, room.SinceSeen) = (false, false, false, 0);
            room.Held.Clear();
        }
    }

    private void Stop(string reason)
    {
        if (IsOver) return;
        foreach (var room in _rooms.Values) Drop(room, reason);
        Forget();
        IsOver = true;
        Write(new Line { What = LineKind.Stopped, Reason = reason });
    }

    /// <summary>Its tab is hidden or shown.</summary>
    public void Show(bool isVisible)
    {
        if (!_isLive || _link is not { } link) return;
        Call(link, call =>
        {
            call.Host.Node.Visible(call.Session, new VisibleRequest(isVisible));
            return Task.CompletedTask;
        });
    }

    /// <summary>The page is loaded again: it has its token, its rooms and its outbox, and no memory of the game.</summary>
    public void Reload()
    {
        if (_link is not { } link) return;
        link.Cut(isClientTold: false, isServerTold: world.Loop.Random.Next(2) == 0);
        foreach (var room in _rooms.Values) room.Cursor = null;
        OnLost(link, "reload");
    }

    /// <summary>What a message of the server is.</summary>
    public void OnMessage(SimLink link, Outgoing message)
    {
        if (!Hears(link)) return;
        switch (message)
        {
            case EventBatch batch:
                OnEvents(link, batch);
                break;
            case SnapshotMessage snapshot when world.Bug != PlantedBug.TrimmedWithoutSnapshot || snapshot.Body.Reason != SnapshotReasons.Trimmed:
                InOrder(snapshot.Room, snapshot.Body.Seq, room => OnSnapshot(room, snapshot.Epoch, snapshot.Body, isPushed: true));
                break;
            case LeftMessage left:
                InOrder(left.Room, long.MaxValue, room => Quit(room, left.Reason));
                break;
            case ClosedMessage { Reason: ClosedReasons.Superseded }:
                if (player.Pages.Count == 1) world.Fail($"{page} was told that another page took over, and there is none.");
                link.Cut(isClientTold: false, isServerTold: true);
                Stop(ClosedReasons.Superseded);
                break;
            case ClosedMessage closed:
                link.Cut(isClientTold: false, isServerTold: true);
                OnLost(link, closed.Reason);
                break;
        }
    }
}
