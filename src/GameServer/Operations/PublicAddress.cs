using Microsoft.AspNetCore.Http;

namespace GameServer.Operations;

/// <summary>Where the server listens: port 8080 on every address, unless ASP.NET Core's own settings say otherwise.</summary>
internal static class PublicAddress
{
    public const string Default = "http://*:8080";

    /// <summary>Whether <c>--urls</c>, <c>ASPNETCORE_URLS</c>, <c>ASPNETCORE_HTTP_PORTS</c> or the section <c>Kestrel</c> name one.</summary>
    public static bool IsConfigured(IConfiguration configuration) =>
        configuration["urls"] is not null
        || configuration["http_ports"] is not null
        || configuration["https_ports"] is not null
        || configuration.GetSection("Kestrel:Endpoints").Exists();

    /// <summary>The first address of the configuration.</summary>
    public static string Configured(IConfiguration configuration) =>
        First(configuration["urls"])
        ?? configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(endpoint => endpoint["Url"]).FirstOrDefault(url => url is not null)
        ?? (First(configuration["http_ports"]) is { } port ? $"http://*:{port}" : Default);

    /// <summary>An address as a browser on this machine can open it.</summary>
    public static string Page(string address)
    {
        var parts = BindingAddress.Parse(address);
        var host = parts.Host is "*" or "+" or "0.0.0.0" or "[::]" ? "localhost" : parts.Host;
        return $"{parts.Scheme}://{host}:{parts.Port}/";
    }

    private static string? First(string? list) => list?.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault();
}
