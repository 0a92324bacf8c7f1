using System.Threading.Channels;
using Microsoft.Extensions.Logging;

namespace GameServer.Client;

/// <summary>Calls the application's handlers one at a time, in order, on the thread pool; one that throws stops nobody.</summary>
internal sealed partial class SerialEvents
{
    private readonly Channel<Action> _calls = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ILogger _logger;

    public SerialEvents(ILogger logger)
    {
        _logger = logger;
        _ = RunAsync();
    }

    /// <summary>Queues a call; from any thread, under any lock.</summary>
    public void Post(Action call) => _calls.Writer.TryWrite(call);

    /// <summary>Ends after what was posted so far.</summary>
    public void Complete() => _calls.Writer.TryComplete();

    private async Task RunAsync()
    {
        while (await _calls.Reader.WaitToReadAsync())
        {
            while (_calls.Reader.TryRead(out var call))
            {
                try
                {
                    call();
                }
                catch (Exception e)
                {
                    Log.HandlerThrew(_logger, e);
                }
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(3001, LogLevel.Error, "A handler of GameClient.LinkChanged or GameClient.Noticed threw.")]
        public static partial void HandlerThrew(ILogger logger, Exception exception);
    }
}
