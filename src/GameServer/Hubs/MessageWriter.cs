using System.Buffers;
using System.Text.Unicode;
using GameServer.Delivery;
using GameServer.Engine;
using GameServer.Protocol;

namespace GameServer.Hubs;

/// <summary>
/// Writes what a busy server writes all the time, events, frames and the answers to moves, as SignalR's JSON writer would, straight
/// into a WebSocket frame. What has names that would have to be escaped is left to that one. Any thread.
/// </summary>
internal static class MessageWriter
{
    // Bytes before the body: a room or a call named longer is written the long way.
    private const int MostHead = 256;

    private static readonly SearchValues<char> Plain = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_");

    /// <summary>The frame; null: a name in it is not plain.</summary>
    public static ReadOnlyMemory<byte>? Write(EventBatch batch)
    {
        Span<byte> head = stackalloc byte[MostHead];
        return IsPlain(batch.Room) && IsPlain(batch.Epoch)
            && Utf8.TryWrite(head, $"{{\"type\":1,\"target\":\"{ClientMethods.Events}\",\"arguments\":[\"{batch.Room}\",\"{batch.Epoch}\",{batch.First},", out var length)
            ? Complete(batch, head[..length], "]}\u001e"u8)
            : default(ReadOnlyMemory<byte>?); // a plain null would become an empty memory
    }

    /// <inheritdoc cref="Write(EventBatch)"/>
    public static byte[]? Write(FrameMessage frame)
    {
        Span<byte> head = stackalloc byte[MostHead];
        return IsPlain(frame.Room)
            && Utf8.TryWrite(head, $"{{\"type\":1,\"target\":\"{ClientMethods.Frame}\",\"arguments\":[\"{frame.Room}\",{frame.Tick},{frame.BasedOn},", out var length)
            ? Join(head[..length], frame.Data, "]}\u001e"u8)
            : null;
    }

    /// <inheritdoc cref="Write(EventBatch)"/>
    public static byte[]? Write(string invocation, RawJson ack)
    {
        Span<byte> head = stackalloc byte[MostHead];
        return IsPlain(invocation) && Utf8.TryWrite(head, $"{{\"type\":3,\"invocationId\":\"{invocation}\",\"result\":", out var length)
            ? Join(head[..length], ack, "}\u001e"u8)
            : null;
    }

    private static bool IsPlain(string name) => !name.AsSpan().ContainsAnyExcept(Plain);

    // In the array that holds the entries: writers that race write the same bytes.
    private static ReadOnlyMemory<byte> Complete(EventBatch batch, ReadOnlySpan<byte> head, ReadOnlySpan<byte> tail)
    {
        var entries = batch.Entries.Text.Length;
        var length = head.Length + entries + tail.Length;
        var first = EventBatch.Before - head.Length - HubEncoding.HeaderBytes(length);
        if (batch.Around is not { } around || first < 0) return Join(head, batch.Entries, tail);
        HubEncoding.WriteHeader(around.AsSpan(first), isText: true, length);
        head.CopyTo(around.AsSpan(EventBatch.Before - head.Length));
        tail.CopyTo(around.AsSpan(EventBatch.Before + entries));
        return around.AsMemory(first..(EventBatch.Before + entries + tail.Length));
    }

    private static byte[] Join(ReadOnlySpan<byte> head, RawJson body, ReadOnlySpan<byte> tail)
    {
        var text = body.Text.Span;
        var frame = HubEncoding.Frame(isText: true, head.Length + text.Length + tail.Length, out var payload);
        head.CopyTo(payload);
        text.CopyTo(payload[head.Length..]);
        tail.CopyTo(payload[(head.Length + text.Length)..]);
        return frame;
    }
}
