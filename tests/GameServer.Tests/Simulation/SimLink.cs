using GameServer.Engine;
using GameServer.Protocol;

namespace GameServer.Tests.Simulation;

/// <summary>
/// One connection: first in, first out in each direction, with delays drawn from the seed; it can be stalled, cut after any prefix of what is
/// under way, and be half-open, so that one end does not know.
/// </summary>
public sealed class SimLink : IConnection
{
    private readonly SimWorld _world;
    private readonly Lane _up;
    private readonly Lane _down;
    private readonly int _buffer;
    private TaskCompletionSource? _room; // a write waits for room in the buffer

    public SimLink(SimWorld world, SimClient client)
    {
        (_world, Client) = (world, client);
        (_up, _down) = (new Lane(world, () => { }), new Lane(world, MakeRoom));
        _buffer = world.Loop.Random.Next(2, 24);
        Id = $"link-{world.NextLink()}";
    }

    public string Id { get; }

    public string Address => "10.0.0.1";

    public SimClient Client { get; }

    /// <summary>Of the server's end: who is told of a close.</summary>
    public SimHost? Host { get; set; }

    /// <summary>Whether this link was taken for gone by the client.</summary>
    public bool IsCut => _up.IsCut;

    /// <summary>The client writes.</summary>
    public void Up(Action<SimHost> message) => _up.Add(() => { if (Host is { } host) message(host); });

    /// <summary>The server writes.</summary>
    public void Down(Action<SimClient> message) => _down.Add(() => message(Client));

    public ValueTask WriteAsync(Outgoing message) => new(WriteInTurnAsync(message));

    private async Task WriteInTurnAsync(Outgoing message)
    {
        if (Host?.Gate(isAck: false) is { IsCompleted: false } gate) await gate;
        Down(client => client.OnMessage(this, message));
        if (_down.Count <= _buffer) return;
        _room = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await _room.Task;
    }

    private void MakeRoom()
    {
        if (_down.Count > _buffer) return;
        _room?.TrySetResult();
        _room = null;
    }

    /// <summary>The server ends it, with a last word.</summary>
    public void Close(ClosedMessage last)
    {
        if (_down.IsCut) return;
        Down(client => client.OnMessage(this, last));
        _world.Process.After(TimeSpan.FromMilliseconds(500), Abort);
    }

    /// <summary>The server ends it at once; a half-open client does not hear of it.</summary>
    public void Abort()
    {
        Release();
        Tell(Host);
        if (!_down.IsCut) Cut(isClientTold: true, isServerTold: true);
    }

    /// <summary>Holds both directions up.</summary>
    public void Stall(TimeSpan span)
    {
        _up.StallUntil(_world.Loop.Now + span);
        _down.StallUntil(_world.Loop.Now + span);
    }

    /// <summary>Nothing holds it up any more.</summary>
    public void Heal()
    {
        _up.StallUntil(_world.Loop.Now);
        _down.StallUntil(_world.Loop.Now);
    }

    /// <summary>Loses a random tail of what is under way, and all that comes later.</summary>
    public void Cut(bool isClientTold, bool isServerTold)
    {
        _up.Cut();
        _down.Cut();
        var noticed = TimeSpan.FromMilliseconds(_world.Loop.Random.Next(1, 300));
        if (isClientTold) _world.Process.After(noticed, () => Client.OnLost(this, "cut"));
        if (isServerTold)
        {
            Release();
            var host = Host;
            _world.Process.After(noticed * 2, () => Tell(host));
        }
    }

    private void Tell(SimHost? host)
    {
        if (Host is null || host != Host) return;
        Host = null;
        host.Closed(this);
    }

    // What waits for room in a buffer that nobody empties any more.
    private void Release()
    {
        _room?.TrySetResult();
        _room = null;
    }

    private sealed class Lane(SimWorld world, Action moved)
    {
        private readonly Queue<(TimeSpan Due, Action Run)> _items = new();
        private TimeSpan _stalled;
        private bool _isRunning;
        private int _left = int.MaxValue; // what still gets through

        public bool IsCut => _left != int.MaxValue;

        public int Count => _items.Count;

        public void Add(Action run)
        {
            if (IsCut) return;
            _items.Enqueue((world.Loop.Now + world.Latency(), run));
            Arm();
        }

        public void StallUntil(TimeSpan until) => _stalled = until;

        public void Cut()
        {
            if (!IsCut) _left = world.Loop.Random.Next(_items.Count + 1);
        }

        private void Arm()
        {
            if (_isRunning || _items.Count == 0) return;
            _isRunning = true;
            world.Process.After(Max(_items.Peek().Due, _stalled) - world.Loop.Now, Deliver);
        }

        private void Deliver()
        {
            _isRunning = false;
            if (_left == 0) return;
            if (world.Loop.Now >= _stalled)
            {
                if (IsCut) _left--;
                _items.Dequeue().Run();
                moved();
            }
            Arm();
        }

        private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;
    }
}
