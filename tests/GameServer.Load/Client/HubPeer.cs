using System.Buffers;
using System.Text;
using System.Text.Json;
using GameServer.Protocol;

namespace GameServer.LoadTool;

/// <summary>A client of a SignalR hub that speaks its JSON protocol by hand.</summary>
/// <param name="isPacked">Whether what it says and hears travels as MessagePack.</param>
internal abstract class HubPeer(Loop loop, Uri server, bool isPacked = false) : Peer(loop, server)
{
    private const byte RecordEnd = 0x1E;

    private readonly MessagePackWriter _packed = new();
    private readonly ArrayBufferWriter<byte> _binary = new(), _unpacked = new();

    private TaskCompletionSource _shaken = new();
    private TaskCompletionSource<JsonElement>? _answer;
    private bool _isShaken;

    /// <summary>Of the hub's address.</summary>
    protected string Query { get; set; } = server.Query;

    /// <summary>Connects, handshake included.</summary>
    protected async Task ConnectAsync()
    {
        (_shaken, _isShaken) = (new(), false);
        await OpenAsync("/hub" + Query);
        Link.Send(isPacked ? "{\"protocol\":\"messagepack\",\"version\":1}\u001e"u8 : "{\"protocol\":\"json\",\"version\":1}\u001e"u8);
        await _shaken.Task;
    }

    /// <summary>Calls the hub; one call at a time.</summary>
    protected Task<JsonElement> CallAsync(string method, string arguments)
    {
        _answer = new();
        Say(Encoding.UTF8.GetBytes($"{{\"type\":1,\"invocationId\":\"c\",\"target\":\"{method}\",\"arguments\":[{arguments}]}}\u001e"));
        return _answer.Task;
    }

    public override void Heartbeat() => Say("{\"type\":6}\u001e"u8);

    /// <summary>Sends one record, its end included.</summary>
    protected void Say(ReadOnlySpan<byte> record)
    {
        if (!isPacked)
        {
            Link.Send(record);
            return;
        }
        _packed.Clear();
        MessagePackMessage.FromJson(record, _packed);
        _binary.ResetWrittenCount();
        _packed.CopyTo(_binary);
        Link.SendBinary(_binary.WrittenSpan);
    }

    protected override void OnMessage(ReadOnlySpan<byte> message)
    {
        if (!isPacked || !_isShaken)
        {
            OnRecords(message);
            return;
        }
        var packed = new ReadOnlySequence<byte>(message.ToArray());
        while (MessagePackMessage.TryTake(ref packed, out var one))
        {
            _unpacked.ResetWrittenCount();
            MessagePackMessage.ToJson(one.FirstSpan, _unpacked);
            OnRecords(_unpacked.WrittenSpan);
        }
    }

    private void OnRecords(ReadOnlySpan<byte> message)
    {
        for (var end = message.IndexOf(RecordEnd); end >= 0; end = message.IndexOf(RecordEnd))
        {
            var record = message[..end];
            message = message[(end + 1)..];
            if (!_isShaken)
            {
                _isShaken = true;
                _shaken.TrySetResult();
            }
            else if (record.StartsWith("{\"type\":1,"u8)) OnInvocation(record);
            else if (record.StartsWith("{\"type\":3,"u8)) OnCompletion(record);
        }
    }

    protected abstract void OnInvocation(ReadOnlySpan<byte> record);

    /// <summary>The answer to a call of <see cref="CallAsync"/>, unless a subclass knows better.</summary>
    protected virtual void OnCompletion(ReadOnlySpan<byte> record)
    {
        var reader = new Utf8JsonReader(record);
        var answer = JsonElement.ParseValue(ref reader);
        if (answer.TryGetProperty("error", out var error)) _answer!.SetException(new InvalidOperationException(error.GetString()));
        else _answer!.SetResult(answer.TryGetProperty("result", out var result) ? result : default);
    }
}

/// <summary>A client of stock SignalR with plain groups: sends without waiting for an answer, which is all that groups can do.</summary>
internal sealed class GroupsPeer(Loop loop, Uri server) : HubPeer(loop, server)
{
    private byte[] _head = [];
    private byte[] _move = [];

    public override async Task<string> EnterAsync(string? room)
    {
        room ??= Names.Next();
        await ConnectAsync();
        await CallAsync("Join", $"\"{room}\"");
        _head = Encoding.ASCII.GetBytes($"{{\"type\":1,\"target\":\"Move\",\"arguments\":[\"{room}\",");
        return room;
    }

    protected override void SendMove(ReadOnlySpan<byte> payload)
    {
        if (_move.Length == 0) _move = [.. _head, .. payload, .. "]}\u001e"u8];
        payload.CopyTo(_move.AsSpan(_head.Length));
        Say(_move);
    }

    protected override void OnInvocation(ReadOnlySpan<byte> record)
    {
        if (record.StartsWith("{\"type\":1,\"target\":\"frame\""u8)) TakeFrame();
        else Take(record);
    }
}
