using System.Net;
using System.Net.Sockets;

namespace GameServer.Tests.Client;

/// <summary>The way from a client to its server, which can be cut or go silent. For <c>GameClientOptions.Connect</c>.</summary>
public sealed class Cable
{
    private readonly Lock _lock = new();
    private readonly List<SilentStream> _streams = [];

    /// <summary>How often it was dialled.</summary>
    public int Dials { get; private set; }

    /// <summary>Refuses dials while set.</summary>
    public bool IsDown { get; set; }

    public async ValueTask<Stream> ConnectAsync(DnsEndPoint server, CancellationToken cancel)
    {
        lock (_lock) Dials++;
        if (IsDown) throw new SocketException((int)SocketError.ConnectionRefused);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(server, cancel);
        var stream = new SilentStream(new NetworkStream(socket, ownsSocket: true));
        lock (_lock) _streams.Add(stream);
        return stream;
    }

    /// <summary>Ends every connection.</summary>
    public void Cut()
    {
        lock (_lock)
        {
            foreach (var stream in _streams) stream.Dispose();
            _streams.Clear();
        }
    }

    /// <summary>Nothing arrives any more on the connections there are, and nobody is told.</summary>
    public void FallSilent()
    {
        lock (_lock)
        {
            foreach (var stream in _streams) stream.FallSilent();
        }
    }
}
