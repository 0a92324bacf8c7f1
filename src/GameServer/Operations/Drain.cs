using GameServer.Engine;
using Microsoft.Extensions.Options;

namespace GameServer.Operations;

/// <summary>
/// Says goodbye when the server is asked to stop: nobody new is let in, what happened becomes durable and is delivered,
/// everybody is told when to come back, and only then are connections ended.
/// </summary>
internal sealed class Drain(Node node, Admission admission, IOptions<GameServerOptions> options, TimeProvider time, ILogger<Drain> log)
{
    // Who reads slowly gets the rest on return.
    private static readonly TimeSpan QueueTime = TimeSpan.FromSeconds(2);

    // Closing takes a second where a client does not answer.
    private static readonly TimeSpan GoodbyeTime = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(20);

    private long _beganAt;
    private DrainReport _report = new(IsFlushed: true, Told: 0, Behind: 0);
    private int _cut;

    /// <summary>Blocks until everybody has gone or the time is over: it runs before the hub cuts them.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>The exit line.</summary>
    public void Report() => ServerLog.Stopped(log, (long)time.GetElapsedTime(_beganAt).TotalMilliseconds, _report.Told, _report.Behind, _cut);

    /// <summary>What is left of the time the process may take; all of it before the drain.</summary>
    public TimeSpan Left
    {
        get
        {
            var most = TimeSpan.FromSeconds(options.Value.Drain.MaxSeconds);
            var left = _beganAt == 0 ? most : most - time.GetElapsedTime(_beganAt);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    private async Task RunAsync()
    {
        _beganAt = time.GetTimestamp();
        var limits = options.Value.Drain;
        admission.Drain();
        var open = node.Connections;
        var announce = TimeSpan.FromSeconds(open > 0 ? limits.AnnounceSeconds : 0);
        node.BeginDrain(announce);
        if (open > 0)
        {
            ServerLog.Draining(log, open, limits.AnnounceSeconds, limits.MaxSeconds);
            await WaitUntilEmptyAsync(announce);
        }
        _report = await node.DrainAsync(Left - QueueTime - GoodbyeTime, Sooner(QueueTime, Left), TimeSpan.FromSeconds(limits.SpreadSeconds));
        if (!await LeaveAsync()) ServerLog.JournalLeft(log, limits.MaxSeconds);
        await WaitUntilEmptyAsync(Sooner(GoodbyeTime, Left));
        _cut = admission.Open;
    }

    // A journal that never writes again must not keep the process: what was seen is durable already.
    private async Task<bool> LeaveAsync()
    {
        if (!_report.IsFlushed) return false;
        try
        {
            await node.LeaveAsync().WaitAsync(Left, time);
            return true;
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private static TimeSpan Sooner(TimeSpan one, TimeSpan other) => one < other ? one : other;

    // A place is given back when the close frame has been answered, later than the engine lets go of the connection.
    private async Task WaitUntilEmptyAsync(TimeSpan most)
    {
        var began = time.GetTimestamp();
        while (admission.Open > 0 && time.GetElapsedTime(began) < most) await Task.Delay(Look, time);
    }
}
