using System.Buffers;
using System.Text.Json;
using System.Text.Unicode;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>Writes what a room keeps as it travels: entries of <c>events</c>, and acks. Any thread; each has its own buffer.</summary>
internal static class EntryEncoder
{
    // A hidden range with the largest number there is.
    private const int HiddenBytes = 27;

    [ThreadStatic] private static ArrayBufferWriter<byte>? t_buffer;
    [ThreadStatic] private static Utf8JsonWriter? t_writer;

    /// <summary>The entry <c>{ type, at, from?, data }</c>, in the buffer of this thread: until its next call.</summary>
    /// <param name="published">What happened.</param>
    /// <param name="at">Unix milliseconds.</param>
    public static ReadOnlySpan<byte> Encode(Published published, long at)
    {
        var writer = Begin(out var buffer);
        writer.WriteStartObject();
        writer.WriteString("type"u8, published.Type);
        writer.WriteNumber("at"u8, at);
        if (published.From is not null) writer.WriteString("from"u8, published.From);
        writer.WritePropertyName("data"u8);
        writer.WriteRawValue(published.Data.Text.Span, skipInputValidation: true);
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan;
    }

    /// <summary>The ack of a decided move (<see cref="Ack"/>), in the buffer of this thread: until its next call.</summary>
    /// <param name="n">The move's number.</param>
    /// <param name="step">The decision.</param>
    /// <param name="seq">The step's last event; 0: it made none.</param>
    public static ReadOnlySpan<byte> Encode(long n, Step step, long seq)
    {
        var writer = Begin(out var buffer);
        writer.WriteStartObject();
        writer.WriteNumber("n"u8, n);
        writer.WriteBoolean("ok"u8, step.Ok);
        if (!step.Ok)
        {
            writer.WriteString("reason"u8, step.Reason);
            if (step.Text is not null) writer.WriteString("text"u8, step.Text);
        }
        else
        {
            if (step.Result is { } result)
            {
                writer.WritePropertyName("result"u8);
                writer.WriteRawValue(result.Text.Span, skipInputValidation: true);
            }
            if (seq > 0) writer.WriteNumber("seq"u8, seq);
        }
        writer.WriteEndObject();
        writer.Flush();
        return buffer.WrittenSpan;
    }

    private static Utf8JsonWriter Begin(out ArrayBufferWriter<byte> buffer)
    {
        buffer = t_buffer ??= new ArrayBufferWriter<byte>(1024);
        var writer = t_writer ??= new Utf8JsonWriter(buffer, new JsonWriterOptions { SkipValidation = true });
        buffer.ResetWrittenCount();
        writer.Reset();
        return writer;
    }

    /// <summary>
    /// The events as <paramref name="viewer"/> may see them: runs of numbers for others become one hidden range. A null viewer sees all.
    /// </summary>
    public static EventBatch Batch(string room, string epoch, IReadOnlyList<LogEvent> events, string? viewer)
    {
        var size = 2;
        for (var i = 0; i < events.Count; i++) size += Math.Max(events[i].Entry.Length, HiddenBytes) + 1;
        var around = new byte[EventBatch.Before + size + EventBatch.Behind];
        var (at, count, hidden) = (EventBatch.Before, 0, 0L);
        around[at++] = (byte)'[';
        for (var i = 0; i < events.Count; i++)
        {
            var item = events[i];
            if (viewer is not null && item.Audience is { } audience && !audience.Includes(viewer)) { hidden = item.Seq; continue; }
            if (hidden > 0) WriteHidden();
            if (count++ > 0) around[at++] = (byte)',';
            item.Entry.Span.CopyTo(around.AsSpan(at));
            at += item.Entry.Length;
        }
        if (hidden > 0) WriteHidden();
        around[at++] = (byte)']';
        return new EventBatch(room, epoch, events[0].Seq, events[^1].Seq, count, new RawJson(around.AsMemory(EventBatch.Before..at)), around);

        void WriteHidden()
        {
            if (count++ > 0) around[at++] = (byte)',';
            Utf8.TryWrite(around.AsSpan(at), $"{{\"hidden\":{hidden}}}", out var written);
            at += written;
            hidden = 0;
        }
    }
}
