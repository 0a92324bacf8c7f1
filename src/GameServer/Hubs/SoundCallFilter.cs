using GameServer.Delivery;
using GameServer.Engine;
using GameServer.Protocol;
using Microsoft.AspNetCore.SignalR;

namespace GameServer.Hubs;

/// <summary>
/// What holds for every call: it brings its one object. <c>null</c> in its place is <c>bad_request</c>;
/// what does not even fit the call's type is refused by SignalR itself and counted by <see cref="StrictJsonProtocol"/>.
/// </summary>
internal sealed class SoundCallFilter(Node node) : IHubFilter
{
    private static readonly Answer BadRequest = new() { Ok = false, Reason = Reasons.BadRequest };

    public ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        if (invocationContext.HubMethodArguments is [not null]) return next(invocationContext);
        node.Malformed(ClientConnection.Of(invocationContext.Context.Features).Session);
        return new(BadRequest);
    }
}
