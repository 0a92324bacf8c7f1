using System.Text;

namespace GameServer.LoadTool;

/// <summary>A client of the bare Kestrel broadcast: the first message names the room, every other one is for it.</summary>
internal sealed class BarePeer(Loop loop, Uri server) : Peer(loop, server)
{
    private readonly TaskCompletionSource _entered = new();

    public override async Task<string> EnterAsync(string? room)
    {
        room ??= Names.Next();
        await OpenAsync("/ws");
        Link.Send(Encoding.ASCII.GetBytes(room));
        await _entered.Task;
        return room;
    }

    protected override void SendMove(ReadOnlySpan<byte> payload) => Link.Send(payload);

    protected override void OnMessage(ReadOnlySpan<byte> message)
    {
        if (Take(message) == 0) _entered.TrySetResult();
    }
}

/// <summary>A client of Socket.IO: engine.io's and socket.io's packets, by hand.</summary>
internal sealed class SocketIoPeer(Loop loop, Uri server) : Peer(loop, server)
{
    private readonly TaskCompletionSource _connected = new();
    private readonly TaskCompletionSource _entered = new();
    private byte[] _head = [];
    private byte[] _move = [];

    public override async Task<string> EnterAsync(string? room)
    {
        room ??= Names.Next();
        await OpenAsync("/socket.io/?EIO=4&transport=websocket");
        Link.Send("40"u8);
        await _connected.Task;
        Link.Send(Encoding.ASCII.GetBytes($"420[\"join\",\"{room}\"]"));
        await _entered.Task;
        _head = Encoding.ASCII.GetBytes($"42[\"move\",\"{room}\",");
        return room;
    }

    protected override void SendMove(ReadOnlySpan<byte> payload)
    {
        if (_move.Length == 0) _move = [.. _head, .. payload, (byte)']'];
        payload.CopyTo(_move.AsSpan(_head.Length));
        Link.Send(_move);
    }

    protected override void OnMessage(ReadOnlySpan<byte> message)
    {
        if (message.StartsWith("42[\"frame\""u8)) TakeFrame();
        else if (message.StartsWith("42"u8)) Take(message);
        else if (message.StartsWith("40"u8)) _connected.TrySetResult();
        else if (message.StartsWith("43"u8)) _entered.TrySetResult();
        else if (message.SequenceEqual("2"u8)) Link.Send("3"u8);
    }
}

/// <summary>Names for rooms that the server does not name.</summary>
internal static class Names
{
    private static int s_rooms;

    public static string Next(string kind = "room") => $"{kind}-{++s_rooms}";
}
