using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using GameServer.Protocol;

namespace GameServer.Hubs;

/// <summary>
/// Reads a move as clients write it, in one pass over its bytes. It refuses nothing: what it does not know by heart is left to
/// SignalR's reader and the strict settings, which then judge.
/// </summary>
internal static class MoveReader
{
    private const int Invocation = 1; // SignalR's hub protocol, message types

    // Of a move; one with more is read the long way.
    private const int MostArguments = 8;

    // The strict settings count from the argument on, which stands in an array in an object.
    private static readonly int MaxDepth = StrictJson.Options.MaxDepth + 2;

    /// <summary>A message without its separator, as the call <c>Send</c>; any thread.</summary>
    public static bool TryRead(ReadOnlySpan<byte> message, [NotNullWhen(true)] out string? invocation, [NotNullWhen(true)] out SendRequest? move)
    {
        (invocation, move) = (null, null);
        var reader = new Utf8JsonReader(message, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            var (isInvocation, isSend) = (false, false);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (!isInvocation && reader.ValueTextEquals("type"u8) && IsInvocation(ref reader)) isInvocation = true;
                else if (!isSend && reader.ValueTextEquals("target"u8) && IsSend(ref reader)) isSend = true;
                else if (invocation is null && reader.ValueTextEquals("invocationId"u8) && ReadText(ref reader) is { } id) invocation = id;
                else if (move is null && reader.ValueTextEquals("arguments"u8) && ReadArguments(ref reader, message) is { } asked) move = asked;
                else return false;
            }
            return isInvocation && isSend && invocation is not null && move is not null && reader.BytesConsumed == message.Length;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // no JSON, or a text that is none
        {
            return false;
        }
    }

    private static bool IsInvocation(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var type) && type == Invocation;

    private static bool IsSend(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(HubMethods.Send);

    private static string? ReadText(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;

    private static SendRequest? ReadArguments(ref Utf8JsonReader reader, ReadOnlySpan<byte> message)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray || !reader.Read() || reader.TokenType != JsonTokenType.StartObject) return null;
        var (room, name, n, args) = ((string?)null, (string?)null, 0L, (RawJson[]?)null);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (n == 0 && reader.ValueTextEquals("n"u8))
            {
                if (!reader.Read() || reader.TokenType != JsonTokenType.Number || !reader.TryGetInt64(out n) || n is < 1 or > RawJson.MaxInteger) return null;
            }
            else if (room is null && reader.ValueTextEquals("room"u8) && ReadText(ref reader) is { } code) room = code;
            else if (name is null && reader.ValueTextEquals("move"u8) && ReadText(ref reader) is { } called) name = called;
            else if (args is null && reader.ValueTextEquals("args"u8) && ReadValues(ref reader, message) is { } values) args = values;
            else return null;
        }
        return room is not null && name is not null && n > 0 && args is not null && reader.Read() && reader.TokenType == JsonTokenType.EndArray
            ? new SendRequest(room, n, name, args)
            : null;
    }

    // One copy holds them all: the bytes that are read belong to the connection and are used again.
    private static RawJson[]? ReadValues(ref Utf8JsonReader reader, ReadOnlySpan<byte> message)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) return null;
        Span<Range> values = stackalloc Range[MostArguments];
        var (count, first) = (0, (int)reader.BytesConsumed);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (count == MostArguments) return null;
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            values[count++] = (start - first)..((int)reader.BytesConsumed - first);
        }
        ReadOnlyMemory<byte> text = message[first..(int)reader.TokenStartIndex].ToArray();
        var args = new RawJson[count];
        for (var i = 0; i < count; i++) args[i] = new RawJson(text[values[i]]);
        return args;
    }
}
