using GameServer.Engine;
using Microsoft.Extensions.Options;

namespace GameServer.Operations;

/// <summary>
/// Says goodbye when the server is asked to stop: nobody new is let in, everybody is told when to come back, and only then are connections ended.
/// </summary>
internal sealed class Drain(Node node, Admission admission, IOptions<GameServerOptions> options, TimeProvider time, ILogger<Drain> log)
{
    // A returning crowd is spread over this time.
    private static readonly TimeSpan Spread = TimeSpan.FromSeconds(3);

    // Closing takes a second where a client does not answer.
    private static readonly TimeSpan GoodbyeTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private long _beganAt;
    private int _told;
    private int _cut;

    /// <summary>Blocks until everybody has gone or the time is over: it runs before SignalR would cut them.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>The exit line.</summary>
    public void Report() => ServerLog.Stopped(log, (long)time.GetElapsedTime(_beganAt).TotalMilliseconds, _told, _cut);

    private async Task RunAsync()
    {
        _beganAt = time.GetTimestamp();
        var limits = options.Value.Drain;
        admission.Drain();
        _told = node.Connections;
        if (_told > 0)
        {
            ServerLog.Draining(log, _told, limits.MaxSeconds);
            await WaitUntilEmptyAsync(TimeSpan.FromSeconds(limits.AnnounceSeconds));
        }
        await DrainNodeAsync(TimeSpan.FromSeconds(limits.MaxSeconds) - time.GetElapsedTime(_beganAt));
        await WaitUntilEmptyAsync(GoodbyeTime);
        _cut = admission.Open;
    }

    // A journal that never writes again must not keep the process: what was seen is durable already.
    private async Task DrainNodeAsync(TimeSpan most)
    {
        try
        {
            await node.DrainAsync(Spread).WaitAsync(most > TimeSpan.Zero ? most : TimeSpan.Zero, time);
        }
        catch (TimeoutException)
        {
            ServerLog.JournalLeft(log, options.Value.Drain.MaxSeconds);
        }
    }

    // A place is given back when the close frame has been answered, later than the engine lets go of the connection.
    private async Task WaitUntilEmptyAsync(TimeSpan most)
    {
        var began = time.GetTimestamp();
        while (admission.Open > 0 && time.GetElapsedTime(began) < most) await Task.Delay(Look, time);
    }
}
