using System.Collections.Concurrent;
using System.Net;
using GameServer.IntegrationTests.Host;

namespace GameServer.IntegrationTests.Security;

/// <summary>Players who do what players do: ten at a table, each a few moves a second, twenty at an address, within every default limit.</summary>
internal sealed class HonestCrowd : IAsyncDisposable
{
    private const int PerTable = 10, PerAddress = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly List<RawConnection> _players = [];
    private readonly List<Task> _playing = [];
    private readonly CancellationTokenSource _leaving = new();
    private ConcurrentQueue<double> _waits = new();

    private HonestCrowd()
    {
    }

    /// <summary>Somebody who could not go on, and why.</summary>
    public IEnumerable<Task> Fallen => _playing.Where(playing => playing.IsFaulted);

    public static async Task<HonestCrowd> ArriveAsync(ServerProcess server, int players)
    {
        var crowd = new HonestCrowd();
        var room = "";
        for (var i = 0; i < players; i++)
        {
            var player = await RawConnection.OpenFromAsync(IPAddress.Parse($"127.0.1.{1 + i / PerAddress}"), server.Hub);
            crowd._players.Add(player);
            await player.HelloAsync();
            var joined = i % PerTable == 0
                ? await player.CallAsync("Create", """{"game":"relay"}""")
                : await player.CallAsync("Join", $$"""{"room":"{{room}}"}""");
            room = joined.GetProperty("room").GetString()!;
            crowd._playing.Add(crowd.PlayAsync(player, room, Pause * i / players));
            crowd._playing.Add(crowd.ReadAsync(player, room));
        }
        return crowd;
    }

    /// <summary>How long moves waited for their ack, in milliseconds, since this was asked the last time.</summary>
    public IReadOnlyList<double> TakeWaits() => [.. Interlocked.Exchange(ref _waits, new())];

    public async ValueTask DisposeAsync()
    {
        await _leaving.CancelAsync();
        foreach (var player in _players) await player.DisposeAsync();
        await Task.WhenAll(_playing).ContinueWith(_ => { }, TaskScheduler.Default); // they were interrupted
        _leaving.Dispose();
    }

    private async Task PlayAsync(RawConnection player, string room, TimeSpan first)
    {
        await Task.Delay(first, TimeProvider.System, _leaving.Token);
        for (var n = 1; ; n++)
        {
            var began = TimeProvider.System.GetTimestamp();
            var ack = await player.CallAsync("Send", $$"""{"room":"{{room}}","n":{{n}},"move":"emit","args":["said",{{n}}]}""");
            ack.GetProperty("ok").GetBoolean().Should().BeTrue("an honest player is refused nothing");
            _waits.Enqueue(TimeProvider.System.GetElapsedTime(began).TotalMilliseconds);
            await Task.Delay(Pause, TimeProvider.System, _leaving.Token);
        }
    }

    private async Task ReadAsync(RawConnection player, string room)
    {
        while (!_leaving.IsCancellationRequested)
        {
            var events = await player.NextAsync("events");
            if (events[0].GetString() == room) await player.TellAsync("Seen", $$"""{"room":"{{room}}","seq":{{events[2].GetInt64() + events[3].GetArrayLength() - 1}}}""");
        }
    }
}
