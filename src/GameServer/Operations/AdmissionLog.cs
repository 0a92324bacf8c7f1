namespace GameServer.Operations;

/// <summary>Lines about who was not let in: 1300 to 1399.</summary>
internal static partial class AdmissionLog
{
    [LoggerMessage(1300, LogLevel.Warning,
        "A page of {Origin} wanted to connect to {Scheme}://{Host} and was refused. If it is yours, add it to GameServer:Net:AllowedOrigins; behind a proxy that speaks https, name the proxy in GameServer:Net:KnownProxies.")]
    public static partial void OriginRefused(ILogger logger, string origin, string scheme, string? host);

    [LoggerMessage(1301, LogLevel.Warning, "Connections are refused ({Refusal}), just now from {Address}; {Open} are open.")]
    public static partial void ConnectionRefused(ILogger logger, string refusal, string address, int open);
}
