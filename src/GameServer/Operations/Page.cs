using Microsoft.AspNetCore.StaticFiles;
using Microsoft.Extensions.FileProviders;

namespace GameServer.Operations;

/// <summary>The page and the client library, from wwwroot.</summary>
internal static class Page
{
    // Vite's hashed names: another content has another name.
    private const string Hashed = "/assets";

    // A page anywhere may import the client from the server it talks to; the hub still checks where that page is from.
    private const string Library = "/sdk";

    private static readonly string[] Reading = [HttpMethods.Get, HttpMethods.Head];

    /// <summary>The page is the one in the folder that the server was started in, else the one beside the program.</summary>
    public static void FindPage(this IWebHostEnvironment environment)
    {
        var beside = Path.Combine(AppContext.BaseDirectory, "wwwroot");
        if (environment.WebRootFileProvider is NullFileProvider && Directory.Exists(beside)) environment.WebRootFileProvider = new PhysicalFileProvider(beside);
    }

    public static void UsePage(this WebApplication app)
    {
        app.UseResponseCompression();
        app.UseStaticFiles(new StaticFileOptions { OnPrepareResponse = Prepare });
    }

    /// <summary>The page's own addresses, which it tells apart itself. One that it will not know is told so by the status, too.</summary>
    public static void MapPage(this WebApplication app)
    {
        var files = app.Environment.WebRootFileProvider;
        app.MapMethods("/", Reading, context => SendAsync(context, files, StatusCodes.Status200OK));
        app.MapMethods("/r/{code}", Reading, context => SendAsync(context, files, StatusCodes.Status200OK));
        app.MapMethods("{*path:nonfile}", Reading, context => SendAsync(context, files, StatusCodes.Status404NotFound));
    }

    private static async Task SendAsync(HttpContext context, IFileProvider files, int status)
    {
        var index = files.GetFileInfo("index.html");
        context.Response.StatusCode = index.Exists ? status : StatusCodes.Status404NotFound;
        if (!index.Exists)
        {
            await context.Response.WriteAsync("This server was built without its page.\n");
            return;
        }
        context.Response.ContentType = "text/html; charset=utf-8";
        context.Response.Headers.CacheControl = "no-cache";
        await context.Response.SendFileAsync(index);
    }

    private static void Prepare(StaticFileResponseContext file)
    {
        var headers = file.Context.Response.Headers;
        var path = file.Context.Request.Path;
        headers.CacheControl = path.StartsWithSegments(Hashed) ? "public, max-age=31536000, immutable" : "no-cache";
        if (path.StartsWithSegments(Library)) headers.AccessControlAllowOrigin = "*";
    }
}
