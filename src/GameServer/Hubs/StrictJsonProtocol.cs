using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using GameServer.Delivery;
using GameServer.Engine;
using GameServer.Operations;
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
/// So is a message that is too long as JSON, in whichever form it travelled.
/// </summary>
internal sealed class StrictJsonProtocol(Node node, IOptions<GameServerOptions> options) : IHubProtocol
{
    // Stands behind each message: SignalR's hub protocol, text records.
    private const byte Separator = 0x1e;

    private readonly int _maxBytes = options.Value.Limits.MessageBytes;

    private readonly JsonHubProtocol _json = new(Options.Create(new JsonHubProtocolOptions { PayloadSerializerOptions = StrictJson.Options }));

    public string Name => _json.Name;

    public int Version => _json.Version;

    public TransferFormat TransferFormat => _json.TransferFormat;

    public bool IsVersionSupported(int version) => _json.IsVersionSupported(version);

    public bool TryParseMessage(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        var before = input.Length;
        if (TryTakeShort(ref input))
        {
            ClientConnection.Current!.CountMessage(before - input.Length);
            message = PingMessage.Instance;
            return true;
        }
        if (!TryParse(ref input, binder, out message))
        {
            if (input.Length == before) return false;
            // Taken, and of a type that only later clients know. Told "none", SignalR would wait for the rest of it for ever, and read nothing behind it.
            message = PingMessage.Instance;
        }
        if (before - input.Length > _maxBytes) throw new InvalidDataException($"A message has at most {_maxBytes} bytes.");

        if (ClientConnection.Current is not { } caller) return true;
        caller.CountMessage(before - input.Length);
        if (IsMalformed(message)) node.Malformed(caller.Session);
        if (message is InvocationMessage { Arguments: [not null and var argument] } call && TryTake(caller, call.InvocationId, argument))
        {
            message = PingMessage.Instance;
        }
        return true;
    }

    // Every call takes exactly one argument: none at all goes to a name that does not exist. No call takes or makes a stream, and a client is asked nothing
    // that it could answer: SignalR passes such a message over, at the price of an exception.
    private static bool IsMalformed(HubMessage message) => message is InvocationBindingFailureMessage or StreamBindingFailureMessage or StreamInvocationMessage
        or StreamItemMessage or CompletionMessage or InvocationMessage { Arguments.Length: 0 } or InvocationMessage { StreamIds.Length: > 0 };

    // Nearly all that is read at a busy server. A message in several pieces is rare, and read the long way.
    private bool TryTakeShort(ref ReadOnlySequence<byte> input)
    {
        if (ClientConnection.Current is not { } connection) return false;
        var bytes = input.FirstSpan;
        var length = bytes.IndexOf(Separator);
        if (length < 0 || length >= _maxBytes || !CallReader.TryRead(bytes[..length], ref connection.Names, out var invocation, out var request)) return false;
        TryTake(connection, invocation, request);
        input = input.Slice(length + 1);
        return true;
    }

    // What a client sends all the time needs nothing of SignalR's way to a hub. It gets a ping for it: a sign of life.
    private bool TryTake(ClientConnection connection, string? invocation, object argument)
    {
        switch (argument)
        {
            case SendRequest move when invocation is not null:
                connection.Send(invocation, move);
                return true;
            case SeenRequest seen when invocation is null:
                node.Seen(connection.Session, seen);
                return true;
            case InputRequest input when invocation is null:
                node.Input(connection.Session, input);
                return true;
            default:
                return false;
        }
    }

    // SignalR's own lets through what its JSON reader throws for a text that is no UTF-8, half a character, or a number out of range.
    private bool TryParse(ref ReadOnlySequence<byte> input, IInvocationBinder binder, [NotNullWhen(true)] out HubMessage? message)
    {
        try
        {
            return _json.TryParseMessage(ref input, binder, out message);
        }
        catch (Exception e) when (e is not InvalidDataException)
        {
            throw new InvalidDataException("The bytes are no message.", e);
        }
    }

    public void WriteMessage(HubMessage message, IBufferWriter<byte> output) => _json.WriteMessage(message, output);

    public ReadOnlyMemory<byte> GetMessageBytes(HubMessage message) => _json.GetMessageBytes(message);
}
