using System.Net;
using System.Net.Sockets;
using GameServer.Operations;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace GameServer.IntegrationTests.Host;

public sealed class PacedListenerFactoryTests
{
    [Fact, Trait("rule", "FLT-5")]
    public async Task A_connection_that_waits_already_is_taken_after_the_work_that_does()
    {
        var factory = new PacedListenerFactory(Options.Create(new SocketTransportOptions()), NullLoggerFactory.Instance);
        await using var listener = await factory.BindAsync(new IPEndPoint(IPAddress.Loopback, 0));
        using var client = new TcpClient();
        await client.ConnectAsync((IPEndPoint)listener.EndPoint);
        var work = new Work();

        var accepting = work.Begin(() => listener.AcceptAsync().AsTask());
        accepting.IsCompleted.Should().BeFalse();
        work.Do();

        await using var connection = await accepting;
        connection.Should().NotBeNull();
    }

    /// <summary>Work that is done when told.</summary>
    private sealed class Work : SynchronizationContext
    {
        private readonly Queue<Action> _waiting = new();

        public override void Post(SendOrPostCallback callback, object? state) => _waiting.Enqueue(() => callback(state));

        public T Begin<T>(Func<T> act)
        {
            var outside = Current;
            SetSynchronizationContext(this);
            try
            {
                return act();
            }
            finally
            {
                SetSynchronizationContext(outside);
            }
        }

        public void Do()
        {
            while (_waiting.TryDequeue(out var next)) next();
        }
    }
}
