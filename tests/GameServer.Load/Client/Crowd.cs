namespace GameServer.LoadTool;

/// <summary>Rooms of clients at one server, and the ways to drive them.</summary>
internal sealed class Crowd : IDisposable
{
    private const long HeartbeatEvery = 4_000_000;
    private static readonly TimeSpan EnterPatience = TimeSpan.FromSeconds(60), LastWords = TimeSpan.FromSeconds(30);

    private readonly Loop _loop;
    private readonly int _membersPerRoom;
    private long _heartbeatAt;

    private Crowd(Loop loop, int membersPerRoom, List<Peer> peers) => (_loop, _membersPerRoom, Peers) = (loop, membersPerRoom, peers);

    /// <summary>All clients, room by room.</summary>
    public IReadOnlyList<Peer> Peers { get; }

    /// <summary>How many get what one of them says.</summary>
    public int DeliveriesPerMove => _membersPerRoom;

    /// <summary>Connects so many rooms of so many members, some at a time.</summary>
    public static Crowd Enter(Loop loop, ServerUnderLoad server, int rooms, int membersPerRoom, FrameRoom? frames = null)
    {
        const int atOnce = 16;
        var all = new List<Peer>();
        for (var from = 0; from < rooms; from += atOnce)
        {
            var entering = Enumerable.Range(0, Math.Min(atOnce, rooms - from)).Select(_ => RoomAsync(loop, server, membersPerRoom, frames)).ToList();
            var entered = Task.WhenAll(entering);
            loop.Run(entered, EnterPatience, $"Entering {server.Kind}");
            all.AddRange(entering.SelectMany(room => room.Result));
        }
        return new Crowd(loop, membersPerRoom, all);
    }

    private static async Task<List<Peer>> RoomAsync(Loop loop, ServerUnderLoad server, int members, FrameRoom? frames)
    {
        var peers = new List<Peer>();
        var room = frames is null || server.Kind.IsOurs ? null : Names.Next($"frames-{frames.Entities}-{FrameRoom.Rate}");
        for (var i = 0; i < members; i++)
        {
            var peer = frames is not null && server.Kind.IsOurs ? new OurPeer(loop, server.Address, server.Kind == ServerKind.OursPacked, frames.Game) : server.Kind.Peer(loop, server.Address);
            peer.Sender = i;
            peer.Expect(members);
            room = await peer.EnterAsync(room);
            peers.Add(peer);
        }
        return peers;
    }

    /// <summary>Everything that arrives is counted there from now on.</summary>
    public void Count(Tally tally)
    {
        foreach (var peer in Peers) peer.Tally = tally;
    }

    /// <summary>
    /// Each of these moves so often a second, at times that were fixed before: who is late does not spare the server the load, nor itself the blame.
    /// </summary>
    public void OpenLoop(IReadOnlyList<Peer> movers, double movesPerSecond, TimeSpan time) => OpenLoopUntil(movers, movesPerSecond, time, () => false);

    /// <summary>As <see cref="OpenLoop"/>, for that time at most.</summary>
    public void OpenLoopUntil(IReadOnlyList<Peer> movers, double movesPerSecond, TimeSpan time, Func<bool> isDone)
    {
        var order = movers.ToArray();
        new Random(1).Shuffle(order);
        var between = 1_000_000 / (movesPerSecond * order.Length);
        var (start, end) = (Loop.Now, Loop.Now + (long)time.TotalMicroseconds);
        for (long next = 0; ;)
        {
            var due = start + (long)(next * between);
            if (due >= end || isDone()) break;
            if (due <= Loop.Now) order[next++ % order.Length].Move(due);
            else Turn(due);
            // Sockets are read between any two moves' times, also when the client is behind.
            if ((next & 15) == 0) Turn(0);
        }
    }

    /// <summary>Each of these makes so many moves, as fast as they come back.</summary>
    public void MoveAll(IReadOnlyList<Peer> movers, int moves, TimeSpan patience)
    {
        for (var end = Loop.Now + (long)patience.TotalMicroseconds; movers.Any(peer => peer.Echoed < moves); Turn(Loop.Now + 1_000))
        {
            if (Loop.Now > end) throw new TimeoutException("Moves do not come back.");
            foreach (var peer in movers)
            {
                while (peer.Sent < moves && peer.Sent - peer.Echoed < 8) peer.Move(Loop.Now);
            }
        }
    }

    /// <summary>Nobody moves for so long.</summary>
    public void Rest(TimeSpan time)
    {
        for (var end = Loop.Now + (long)time.TotalMicroseconds; Loop.Now < end;) Turn(Math.Min(end, Loop.Now + 10_000));
    }

    /// <summary>Each client keeps so many moves under way: as much as the server can do.</summary>
    public void ClosedLoop(int underWay, TimeSpan time)
    {
        for (var end = Loop.Now + (long)time.TotalMicroseconds; Loop.Now < end;)
        {
            foreach (var peer in Peers)
            {
                while (peer.Sent - peer.Echoed < underWay) peer.Move(Loop.Now);
            }
            Turn(Math.Min(end, Loop.Now + 1_000));
        }
    }

    /// <summary>Waits until everything that was sent has arrived everywhere and is answered, for a while; the rest is lost.</summary>
    public void Finish(Tally tally)
    {
        for (var end = Loop.Now + (long)LastWords.TotalMicroseconds; Loop.Now < end && !(HasAll() && Peers.All(peer => peer.IsAnswered));) Turn(Loop.Now + 5_000);
        foreach (var (peer, other) in Pairs()) tally.Miss(other.Sent - peer.LastOf(other.Sender));
    }

    private bool HasAll()
    {
        foreach (var (peer, other) in Pairs())
        {
            if (peer.LastOf(other.Sender) < other.Sent) return false;
        }
        return true;
    }

    private IEnumerable<(Peer Receiver, Peer Sender)> Pairs()
    {
        foreach (var room in Peers.Chunk(_membersPerRoom))
        {
            foreach (var receiver in room)
            {
                foreach (var sender in room) yield return (receiver, sender);
            }
        }
    }

    /// <summary>One turn of the loop, with heartbeats when they are due.</summary>
    public void Turn(long until)
    {
        _loop.Turn(until);
        var now = Loop.Now;
        if (now < _heartbeatAt) return;
        _heartbeatAt = now + HeartbeatEvery;
        foreach (var peer in Peers) peer.Heartbeat();
    }

    public void Dispose()
    {
        foreach (var peer in Peers) peer.Leave();
    }
}
