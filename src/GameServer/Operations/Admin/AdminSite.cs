using System.Text.Json;
using GameServer.Engine;
using GameServer.Hubs;

namespace GameServer.Operations;

/// <summary>
/// <c>/admin</c> on the operators' port: a page that holds nothing, and an API that answers only to the token.
/// Without a token in the settings there is neither.
/// </summary>
internal sealed class AdminSite(AdminDoor door, AdminView view, AdminActions actions, AddressNames names, AuditLog audit)
{
    private const string Path = "/admin";

    /// <summary>Answers what is below <c>/admin</c>; the rest is not its business.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (!door.IsOpen || !context.Request.Path.StartsWithSegments(Path, out var rest)) return next(context);
        context.Response.Headers.CacheControl = "no-store";
        return rest.StartsWithSegments("/api", out var call) ? AnswerAsync(context, call) : AdminFiles.SendAsync(context, rest);
    }

    private async Task AnswerAsync(HttpContext context, PathString call)
    {
        var from = ClientAddress.Of(context);
        string? authorization = context.Request.Headers.Authorization;
        var (status, retryAfter) = door.Judge(from, authorization);
        if (status != StatusCodes.Status200OK)
        {
            context.Response.StatusCode = status;
            if (retryAfter > 0) context.Response.Headers.RetryAfter = $"{retryAfter}";
            else if (AdminDoor.Given(authorization) is not null) audit.Add(names.Of(from), "sign in", "with a wrong token", "refused");
            return;
        }
        try
        {
            await FindAsync(context, call, names.Of(from));
        }
        catch (BadHttpRequestException refused) // too long, or cut off
        {
            context.Response.StatusCode = refused.StatusCode;
        }
        catch (JournalException failure)
        {
            await SayAsync(context, StatusCodes.Status503ServiceUnavailable, new { error = failure.Message });
        }
    }

    private async Task FindAsync(HttpContext context, PathString call, string from)
    {
        var (request, query) = (context.Request, context.Request.Query);
        switch (request.Method, call.Value)
        {
            case ("GET", "/overview"):
                await SayAsync(context, StatusCodes.Status200OK, await view.OverviewAsync(new RoomOrder(query["sort"], query["order"] == "asc", query["filter"])));
                return;
            case ("GET", "/room"):
                var room = await view.RoomAsync(query["code"].ToString());
                await SayAsync(context, room is null ? StatusCodes.Status404NotFound : StatusCodes.Status200OK, room ?? new { error = "There is no such live room." });
                return;
            case ("POST", "/act"):
                var asked = await ReadAsync(request);
                var outcome = asked is null ? "The request is not JSON that this server knows." : await actions.DoAsync(from, asked);
                await SayAsync(context, StatusCodes.Status200OK, new { outcome });
                return;
            default:
                context.Response.StatusCode = StatusCodes.Status404NotFound;
                return;
        }
    }

    private static async Task<AdminRequest?> ReadAsync(HttpRequest request)
    {
        if (!request.HasJsonContentType()) return null;
        try
        {
            return await request.ReadFromJsonAsync<AdminRequest>(StrictJson.Options);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException) // no JSON, or in a character set that nobody knows
        {
            return null;
        }
    }

    private static Task SayAsync(HttpContext context, int status, object body)
    {
        context.Response.StatusCode = status;
        return context.Response.WriteAsJsonAsync(body, body.GetType(), StrictJson.Options, contentType: null);
    }
}
