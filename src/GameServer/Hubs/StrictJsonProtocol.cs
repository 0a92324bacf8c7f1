using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using GameServer.Delivery;
using GameServer.Engine;
using GameServer.Protocol;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Internal;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.Options;

namespace GameServer.Hubs;

/// <summary>
/// SignalR's JSON protocol with the wire's settings, judging strictly: what does not fit its call's type counts as malformed.
/// SignalR answers such a call itself, with an error that says nothing, before any filter could see it; that is why it is noticed here.
/// </summary>
internal sealed class StrictJsonProtocol(Node node) : IHubProtocol
{
    private readonly JsonHubProtocol _json = new(Options.Create(new JsonHubProtocolOptions { PayloadSerializerOptions = StrictJson.Options }));

    public string Name => _json.Name;

    public int Version => _json.Version;

    public TransferFormat TransferFormat => _json.TransferFormat;

    public bool IsVersionSupported(int version) => _json.IsVersionSupported(version);

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        if (ClientConnection.Current is { } sender && QuickSend.TryTake(ref input, out var move, out var call))
        {
            node.Send(sender.Session, move, call);
            message = PingMessage.Instance; // for SignalR there is nothing left to do
            return true;
        }
        if (!_json.TryParseMessage(ref input, binder, out message)) return false;

        // Every call takes exactly one argument: none at all goes to a name that does not exist.
        if (message is InvocationBindingFailureMessage or InvocationMessage { Arguments.Length: 0 } or StreamInvocationMessage
            && ClientConnection.Current is { } connection)
        {
            node.Malformed(connection.Session);
        }
        return true;
    }

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => _json.WriteMessage(message, output);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => _json.GetMessageBytes(message);
}
