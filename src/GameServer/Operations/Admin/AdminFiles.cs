using System.Reflection;

namespace GameServer.Operations;

/// <summary>The page's files, built from src/web/admin and carried inside the assembly, where no file of the public port lies beside them.</summary>
internal static class AdminFiles
{
    private const string Prefix = "admin/";

    private static readonly Assembly Own = typeof(AdminFiles).Assembly;

    /// <summary>Sends the file of that name, the page itself for none, or says that there is none.</summary>
    public static async Task SendAsync(HttpContext context, PathString path)
    {
        if (!path.HasValue)
        {
            // Its files are named relative to a folder.
            context.Response.Redirect($"{context.Request.Path}/");
            return;
        }
        var name = path.Value is "/" ? "index.html" : path.Value![1..];
        await using var file = Own.GetManifestResourceStream(Prefix + name);
        if (file is null || !HttpMethods.IsGet(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }
        context.Response.ContentType = System.IO.Path.GetExtension(name) switch
        {
            ".html" => "text/html; charset=utf-8",
            ".js" => "text/javascript; charset=utf-8",
            ".css" => "text/css; charset=utf-8",
            ".svg" => "image/svg+xml",
            ".woff2" => "font/woff2",
            _ => "application/octet-stream",
        };
        context.Response.ContentLength = file.Length;
        await file.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
