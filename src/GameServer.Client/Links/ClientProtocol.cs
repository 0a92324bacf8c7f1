using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;

namespace GameServer.Client;

/// <summary>
/// A hub protocol as this wire needs it. It shows every received message at the moment it is read: <c>HubConnection</c> calls its
/// handlers on another task than the one that notices the end of the connection, so that a last word can be overtaken by the
/// silence after it. And it reads messages whose optional last arguments were left out, which SignalR calls an error.
/// </summary>
internal sealed class ClientProtocol(IHubProtocol inner, Action<HubMessage> tap) : IHubProtocol
{
    public string Name => inner.Name;
    public int Version => inner.Version;
    public TransferFormat TransferFormat => inner.TransferFormat;
    public bool IsVersionSupported(int version) => inner.IsVersionSupported(version);
    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => inner.GetMessageBytes(message);
    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => inner.WriteMessage(message, output);

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        var text = input;
        if (!inner.TryParseMessage(ref input, binder, out message)) return false;
        if (message is InvocationBindingFailureMessage failure) message = ReadShorter(text, binder, failure) ?? message;
        tap(message);
        return true;
    }

    // Rare: the few words with which a room or a connection ends.
    private InvocationMessage? ReadShorter(ReadOnlySequence<byte> text, IInvocationBinder binder, InvocationBindingFailureMessage failure)
    {
        var types = binder.GetParameterTypes(failure.Target);
        for (var count = types.Count - 1; count > 0; count--)
        {
            var again = text;
            if (inner.TryParseMessage(ref again, new FirstTypes(binder, count), out var message) && message is InvocationMessage { Arguments: var read })
                return new InvocationMessage(failure.Target, [.. read, .. new object?[types.Count - count]]);
        }
        return null;
    }

    private sealed class FirstTypes(IInvocationBinder binder, int count) : IInvocationBinder
    {
        public IReadOnlyList<Type> GetParameterTypes(string methodName) => [.. binder.GetParameterTypes(methodName).Take(count)];
        public Type GetReturnType(string invocationId) => binder.GetReturnType(invocationId);
        public Type GetStreamItemType(string streamId) => binder.GetStreamItemType(streamId);
    }
}
