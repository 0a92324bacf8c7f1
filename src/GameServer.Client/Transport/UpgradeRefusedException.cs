using System.Net;

namespace GameServer.Client;

/// <summary>The server answered the WebSocket upgrade with an ordinary HTTP answer.</summary>
internal sealed class UpgradeRefusedException(HttpStatusCode status, TimeSpan? retryAfter, Exception inner)
    : IOException($"The server answered {(int)status} instead of opening a WebSocket.", inner)
{
    public HttpStatusCode Status { get; } = status;

    /// <summary>When the server wants to be asked again.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Asking again gets the same answer: a wrong address, a foreign origin. Too many and too long are no such thing.</summary>
    public bool IsFinal => (int)Status is >= 400 and < 500 and not 408 and not 429;
}
