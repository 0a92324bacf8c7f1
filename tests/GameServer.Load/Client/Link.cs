using System.Buffers;
using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace GameServer.LoadTool;

/// <summary>One WebSocket on a raw socket: frames in both directions, without compression. Used by its loop's thread alone.</summary>
internal sealed class Link : IDisposable
{
    private const byte Text = 1, Binary = 2, Close = 8, Ping = 9, Pong = 10;

    private readonly Loop _loop;
    private readonly Socket _socket;
    private readonly int _handle;
    private readonly int _key;
    private readonly LinkHandler _handler;
    private readonly TaskCompletionSource _opened = new();
    private readonly ArrayBufferWriter<byte> _message = new(256); // of a message in several frames
    private readonly byte[] _out = new byte[1024];
    private byte[] _rest = [];     // read, not yet a whole frame
    private int _restLength;
    private List<byte>? _unsent;
    private bool _isOpen;
    private bool _isReading = true;

    /// <summary>Connects and asks for the upgrade; <see cref="Opened"/> says when it was granted.</summary>
    public Link(Loop loop, Uri server, string path, LinkHandler handler)
    {
        (_loop, _handler) = (loop, handler);
        _socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        _socket.Connect(IPAddress.Loopback, server.Port);
        _socket.Blocking = false;
        _handle = (int)_socket.Handle;
        _key = loop.Add(this, _handle);
        Write(Encoding.ASCII.GetBytes(
            $"GET {path} HTTP/1.1\r\nHost: {server.Authority}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n" +
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"));
    }

    /// <summary>Completes with the upgrade.</summary>
    public Task Opened => _opened.Task;

    /// <summary>Bytes received so far, those of the upgrade included.</summary>
    public long Received { get; private set; }

    /// <summary>Whether the peer ended it.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Sends one text message.</summary>
    public void Send(ReadOnlySpan<byte> message) => SendFrame(Text, message);

    /// <summary>Sends one binary message.</summary>
    public void SendBinary(ReadOnlySpan<byte> message) => SendFrame(Binary, message);

    // Masked, as a client's frames must be, by a mask of zeros: bytes stay what they are.
    private void SendFrame(byte kind, ReadOnlySpan<byte> payload)
    {
        var frame = payload.Length + 8 <= _out.Length ? _out : new byte[payload.Length + 8];
        frame[0] = (byte)(0x80 | kind);
        var at = 2;
        if (payload.Length < 126) frame[1] = (byte)(0x80 | payload.Length);
        else
        {
            frame[1] = 0x80 | 126;
            BinaryPrimitives.WriteUInt16BigEndian(frame.AsSpan(2), checked((ushort)payload.Length));
            at = 4;
        }
        frame.AsSpan(at, 4).Clear();
        payload.CopyTo(frame.AsSpan(at + 4));
        Write(frame.AsSpan(0, at + 4 + payload.Length));
    }

    private void Write(ReadOnlySpan<byte> bytes)
    {
        if (IsClosed) return;
        if (_unsent is null)
        {
            var sent = Epoll.Send(_handle, bytes);
            if (sent == bytes.Length) return;
            if (sent < 0)
            {
                End();
                return;
            }
            bytes = bytes[sent..];
            _unsent = [];
            _loop.Watch(_key, _handle, _isReading, output: true);
        }
        _unsent.AddRange(bytes);
    }

    public void OnWritable()
    {
        if (_unsent is not { } unsent) return;
        _unsent = null;
        _loop.Watch(_key, _handle, _isReading, output: false);
        Write([.. unsent]);
    }

    /// <summary>Reads no more, as a client that hangs, and lets the kernel keep as little as it can for it.</summary>
    public void StopReading()
    {
        _isReading = false;
        _socket.ReceiveBufferSize = 1;
        _loop.Watch(_key, _handle, input: false, _unsent is not null);
    }

    public void OnReadable()
    {
        var buffer = _loop.Buffer;
        _rest.AsSpan(0, _restLength).CopyTo(buffer);
        var read = Epoll.Receive(_handle, buffer.AsSpan(_restLength));
        if (read < 0) return;
        if (read == 0)
        {
            End();
            return;
        }
        Received += read;
        var bytes = buffer.AsSpan(0, _restLength + read);
        if (!_isOpen && !TryOpen(ref bytes)) { Keep(bytes); return; }
        while (TryReadFrame(ref bytes)) { }
        Keep(bytes);
    }

    private void Keep(ReadOnlySpan<byte> bytes)
    {
        if (_rest.Length < bytes.Length) _rest = new byte[bytes.Length * 2];
        bytes.CopyTo(_rest);
        _restLength = bytes.Length;
    }

    private bool TryOpen(ref Span<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0) return false;
        if (!bytes.StartsWith("HTTP/1.1 101"u8))
        {
            _opened.TrySetException(new InvalidOperationException("No WebSocket: " + Encoding.ASCII.GetString(bytes[..bytes.IndexOf((byte)'\r')])));
            return false;
        }
        bytes = bytes[(end + 4)..];
        _isOpen = true;
        _opened.TrySetResult();
        return true;
    }

    private bool TryReadFrame(ref Span<byte> bytes)
    {
        if (bytes.Length < 2) return false;
        var (kind, length, at) = (bytes[0] & 0x0F, bytes[1] & 0x7F, 2);
        if (length == 126)
        {
            if (bytes.Length < 4) return false;
            (length, at) = (BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]), 4);
        }
        else if (length == 127)
        {
            if (bytes.Length < 10) return false;
            (length, at) = (checked((int)BinaryPrimitives.ReadUInt64BigEndian(bytes[2..])), 10);
        }
        if (bytes.Length < at + length) return false;
        var payload = bytes.Slice(at, length);
        var isLast = (bytes[0] & 0x80) != 0;
        bytes = bytes[(at + length)..];
        Take(kind, isLast, payload);
        return true;
    }

    private void Take(int kind, bool isLast, ReadOnlySpan<byte> payload)
    {
        if (kind == Ping) SendFrame(Pong, payload);
        if (kind == Close) End();
        if (kind >= Close) return;
        if (isLast && _message.WrittenCount == 0)
        {
            _handler(payload);
            return;
        }
        _message.Write(payload);
        if (!isLast) return;
        _handler(_message.WrittenSpan);
        _message.ResetWrittenCount();
    }

    private void End()
    {
        if (IsClosed) return;
        IsClosed = true;
        _opened.TrySetException(new InvalidOperationException("The server closed the connection."));
        _loop.Remove(_key);
        _socket.Dispose();
    }

    /// <summary>Cuts it without a word.</summary>
    public void Dispose() => End();
}

/// <summary>Takes one whole message.</summary>
internal delegate void LinkHandler(ReadOnlySpan<byte> message);
