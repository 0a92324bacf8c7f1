using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Json;

namespace GameServer.Operations;

/// <summary>
/// One JSON object a line: <c>time</c> (UTC), <c>level</c>, <c>id</c> (of the event, by which a line is found again), <c>message</c>, <c>source</c>,
/// <c>node</c> (the computer), <c>trace</c> where there is one, then the values by name. No value is longer than 256 characters, and none can begin a line of its own,
/// steer the terminal of whoever reads it, or turn what stands behind it around.
/// </summary>
internal sealed class JsonLines : ITextFormatter
{
    private const int MaxText = 256;

    private static readonly string[] Own = ["time", "level", "id", "message", "source", "node", "trace", "exception"];

    private static readonly JsonValueFormatter Values = new(typeTagName: null);

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var line = new StringWriter(CultureInfo.InvariantCulture);
        Write(logEvent, line);
        // Outside of its texts a line is ASCII, so an escape may stand for whatever is not.
        foreach (var part in line.GetStringBuilder().GetChunks())
        {
            foreach (var c in part.Span)
            {
                if (IsShown(c)) output.Write(c);
                else output.Write(string.Create(CultureInfo.InvariantCulture, $"\\u{(int)c:X4}"));
            }
        }
        output.WriteLine();
    }

    // What JSON itself wants escaped is by now. Terminals obey the control characters from 80 to 9F too, and many readers of lines end one at U+0085 and U+2028.
    private static bool IsShown(char c) => c < '\x7f' || char.GetUnicodeCategory(c)
        is not (UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);

    private static void Write(LogEvent logEvent, StringWriter output)
    {
        var values = logEvent.Properties.ToDictionary(p => p.Key, p => Cut(p.Value), StringComparer.Ordinal);
        output.Write($"{{\"time\":\"{logEvent.Timestamp.UtcDateTime:yyyy-MM-ddTHH:mm:ss.fffZ}\",\"level\":\"{logEvent.Level}\"");
        if (values.Remove("EventId", out var eventId) && IdOf(eventId) is { } id) output.Write(string.Create(CultureInfo.InvariantCulture, $",\"id\":{id}"));
        WriteText(output, "message", logEvent.MessageTemplate.Render(values, CultureInfo.InvariantCulture));
        if (values.Remove("SourceContext", out var source) && source is ScalarValue { Value: string category }) WriteText(output, "source", category);
        WriteText(output, "node", Environment.MachineName);
        if (logEvent.TraceId is { } trace) WriteText(output, "trace", trace.ToHexString());
        foreach (var (name, value) in values)
        {
            var key = char.ToLowerInvariant(name[0]) + name[1..];
            WriteName(output, Own.Contains(key) ? key + "_" : key);
            Values.Format(value, output);
        }
        if (logEvent.Exception is { } exception) WriteText(output, "exception", exception.ToString());
        output.Write('}');
    }

    private static LogEventPropertyValue Cut(LogEventPropertyValue value) =>
        value is ScalarValue { Value: string { Length: > MaxText } text } ? new ScalarValue(text[..MaxText]) : value;

    private static int? IdOf(LogEventPropertyValue eventId) =>
        eventId is StructureValue { Properties: var parts } && parts.FirstOrDefault(part => part.Name == "Id")?.Value is ScalarValue { Value: int id } ? id : null;

    private static void WriteText(TextWriter output, string name, string text)
    {
        WriteName(output, name);
        JsonValueFormatter.WriteQuotedJsonString(text, output);
    }

    private static void WriteName(TextWriter output, string name)
    {
        output.Write(',');
        JsonValueFormatter.WriteQuotedJsonString(name, output);
        output.Write(':');
    }
}
