using System.Collections.Concurrent;
using GameServer.Client;

namespace GameServer.Tests.Client;

/// <summary>A client with what it said, for one test; ends with it.</summary>
public sealed class Playing : IAsyncDisposable
{
    /// <summary>A net for waits that must end; no measure of anything.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly ConcurrentQueue<(Func<bool> Until, TaskCompletionSource Done)> _waits = new();

    public Playing(FakeServer server, Func<GameClientOptions, GameClientOptions>? options = null)
    {
        // A machine with much else to do is slow, not dead: only tests of the watchdog are impatient.
        var chosen = new GameClientOptions
        {
            Url = server.Address,
            Name = "ann",
            Tokens = Tokens,
            Connect = Cable.ConnectAsync,
            StableAfter = TimeSpan.Zero,
            DialTimeout = Patience,
            DeadAfter = Patience,
        };
        Client = new GameClient(options?.Invoke(chosen) ?? chosen);
        Client.Noticed += notice => { Notices.Enqueue(notice); Look(); };
        Client.LinkChanged += link => { Links.Enqueue(link); Look(); };
    }

    public MemoryTokenStore Tokens { get; } = new();
    public Cable Cable { get; } = new();
    public GameClient Client { get; }
    public ConcurrentQueue<Notice> Notices { get; } = new();
    public ConcurrentQueue<Link> Links { get; } = new();

    public static async Task<Playing> StartAsync(FakeServer server, Func<GameClientOptions, GameClientOptions>? options = null)
    {
        var playing = new Playing(server, options);
        await playing.Client.ConnectAsync().WaitAsync(Patience);
        return playing;
    }

    public Task<GameRoom> JoinAsync(string room = "KITE7") => Client.JoinAsync(room).WaitAsync(Patience);

    /// <summary>Completes when a notice or a link for which <paramref name="is"/> holds was raised.</summary>
    public Task HearsAsync(Func<object, bool> @is)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _waits.Enqueue((() => Notices.Concat<object>(Links).Any(@is), done));
        Look();
        return done.Task.WaitAsync(Patience);
    }

    public Task HearsAsync<T>() => HearsAsync(said => said is T);

    public ValueTask DisposeAsync() => Client.DisposeAsync();

    private void Look()
    {
        foreach (var (until, done) in _waits)
        {
            if (until()) done.TrySetResult();
        }
    }
}

public static class Reading
{
    /// <summary>The room's next items, as many as asked for.</summary>
    public static async Task<IReadOnlyList<RoomItem>> TakeAsync(this GameRoom room, int count)
    {
        using var patience = new CancellationTokenSource(Playing.Patience);
        List<RoomItem> items = [];
        await foreach (var item in room.ReadAsync(patience.Token))
        {
            items.Add(item);
            if (items.Count == count) break;
        }
        return items;
    }

    /// <summary>The numbers of the room's next events; anything but an event fails the test.</summary>
    public static async Task<IEnumerable<long>> NumbersAsync(this GameRoom room, int count) =>
        (await room.TakeAsync(count)).Select(item => item.Should().BeOfType<RoomItem.Event>().Subject.Seq);
}
