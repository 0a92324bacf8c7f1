using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace GameServer.LoadTool;

/// <summary>A client of this server: numbered moves that are answered, events with numbers, and the word that they were taken.</summary>
/// <param name="isPacked">Whether it speaks MessagePack.</param>
/// <param name="game">The game of rooms it opens.</param>
internal sealed class OurPeer(Loop loop, Uri server, bool isPacked = false, string game = "relay") : HubPeer(loop, server, isPacked)
{
    private const int SeenEveryFrames = 8;

    // As the client libraries do it.
    private const int SeenEvery = 64, SeenEveryBytes = 16_384;
    private const long SeenAtLeast = 1_000_000;

    // The protocol's limit of moves without ack.
    private const int MovesUnderWay = 16;

    private readonly ArrayBufferWriter<byte> _out = new(512);
    private readonly Queue<byte[]> _held = new();
    private int _open;
    private long _n;
    private byte[] _room = [];
    private string _token = "";
    private string _epoch = "";
    private long _tick;
    private int _frames;
    private long _taken;
    private long _seen;
    private long _seenAt;
    private int _unseenBytes;

    public override async Task<string> EnterAsync(string? room)
    {
        await ConnectAsync();
        var welcome = await AskAsync("Hello", "{\"protocol\":1,\"name\":\"load\"}");
        if (!welcome.TryGetProperty("token", out var token)) throw new InvalidOperationException($"Refused: {welcome}");
        _token = token.GetString()!;
        var joined = room is null
            ? await AskAsync("Create", $"{{\"game\":\"{game}\"}}")
            : await AskAsync("Join", $"{{\"room\":\"{room}\"}}");
        // A node that did not answer when it was to be passed a connection is answered for: the room was opened where the clients come in.
        if (joined.TryGetProperty("reason", out var reason) && reason.GetString() == "moved" && joined.GetProperty("url").GetString() is { } query)
        {
            Leave();
            Query = query;
            return await EnterAsync(room);
        }
        if (!joined.GetProperty("ok").GetBoolean()) throw new InvalidOperationException($"Refused: {joined}");
        room = joined.GetProperty("room").GetString()!;
        _room = Encoding.ASCII.GetBytes(room);
        _epoch = joined.GetProperty("epoch").GetString()!;
        _taken = Math.Max(_taken, joined.GetProperty("head").GetInt64());
        return room;
    }

    /// <summary>Comes back after <see cref="Peer.Leave"/>, with the cursor of what it has. How many events it missed.</summary>
    public async Task<long> ReturnAsync()
    {
        await ConnectAsync();
        var cursor = $"{{\"room\":\"{Encoding.ASCII.GetString(_room)}\",\"cursor\":{{\"epoch\":\"{_epoch}\",\"seq\":{_taken}}}}}";
        var welcome = await AskAsync("Hello", $"{{\"protocol\":1,\"token\":\"{_token}\",\"takeOver\":true,\"join\":[{cursor}]}}");
        var joined = welcome.GetProperty("joined")[0];
        if (IsUnavailable(joined)) joined = await AskAsync("Join", cursor);
        if (!joined.GetProperty("ok").GetBoolean() || joined.GetProperty("resume").GetString() != "replay")
            throw new InvalidOperationException($"No replay: {joined}");
        return joined.GetProperty("missed").GetInt64();
    }

    // What cannot be had within a second is asked for again, as the client libraries do it: a server that has just started keeps a crowd waiting.
    private async Task<JsonElement> AskAsync(string method, string arguments)
    {
        for (; ; )
        {
            var answer = await CallAsync(method, arguments);
            if (!IsUnavailable(answer)) return answer;
        }
    }

    private static bool IsUnavailable(JsonElement answer) => answer.TryGetProperty("reason", out var reason) && reason.GetString() == "unavailable";

    public override bool IsAnswered => _open == 0;

    // As the client libraries do it: what may not be under way yet waits here, and its lateness counts.
    protected override void SendMove(ReadOnlySpan<byte> payload)
    {
        if (_open == MovesUnderWay) _held.Enqueue(payload.ToArray());
        else Send(payload);
    }

    private void Send(ReadOnlySpan<byte> payload)
    {
        _open++;
        _n++;
        _out.ResetWrittenCount();
        _out.Write("{\"type\":1,\"invocationId\":\""u8);
        Write(_n);
        _out.Write("\",\"target\":\"Send\",\"arguments\":[{\"room\":\""u8);
        _out.Write(_room);
        _out.Write("\",\"n\":"u8);
        Write(_n);
        _out.Write(",\"move\":\"emit\",\"args\":[\"event\","u8);
        _out.Write(payload);
        _out.Write("]}]}\u001e"u8);
        Say(_out.WrittenSpan);
    }

    public override void Heartbeat()
    {
        if (_room.Length > 0) Seen(Loop.Now);
        base.Heartbeat();
    }

    // {"type":1,...,"target":"events","arguments":["ROOM","EPOCH",first,[{"type":"event","at":...,"from":"...","data":"~..."},...]]}
    protected override void OnInvocation(ReadOnlySpan<byte> record)
    {
        if (_room.Length == 0 || record.IndexOf(_room) < 0) return;
        if (record.IndexOf("\"target\":\"frame\""u8) >= 0)
        {
            OnFrame(record);
            return;
        }
        if (record.IndexOf("\"events\""u8) < 0) return;
        Take(record);
        var entries = record[record.IndexOf("["u8)..];
        var head = entries[..entries.IndexOf(",["u8)];
        Utf8Parser.TryParse(head[(head.LastIndexOf((byte)',') + 1)..], out long first, out _);
        _taken = first + Count(entries) - 1;
        var now = Loop.Now;
        _unseenBytes += record.Length;
        if (_taken - _seen >= SeenEvery || _unseenBytes >= SeenEveryBytes || now - _seenAt >= SeenAtLeast) Seen(now);
    }

    // {"type":1,...,"target":"frame","arguments":["ROOM",tick,basedOn,data]}
    private void OnFrame(ReadOnlySpan<byte> record)
    {
        TakeFrame();
        var arguments = record[record.IndexOf("["u8)..];
        Utf8Parser.TryParse(arguments[(arguments.IndexOf((byte)',') + 1)..], out _tick, out _);
        if (++_frames % SeenEveryFrames == 0) Seen(Loop.Now);
    }

    private static int Count(ReadOnlySpan<byte> entries)
    {
        var count = 0;
        for (int at; (at = entries.IndexOf("\"at\":"u8)) >= 0; count++) entries = entries[(at + 5)..];
        return count;
    }

    private void Seen(long now)
    {
        (_seen, _seenAt, _unseenBytes) = (_taken, now, 0);
        _out.ResetWrittenCount();
        _out.Write("{\"type\":1,\"target\":\"Seen\",\"arguments\":[{\"room\":\""u8);
        _out.Write(_room);
        _out.Write("\",\"seq\":"u8);
        Write(_taken);
        if (_tick > 0)
        {
            _out.Write(",\"tick\":"u8);
            Write(_tick);
        }
        _out.Write("}]}\u001e"u8);
        Say(_out.WrittenSpan);
    }

    // {"type":3,...,"invocationId":"17","result":{"n":17,"ok":true,"seq":40}}
    protected override void OnCompletion(ReadOnlySpan<byte> record)
    {
        if (record.IndexOf("\"invocationId\":\"c\""u8) >= 0)
        {
            base.OnCompletion(record);
            return;
        }
        if (record.IndexOf("\"ok\":true"u8) >= 0) Tally.Acked++;
        else Tally.Refused++;
        _open--;
        if (_held.TryDequeue(out var next)) Send(next);
    }

    private void Write(long number)
    {
        Utf8Formatter.TryFormat(number, _out.GetSpan(20), out var written);
        _out.Advance(written);
    }
}
