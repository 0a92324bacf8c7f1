using GameServer.Engine;
using GameServer.Protocol;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace GameServer.Delivery;

/// <summary>The engine's messages as SignalR sends them: serialized once per hub protocol, whoever gets them.</summary>
internal static class HubEncoding
{
    public static SerializedHubMessage Of(Outgoing message)
    {
        if (message.Encoded is SerializedHubMessage encoded) return encoded;
        encoded = new SerializedHubMessage(Invocation(message));
        message.Encoded = encoded;
        return encoded;
    }

    private static InvocationMessage Invocation(Outgoing message) => message switch
    {
        EventBatch m => new(ClientMethods.Events, [m.Room, m.Epoch, m.First, m.Entries]),
        SnapshotMessage { Body: var body } m => new(ClientMethods.Snapshot, [m.Room, m.Epoch, body.Seq, body.State, body.Reason]),
        FrameMessage m => new(ClientMethods.Frame, [m.Room, m.Tick, m.BasedOn, m.Data]),
        // What is absent is null and not left out: SignalR's typed clients drop a message with fewer arguments than they expect.
        LeftMessage m => new(ClientMethods.Left, [m.Room, m.Reason, m.Url]),
        ClosedMessage m => new(ClientMethods.Closed, [m.Reason, m.RetryAfterMs, m.Url]),
        _ => throw new NotSupportedException($"A {message.GetType().Name} has no form on the wire."),
    };
}
