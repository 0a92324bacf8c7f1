using System.Net.Sockets;

namespace GameServer.Delivery;

/// <summary>
/// Writes whole WebSocket frames to one client, in the order they come. While a write is under way what comes gathers behind it and goes
/// out as one write, so a client that lags costs fewer calls, not more. The kernel is asked directly where it can be: a frame then is
/// one system call on the thread that made it, with no queue between. Any thread; never throws, a dead connection swallows.
/// </summary>
/// <param name="socket">The client's; null where bytes must go through TLS.</param>
/// <param name="abort">Ends the connection at once.</param>
internal sealed class FrameWriter(Socket? socket, Action abort)
{
    /// <summary>What gathers before a writer has to wait: with it the events that a client may be behind (<c>Delivery:SeenBytes</c>) fit, so that no write to one hangs.</summary>
    public const int BufferBytes = 64 << 10;

    // Answers to a client that reads nothing are all that can gather without somebody waiting for the write: with so much before it, none is added (DLV-3).
    private const int MostWaiting = 2 * BufferBytes;

    private readonly Lock _gate = new();

    // Guarded by _gate.
    private FrameBuffer _waiting;
    private TaskCompletionSource? _taken; // of what waits
    private int _holds;
    private bool _isBusy;
    private bool _isOver;
    private bool _wasIndirect;

    // Kestrel sends its answer to the upgrade on a thread of its own: until the client has spoken, nothing may overtake that.
    private volatile bool _isDirect;

    /// <summary>Kestrel's way to the client, for what the socket may not take. Set when the connection is upgraded; nothing is written before.</summary>
    public Stream Stream { get; set; } = Stream.Null;

    /// <summary>The client has sent something: it has the answer to its upgrade.</summary>
    public void Hear()
    {
        if (_isDirect || socket is null) return;
        lock (_gate) _isDirect = !_wasIndirect;
    }

    /// <summary>Frames gather until <see cref="Flow"/>: what belongs together leaves in one write.</summary>
    public void Hold()
    {
        lock (_gate) _holds++;
    }

    /// <summary>Ends a <see cref="Hold"/>.</summary>
    public void Flow()
    {
        lock (_gate)
        {
            if (--_holds > 0 || _isBusy || _waiting.Count == 0) return;
            _isBusy = true;
        }
        _ = WriteWaitingAsync();
    }

    /// <summary>Writes a frame; completes at once while there is room, else when there is again.</summary>
    /// <param name="frame">Its bytes must not change any more.</param>
    /// <param name="isLast">Nothing follows it.</param>
    public ValueTask WriteAsync(ReadOnlyMemory<byte> frame, bool isLast = false)
    {
        lock (_gate)
        {
            if (_isOver) return default;
            _isOver = isLast;
            if (_isBusy || _holds > 0) return Wait(frame);
            _isBusy = true;
        }
        var sent = SendAsync(frame);
        if (!sent.IsCompletedSuccessfully) _ = FinishAsync(sent);
        else if (!TryRest()) _ = WriteWaitingAsync();
        return default;
    }

    // Under the gate.
    private ValueTask Wait(ReadOnlyMemory<byte> frame)
    {
        if (_waiting.Count > MostWaiting) abort();
        else _waiting.Write(frame.Span);
        return _waiting.Count > BufferBytes ? new ValueTask((_taken ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task) : default;
    }

    private async Task FinishAsync(ValueTask sent)
    {
        await sent;
        await WriteWaitingAsync();
    }

    private async Task WriteWaitingAsync()
    {
        while (!TryRest())
        {
            FrameBuffer writing;
            TaskCompletionSource? taken;
            lock (_gate)
            {
                (writing, _waiting) = (_waiting, default);
                (taken, _taken) = (_taken, null);
            }
            await SendAsync(writing.Written);
            writing.Clear();
            taken?.SetResult();
        }
    }

    // True: nothing waits, and the next frame is written by whoever brings it.
    private bool TryRest()
    {
        TaskCompletionSource? taken;
        lock (_gate)
        {
            if (_waiting.Count > 0 && _holds == 0) return false;
            _isBusy = false;
            (taken, _taken) = (_taken, null);
        }
        taken?.SetResult(); // of what is held by now, or was dropped
        return true;
    }

    private ValueTask SendAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            if (IsDirect())
            {
                // The kernel is asked at once; only what it has no room for is waited for, and never by this thread: a room's turn may be on it (DLV-3).
                if (socket!.Blocking) socket.Blocking = false;
                var sent = socket.Send(bytes.Span, SocketFlags.None, out var error);
                if (sent == bytes.Length) return default;
                if (error is not (SocketError.Success or SocketError.WouldBlock)) throw new SocketException((int)error);
                return new ValueTask(HangAsync(socket.SendAsync(bytes[sent..], SocketFlags.None).AsTask()));
            }
            var writing = Stream.WriteAsync(bytes);
            return writing.IsCompletedSuccessfully ? default : new ValueTask(HangAsync(writing.AsTask()));
        }
        catch (Exception e) when (IsBroken(e))
        {
            Break();
            return default;
        }
    }

    private bool IsDirect()
    {
        if (_isDirect) return true;
        lock (_gate)
        {
            if (!_isDirect) _wasIndirect = true;
            return _isDirect;
        }
    }

    private async Task HangAsync(Task write)
    {
        try
        {
            await write;
        }
        catch (Exception e) when (IsBroken(e))
        {
            Break();
        }
    }

    private static bool IsBroken(Exception e) => e is SocketException or ObjectDisposedException or IOException or OperationCanceledException or InvalidOperationException;

    private void Break()
    {
        lock (_gate)
        {
            _isOver = true;
            _waiting.Clear();
        }
    }
}
