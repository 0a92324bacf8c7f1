using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace GameServer.IntegrationTests.Host;

/// <summary>Keeps every line a server under test logs, with its values.</summary>
public sealed class LogCatcher : ILoggerProvider
{
    private readonly ConcurrentQueue<Line> _lines = new();
    private readonly ConcurrentDictionary<int, bool> _expected = new();
    private readonly ConcurrentDictionary<int, TaskCompletionSource<Line>> _awaited = new();

    /// <summary>One line.</summary>
    public sealed record Line(LogLevel Level, int Id, string Source, string Text);

    /// <summary>All lines so far.</summary>
    public IReadOnlyList<Line> Lines => [.. _lines];

    /// <summary>The first line of this id, once it is there: a server may write it after its client has the answer.</summary>
    public Task<Line> SeesAsync(int id)
    {
        var seen = _awaited.GetOrAdd(id, _ => new TaskCompletionSource<Line>(TaskCreationOptions.RunContinuationsAsynchronously));
        if (_lines.FirstOrDefault(line => line.Id == id) is { } there) seen.TrySetResult(there);
        return seen.Task.WaitAsync(RunningServer.Patience);
    }

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
            var line = new Line(logLevel, eventId.Id, source, $"{formatter(state, exception)} {values} {exception}");
            catcher._lines.Enqueue(line);
            if (catcher._awaited.TryGetValue(line.Id, out var awaited)) awaited.TrySetResult(line);
        }
    }
}
