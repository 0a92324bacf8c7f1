using System.Net;
using System.Net.Sockets;

namespace GameServer.IntegrationTests.Faults;

/// <summary>One connection through the proxy: two sockets and a lane each way. Every method may be called at any time, from any thread.</summary>
public sealed class ProxyLink
{
    private readonly Socket _client;
    private readonly Socket _server = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly Random _chance;
    private bool _isReset;
    private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal ProxyLink(int number, Socket client, int seed)
    {
        Number = number;
        _client = client;
        _chance = new Random(seed);
        Up = new ProxyLane(this);
        Down = new ProxyLane(this);
    }

    /// <summary>Counts the proxy's connections from 1.</summary>
    public int Number { get; }

    /// <summary>From the client to the server.</summary>
    public ProxyLane Up { get; }

    /// <summary>From the server to the client.</summary>
    public ProxyLane Down { get; }

    /// <summary>Completes when neither side is forwarded any more.</summary>
    public Task Over => _over.Task;

    internal async Task RunAsync(int target)
    {
        try
        {
            await _server.ConnectAsync(new IPEndPoint(IPAddress.Loopback, target));
            var (up, down) = (Up.RunAsync(_client, _server), Down.RunAsync(_server, _client));
            // Of a half-open connection only the way down can end.
            if (await Task.WhenAny(up, down) == down && Down.IsSwallowing) Abort(_server);
            else await Task.WhenAll(up, down);
            _client.Dispose();
            _server.Dispose();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Reset(); // One end is gone or never was: the other hears of it.
        }
        _over.TrySetResult();
    }

    /// <summary>Whether both ends were reset: then neither lane tells its end of it in an orderly way.</summary>
    internal bool IsReset => Volatile.Read(ref _isReset);

    /// <summary>Both ends see the connection reset, as when a NAT forgets it.</summary>
    public void Reset()
    {
        Volatile.Write(ref _isReset, true);
        Abort(_client);
        Abort(_server);
        _over.TrySetResult();
    }

    /// <summary>Both ends see an orderly end of the stream.</summary>
    public void Finish()
    {
        Shut(_client);
        Shut(_server);
    }

    /// <summary>
    /// The client's end dies; the server is told nothing and keeps a connection that is open and silent, and what it writes goes nowhere,
    /// as when a phone changes its network. <see cref="CloseServerEnd"/> is the late close; <see cref="Over"/> completes when the server gave up.
    /// </summary>
    public void HalfOpen()
    {
        Up.Hold();
        Down.Swallow();
        Abort(_client);
    }

    /// <summary>What is left of a half-open connection ends at the server, orderly or by reset.</summary>
    public void CloseServerEnd(bool reset = false)
    {
        if (reset) Abort(_server);
        else Shut(_server);
    }

    /// <summary>Nothing passes either way, and nobody is told; see <see cref="Release"/>.</summary>
    public void Hold()
    {
        Up.Hold();
        Down.Hold();
    }

    /// <summary>What was held passes, in order.</summary>
    public void Release()
    {
        Up.Release();
        Down.Release();
    }

    /// <summary>A number drawn by this link's lot: where a cut falls, how long a stall is.</summary>
    public int Draw(int fromInclusive, int toExclusive)
    {
        lock (_chance) return _chance.Next(fromInclusive, toExclusive);
    }

    internal static void Shut(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It ended before.
        }
    }

    private static void Abort(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
            socket.Close();
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It ended before.
        }
    }
}
