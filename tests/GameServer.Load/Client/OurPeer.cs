using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace GameServer.Load;

/// <summary>A client of this server: numbered moves that are answered, events with numbers, and the word that they were taken.</summary>
internal sealed class OurPeer(Loop loop, Uri server) : HubPeer(loop, server)
{
    // As the client libraries do it.
    private const int SeenEvery = 64;
    private const long SeenAtLeast = 1_000_000;

    private readonly ArrayBufferWriter<byte> _out = new(512);
    private byte[] _room = [];
    private long _taken;
    private long _seen;
    private long _seenAt;

    public override async Task<string> EnterAsync(string? room, int receiveBytes)
    {
        await ConnectAsync(receiveBytes);
        await CallAsync("Hello", "{\"protocol\":1,\"name\":\"load\"}");
        var joined = room is null
            ? await CallAsync("Create", "{\"game\":\"relay\"}")
            : await CallAsync("Join", $"{{\"room\":\"{room}\"}}");
        if (!joined.GetProperty("ok").GetBoolean()) throw new InvalidOperationException($"Refused: {joined}");
        room = joined.GetProperty("room").GetString()!;
        _room = Encoding.ASCII.GetBytes(room);
        _taken = Math.Max(_taken, joined.GetProperty("head").GetInt64());
        return room;
    }

    protected override void SendMove(ReadOnlySpan<byte> payload)
    {
        _out.ResetWrittenCount();
        _out.Write("{\"type\":1,\"invocationId\":\""u8);
        Write(Sent);
        _out.Write("\",\"target\":\"Send\",\"arguments\":[{\"room\":\""u8);
        _out.Write(_room);
        _out.Write("\",\"n\":"u8);
        Write(Sent);
        _out.Write(",\"move\":\"emit\",\"args\":[\"event\","u8);
        _out.Write(payload);
        _out.Write("]}]}\u001e"u8);
        Link.Send(_out.WrittenSpan);
    }

    public override void Heartbeat()
    {
        if (_room.Length > 0) Seen(Loop.Now);
        base.Heartbeat();
    }

    // {"type":1,"target":"events","arguments":["ROOM","EPOCH",first,[{"type":"event","at":...,"from":"...","data":"~..."},...]]}
    protected override void OnInvocation(ReadOnlySpan<byte> record)
    {
        if (_room.Length == 0 || record.IndexOf("\"events\""u8) < 0 || record.IndexOf(_room) < 0) return;
        Take(record);
        var entries = record[record.IndexOf("["u8)..];
        var head = entries[..entries.IndexOf(",["u8)];
        Utf8Parser.TryParse(head[(head.LastIndexOf((byte)',') + 1)..], out long first, out _);
        _taken = first + Count(entries) - 1;
        var now = Loop.Now;
        if (_taken - _seen >= SeenEvery || now - _seenAt >= SeenAtLeast) Seen(now);
    }

    private static int Count(ReadOnlySpan<byte> entries)
    {
        var count = 0;
        for (int at; (at = entries.IndexOf("\"at\":"u8)) >= 0; count++) entries = entries[(at + 5)..];
        return count;
    }

    private void Seen(long now)
    {
        (_seen, _seenAt) = (_taken, now);
        _out.ResetWrittenCount();
        _out.Write("{\"type\":1,\"target\":\"Seen\",\"arguments\":[{\"room\":\""u8);
        _out.Write(_room);
        _out.Write("\",\"seq\":"u8);
        Write(_taken);
        _out.Write("}]}\u001e"u8);
        Link.Send(_out.WrittenSpan);
    }

    // {"type":3,"invocationId":"17","result":{"n":17,"ok":true,"seq":40}}
    protected override void OnCompletion(ReadOnlySpan<byte> record)
    {
        if (_room.Length == 0 || record.IndexOf("\"invocationId\":\"c\""u8) >= 0)
        {
            base.OnCompletion(record);
            return;
        }
        if (record.IndexOf("\"ok\":true"u8) >= 0) Tally.Acked++;
        else Tally.Refused++;
    }

    private void Write(long number)
    {
        Utf8Formatter.TryFormat(number, _out.GetSpan(20), out var written);
        _out.Advance(written);
    }
}
