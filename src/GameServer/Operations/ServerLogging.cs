using Serilog;
using Serilog.Extensions.Logging;

namespace GameServer.Operations;

/// <summary>JSON lines on stdout, and what is kept out of them.</summary>
internal static class ServerLogging
{
    public static void AddJsonLines(this ILoggingBuilder logging)
    {
        logging.ClearProviders();
        // Its own AddSerilog would let everything through, whatever the filters say.
        var lines = new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Console(new JsonLines()).CreateLogger();
        logging.Services.AddSingleton<ILoggerProvider>(_ => new SerilogLoggerProvider(lines, dispose: true));
        logging.Services.PostConfigure<LoggerFilterOptions>(filter =>
        {
            // First, so that the section Logging of the configuration overrules it.
            filter.Rules.Insert(0, new LoggerFilterRule(null, "Microsoft", LogLevel.Warning, null));
            // Heard at all, it keeps an Activity and a scope as long as a connection lives. It has two lines for each request, below Warning, and
            // says why a start failed, which the start says itself.
            filter.Rules.Insert(0, new LoggerFilterRule(null, "Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None, null));
            // Whoever started the server is told in a sentence why it did not; the host would write its stack before.
            filter.Rules.Add(new LoggerFilterRule(null, "Microsoft.Extensions.Hosting.Internal.Host", LogLevel.None, null));
            // Last, so that nothing does: below Information SignalR writes the arguments of calls, and a Hello brings the token.
            filter.Rules.Add(new LoggerFilterRule(null, "Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", LogLevel.Information, null));
        });
    }
}
