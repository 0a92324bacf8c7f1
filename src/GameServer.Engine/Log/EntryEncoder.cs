using System.Buffers;
using System.Text;
using System.Text.Json;
using GameServer.Protocol;

namespace GameServer.Engine;

/// <summary>Writes what a room keeps as it travels: entries of <c>events</c>, and acks. Any thread; each has its own buffer.</summary>
internal static class EntryEncoder
{
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

    /// <summary>An ack, in the buffer of this thread: until its next call.</summary>
    public static ReadOnlySpan<byte> Encode(Ack ack)
    {
        var writer = Begin(out var buffer);
        JsonSerializer.Serialize(writer, ack, Wire.Json);
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
        for (var i = 0; i < events.Count; i++) size += events[i].Entry.Length + 1;
        var buffer = new ArrayBufferWriter<byte>(size + 32);
        var (count, hidden) = (0, 0L);
        buffer.Write("["u8);
        for (var i = 0; i < events.Count; i++)
        {
            var item = events[i];
            if (viewer is not null && item.Audience is { } audience && !audience.Includes(viewer)) { hidden = item.Seq; continue; }
            if (hidden > 0) WriteHidden();
            if (count++ > 0) buffer.Write(","u8);
            buffer.Write(item.Entry.Span);
        }
        if (hidden > 0) WriteHidden();
        buffer.Write("]"u8);
        return new EventBatch(room, epoch, events[0].Seq, events[^1].Seq, count, new RawJson(buffer.WrittenMemory));

        void WriteHidden()
        {
            if (count++ > 0) buffer.Write(","u8);
            Encoding.UTF8.GetBytes($"{{\"hidden\":{hidden}}}", buffer);
            hidden = 0;
        }
    }
}
