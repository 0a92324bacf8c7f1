using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace GameServer.IntegrationTests.Host;

/// <summary>Keeps every line a server under test logs, with its values.</summary>
public sealed class LogCatcher : ILoggerProvider
{
    private readonly ConcurrentQueue<Line> _lines = new();
    private readonly ConcurrentDictionary<int, bool> _expected = new();

    /// <summary>One line.</summary>
    public sealed record Line(LogLevel Level, int Id, string Source, string Text);

    /// <summary>All lines so far.</summary>
    public IReadOnlyList<Line> Lines => [.. _lines];

    /// <summary>Errors nobody expected.</summary>
    public IEnumerable<Line> Errors => _lines.Where(line => line.Level >= LogLevel.Error && !_expected.ContainsKey(line.Id));

    /// <summary>Lines of this id are part of the test.</summary>
    public void Expect(int id) => _expected[id] = true;

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Logger(LogCatcher catcher, string source) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            var values = state is IEnumerable<KeyValuePair<string, object?>> pairs ? string.Join(' ', pairs.Select(pair => $"{pair.Key}={pair.Value}")) : "";
            catcher._lines.Enqueue(new Line(logLevel, eventId.Id, source, $"{formatter(state, exception)} {values} {exception}"));
        }
    }
}
