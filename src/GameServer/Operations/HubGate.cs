using GameServer.Delivery;
using GameServer.Engine;
using GameServer.Protocol;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Options;

namespace GameServer.Operations;

/// <summary>Guards the hub's path: who asks for it must come from a welcome page, want a WebSocket, and find a free place.</summary>
internal sealed class HubGate(
    RequestDelegate next, IOptions<GameServerOptions> options, Admission admission, AddressNames names, GameMetrics metrics, IChance chance, TimeProvider time,
    ILogger<HubGate> log)
{
    // Refused clients come back spread over this many seconds, not all in the same one.
    private const int RetrySpreadSeconds = 5;

    // An address that is refused for what it did itself waits for its answer, so that dialling on and on costs little.
    // So many wait at most: each holds a connection.
    private static readonly TimeSpan OwnFaultWait = TimeSpan.FromMilliseconds(500);
    private const int MostWaiting = 1_000;

    private readonly QuietLog _quiet = new(time);
    private int _waiting;

    public async Task InvokeAsync(HttpContext context)
    {
        if (!context.Request.Path.StartsWithSegments(Wire.HubPath, out var rest))
        {
            await next(context);
            return;
        }
        if (!OriginRule.Allows(context.Request.Headers.Origin, context.Request.Scheme, context.Request.Host, options.Value.Http.AllowedOrigins))
        {
            RefuseOrigin(context);
            return;
        }
        if (rest.HasValue)
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        // Before the upgrade is looked at: a browser cannot read why its WebSocket was refused, and asks again with a plain request.
        var address = ClientAddress.Of(context);
        using var place = admission.TryEnter(address, out var refusal);
        if (place is null)
        {
            await RefuseAsync(context, refusal!, address);
            return;
        }
        if (context.Features.Get<IHttpWebSocketFeature>() is not { IsWebSocketRequest: true })
        {
            context.Response.StatusCode = StatusCodes.Status426UpgradeRequired;
            context.Response.Headers.Upgrade = "websocket";
            return;
        }
        await next(context);
    }

    private void RefuseOrigin(HttpContext context)
    {
        metrics.ConnectionRefused("origin");
        var origin = context.Request.Headers.Origin.ToString();
        if (_quiet.MaySay(nameof(AdmissionLog.OriginRefused))) AdmissionLog.OriginRefused(log, origin, context.Request.Scheme, context.Request.Host.Value);
        context.Response.StatusCode = StatusCodes.Status403Forbidden;
    }

    private async Task RefuseAsync(HttpContext context, string refusal, string address)
    {
        var isOfAddress = refusal.StartsWith("address_", StringComparison.Ordinal);
        metrics.ConnectionRefused(isOfAddress ? refusal["address_".Length..] : refusal);
        if (_quiet.MaySay(refusal)) AdmissionLog.ConnectionRefused(log, refusal, names.Of(address), admission.Open);
        if (isOfAddress || refusal == "banned") await WaitAsync(context.RequestAborted);
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        context.Response.Headers.RetryAfter = $"{1 + chance.Below(RetrySpreadSeconds)}";
    }

    private async Task WaitAsync(CancellationToken aborted)
    {
        if (Interlocked.Increment(ref _waiting) <= MostWaiting)
            await Task.Delay(OwnFaultWait, time, aborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Interlocked.Decrement(ref _waiting);
    }
}
