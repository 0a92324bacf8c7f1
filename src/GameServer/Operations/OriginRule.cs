using Microsoft.Extensions.Primitives;

namespace GameServer.Operations;

/// <summary>
/// Which pages may connect: those of the server's own host, and those an operator allows by name.
/// SignalR does not check this, and CORS does not cover WebSockets.
/// </summary>
internal static class OriginRule
{
    /// <summary>
    /// Whether a request with these headers may open a connection. Scheme, host and port are compared exactly as a browser writes them.
    /// None at all is a client that is no browser; <c>null</c> is a page that hides where it comes from.
    /// </summary>
    /// <param name="origin">The request's <c>Origin</c> headers.</param>
    /// <param name="scheme">The scheme it was sent by.</param>
    /// <param name="host">The host and port it was sent to.</param>
    /// <param name="allowed">Other origins that are welcome.</param>
    public static bool Allows(StringValues origin, string scheme, HostString host, IReadOnlyList<string> allowed) => origin switch
    {
        [] => true,
        [{ Length: > 0 } one] => one == Own(scheme, host) || allowed.Contains(one, StringComparer.Ordinal),
        _ => false,
    };

    /// <summary>Whether <paramref name="text"/> is an origin as a browser writes it.</summary>
    public static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https" && $"{uri.Scheme}://{uri.Authority}" == text;

    private static string Own(string scheme, HostString host)
    {
        var isDefault = host.Port is null || host.Port == (scheme == "https" ? 443 : 80);
        return $"{scheme}://{(isDefault ? host.Host : host.Value)}".ToLowerInvariant();
    }
}
