using System.Net.Sockets;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;

namespace GameServer.Delivery;

/// <summary>
/// Puts a <see cref="FrameWriter"/> below the WebSocket of a client, before whoever upgrades the connection: HTTP/1.1 and HTTP/2 alike.
/// What the client says is counted from there on, whoever reads it.
/// </summary>
internal sealed class FramedUpgrade(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } upgrade)
        {
            context.Features.Set<IHttpUpgradeFeature>(new Upgrade(upgrade, Writer(context, SocketOf(context)), MeterOf(context)));
        }
        else if (context.Features.Get<IHttpExtendedConnectFeature>() is { IsExtendedConnect: true } connect)
        {
            context.Features.Set<IHttpExtendedConnectFeature>(new Connect(connect, Writer(context, socket: null), MeterOf(context)));
        }
        return next(context);
    }

    // What TLS must encrypt cannot go straight to the socket.
    private static Socket? SocketOf(HttpContext context) =>
        context.Features.Get<ITlsHandshakeFeature>() is null ? context.Features.Get<IConnectionSocketFeature>()?.Socket : null;

    private static FrameWriter Writer(HttpContext context, Socket? socket)
    {
        var writer = new FrameWriter(socket, MeterOf(context).Abort);
        context.Features.Set(writer);
        return writer;
    }

    private static ConnectionMeter MeterOf(HttpContext context) => context.Features.GetRequiredFeature<ConnectionMeter>();

    private static FrameStream Frame(FrameWriter writer, ConnectionMeter meter, Stream stream)
    {
        meter.Begin();
        writer.Stream = stream;
        return new FrameStream(stream, writer, meter);
    }

    private sealed class Upgrade(IHttpUpgradeFeature inner, FrameWriter writer, ConnectionMeter meter) : IHttpUpgradeFeature
    {
        public bool IsUpgradableRequest => inner.IsUpgradableRequest;

        public async Task<Stream> UpgradeAsync() => Frame(writer, meter, await inner.UpgradeAsync());
    }

    private sealed class Connect(IHttpExtendedConnectFeature inner, FrameWriter writer, ConnectionMeter meter) : IHttpExtendedConnectFeature
    {
        public bool IsExtendedConnect => inner.IsExtendedConnect;

        public string? Protocol => inner.Protocol;

        public async ValueTask<Stream> AcceptAsync() => Frame(writer, meter, await inner.AcceptAsync());
    }
}
