using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using GameServer.Protocol;

namespace GameServer.Hubs;

/// <summary>
/// Reads what clients send all the time, moves, inputs and what they have seen, as they write it, in one pass over its bytes. It refuses
/// nothing: what it does not know by heart is left to SignalR's reader and the strict settings, which then judge.
/// </summary>
internal static class CallReader
{
    private const int Invocation = 1; // SignalR's hub protocol, message types

    // Of a move; one with more is read the long way.
    private const int MostArguments = 8;

    // The strict settings count from the argument on, which stands in an array in an object.
    private static readonly int MaxDepth = StrictJson.Options.MaxDepth + 2;

    /// <summary>A message without its separator, as a call of <c>Send</c>, <c>Input</c> or <c>Seen</c>; any thread.</summary>
    /// <param name="message">Its text.</param>
    /// <param name="names">Those of the client's calls before; they serve again where they are the same, and are replaced where they are not.</param>
    /// <param name="invocation">SignalR's name of the call; null: no answer is wanted.</param>
    /// <param name="request">Its argument.</param>
    public static bool TryRead(ReadOnlySpan<byte> message, ref CallNames names, out string? invocation, [NotNullWhen(true)] out object? request)
    {
        (invocation, request) = (null, null);
        var reader = new Utf8JsonReader(message, new JsonReaderOptions { MaxDepth = MaxDepth });
        try
        {
            var (isInvocation, target, fields) = (false, (string?)null, default(Fields));
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                // A name is compared only while the reader stands on it: of a number, which a ping has there, the comparison throws.
                var isKnown = reader.ValueTextEquals("type"u8) ? !isInvocation && (isInvocation = IsInvocation(ref reader))
                    : reader.ValueTextEquals("target"u8) ? target is null && (target = ReadTarget(ref reader)) is not null
                    : reader.ValueTextEquals("invocationId"u8) ? invocation is null && (invocation = ReadText(ref reader, known: null)) is not null
                    : reader.ValueTextEquals("arguments"u8) && fields.Room is null && ReadArguments(ref reader, message, ref names, ref fields);
                if (!isKnown) return false;
            }
            if (!isInvocation || target is null || reader.BytesConsumed != message.Length) return false;
            request = fields.AsRequest(target, invocation is not null);
            return request is not null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // no JSON, or a text that is none
        {
            return false;
        }
    }

    private static bool IsInvocation(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var type) && type == Invocation;

    private static string? ReadTarget(ref Utf8JsonReader reader) =>
        !reader.Read() || reader.TokenType != JsonTokenType.String ? null
        : reader.ValueTextEquals(HubMethods.Send) ? HubMethods.Send
        : reader.ValueTextEquals(HubMethods.Seen) ? HubMethods.Seen
        : reader.ValueTextEquals(HubMethods.Input) ? HubMethods.Input
        : null;

    private static string? ReadText(ref Utf8JsonReader reader, string? known) =>
        !reader.Read() || reader.TokenType != JsonTokenType.String ? null
        : known is not null && reader.ValueTextEquals(known) ? known
        : reader.GetString();

    private static bool ReadArguments(ref Utf8JsonReader reader, ReadOnlySpan<byte> message, ref CallNames names, ref Fields fields)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray || !reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var isKnown = reader.ValueTextEquals("room"u8) ? fields.Room is null && (fields.Room = ReadText(ref reader, names.Room)) is not null
                : reader.ValueTextEquals("n"u8) ? fields.N is null && (fields.N = ReadInteger(ref reader)) > 0
                : reader.ValueTextEquals("move"u8) ? fields.Move is null && (fields.Move = ReadText(ref reader, names.Move)) is not null
                : reader.ValueTextEquals("args"u8) ? fields.Args is null && (fields.Args = ReadValues(ref reader, message)) is not null
                : reader.ValueTextEquals("seq"u8) ? fields.Seq is null && (fields.Seq = ReadInteger(ref reader)) is not null
                : reader.ValueTextEquals("tick"u8) ? fields.Tick is null && (fields.Tick = ReadInteger(ref reader)) is not null
                : reader.ValueTextEquals("data"u8) && fields.Data is null && (fields.Data = ReadValue(ref reader, message)) is not null;
            if (!isKnown) return false;
        }
        (names.Room, names.Move) = (fields.Room, fields.Move ?? names.Move);
        return fields.Room is not null && reader.Read() && reader.TokenType == JsonTokenType.EndArray;
    }

    private static long? ReadInteger(ref Utf8JsonReader reader) =>
        reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) && number is >= 0 and <= RawJson.MaxInteger ? number : null;

    // Values are copied: the bytes that are read belong to the connection and are used again.
    private static RawJson? ReadValue(ref Utf8JsonReader reader, ReadOnlySpan<byte> message)
    {
        if (!reader.Read()) return null;
        var start = (int)reader.TokenStartIndex;
        reader.Skip();
        return new RawJson(message[start..(int)reader.BytesConsumed].ToArray());
    }

    // One copy holds them all.
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

    // What the argument of any of the calls has; its target, which may stand behind it, decides what it must have.
    private struct Fields
    {
        public string? Room, Move;
        public long? N, Seq, Tick;
        public RawJson[]? Args;
        public RawJson? Data;

        public readonly object? AsRequest(string target, bool isAnswered) => (target, this) switch
        {
            (HubMethods.Send, { N: { } n, Move: { } move, Args: { } args, Seq: null, Tick: null, Data: null }) when isAnswered => new SendRequest(Room!, n, move, args),
            (HubMethods.Seen, { Seq: { } seq, N: null, Move: null, Args: null, Data: null }) when !isAnswered => new SeenRequest(Room!, seq, Tick),
            (HubMethods.Input, { N: { } n, Data: { } data, Move: null, Args: null, Seq: null, Tick: null }) when !isAnswered => new InputRequest(Room!, n, data),
            _ => null,
        };
    }
}

/// <summary>Names that a client's calls have again and again. Used by the one reading loop of its connection.</summary>
internal struct CallNames
{
    public string? Room;
    public string? Move;
}
