using System.Buffers;
using System.Text.Unicode;
using GameServer.Protocol;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace GameServer.Hubs;

/// <summary>
/// Writes the two messages that a busy server writes all the time, events and the answer to a move, as SignalR's writer would.
/// What has names that would have to be escaped is left to that one. Any thread.
/// </summary>
internal static class MoveWriter
{
    // Bytes before the body: a room or a call named longer is written the long way.
    private const int MostHead = 256;

    private static readonly SearchValues<char> Plain = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_");

    /// <summary>The message with its separator; null: it is not one of the two.</summary>
    public static byte[]? Write(HubMessage message)
    {
        Span<byte> head = stackalloc byte[MostHead];
        return message switch
        {
            CompletionMessage { Result: RawJson result, InvocationId: { } id, Headers: null } when IsPlain(id)
                && Utf8.TryWrite(head, $"{{\"type\":3,\"invocationId\":\"{id}\",\"result\":", out var length) => Join(head[..length], result, "}\u001e"u8),
            InvocationMessage { Target: ClientMethods.Events, Arguments: [string room, string epoch, long first, RawJson entries], InvocationId: null, Headers: null, StreamIds: null }
                when IsPlain(room) && IsPlain(epoch)
                && Utf8.TryWrite(head, $"{{\"type\":1,\"target\":\"{ClientMethods.Events}\",\"arguments\":[\"{room}\",\"{epoch}\",{first},", out var length) => Join(head[..length], entries, "]}\u001e"u8),
            _ => null,
        };
    }

    private static bool IsPlain(string name) => !name.AsSpan().ContainsAnyExcept(Plain);

    private static byte[] Join(ReadOnlySpan<byte> head, RawJson body, ReadOnlySpan<byte> tail) => [.. head, .. body.Text.Span, .. tail];
}
