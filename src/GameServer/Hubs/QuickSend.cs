using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Unicode;
using GameServer.Protocol;

namespace GameServer.Hubs;

/// <summary>
/// The one call that makes a server busy, <c>Send</c>, read where it arrives: SignalR's way to a hub method (binding, a scope, a hub,
/// a task, a completion of its own) costs more than everything else about a move. Only what is plainly right is taken;
/// whatever is unusual goes the long way, which judges it and says what is wrong.
/// </summary>
internal static class QuickSend
{
    private const byte RecordEnd = 0x1E;

    /// <summary>Takes the next record off the input if it is such a call. False: the input is as it was.</summary>
    public static bool TryTake(ref ReadOnlySequence<byte> input, [NotNullWhen(true)] out SendRequest? move, [NotNullWhen(true)] out string? call)
    {
        (move, call) = (null, null);
        var bytes = input.FirstSpan;
        var end = bytes.IndexOf(RecordEnd);
        if (end < 0) return false;
        var record = bytes[..end];
        // An escape may hide half a character, which no text of ours may carry; names are then not compared as they stand, either.
        if (record.IndexOf("\"Send\""u8) < 0 || record.IndexOf("\\u"u8) >= 0 || !Utf8.IsValid(record)) return false;
        try
        {
            if (!TryRead(record, out move, out call) || move is null || call is null) return false;
        }
        catch (JsonException)
        {
            return false;
        }
        input = input.Slice(end + 1);
        return true;
    }

    // {"type":1,"invocationId":"7","target":"Send","arguments":[{...}]}, in any order, each once, and nothing else.
    private static bool TryRead(ReadOnlySpan<byte> record, out SendRequest? move, out string? call)
    {
        (move, call) = (null, null);
        var (isCall, isSend) = (false, false);
        var reader = new Utf8JsonReader(record);
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (!isCall && reader.ValueTextEquals("type"u8))
                isCall = reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var type) && type == 1;
            else if (!isSend && reader.ValueTextEquals("target"u8)) isSend = reader.Read() && reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("Send"u8);
            else if (call is null && reader.ValueTextEquals("invocationId"u8)) call = Text(ref reader);
            else if (move is null && reader.ValueTextEquals("arguments"u8))
            {
                if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray || !TryReadMove(ref reader, record, out move)) return false;
                if (!reader.Read() || reader.TokenType != JsonTokenType.EndArray) return false;
            }
            else return false;
        }
        return reader.TokenType == JsonTokenType.EndObject && !reader.Read() && isCall && isSend && call is { Length: > 0 } && move is not null;
    }

    // {"room":"K7Q2M","n":7,"move":"emit","args":[...]}
    private static bool TryReadMove(ref Utf8JsonReader reader, ReadOnlySpan<byte> record, out SendRequest? request)
    {
        request = null;
        string? room = null, move = null;
        long? n = null;
        List<RawJson>? args = null;
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject) return false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (room is null && reader.ValueTextEquals("room"u8)) room = Text(ref reader);
            else if (move is null && reader.ValueTextEquals("move"u8)) move = Text(ref reader);
            else if (n is null && reader.ValueTextEquals("n"u8)) n = reader.Read() && reader.TokenType == JsonTokenType.Number && reader.TryGetInt64(out var number) ? number : null;
            else if (args is null && reader.ValueTextEquals("args"u8)) args = Values(ref reader, record);
            else return false;
        }
        if (reader.TokenType != JsonTokenType.EndObject || room is null || move is null || n is not (> 0 and <= RawJson.MaxInteger)) return false;
        request = new SendRequest(room, n.Value, move, args);
        return true;
    }

    private static string? Text(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.String ? reader.GetString() : null;

    // As they stand, in a copy of their own: the input's memory is used again.
    private static List<RawJson>? Values(ref Utf8JsonReader reader, ReadOnlySpan<byte> record)
    {
        if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray) return null;
        var values = new List<RawJson>(2);
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            var start = (int)reader.TokenStartIndex;
            reader.Skip();
            values.Add(new RawJson(record[start..(int)reader.BytesConsumed].ToArray()));
        }
        return values;
    }
}
