using GameServer.Protocol;

namespace GameServer.Client;

/// <summary>The server refused a call for good: repeating it unchanged gets the same answer, or it is too early.</summary>
public sealed class RefusedException : Exception
{
    internal RefusedException(string call, Answer answer)
        : this(call, answer.Reason ?? Reasons.Refused, answer.Text, answer.RetryAfterMs, answer.Url)
    {
    }

    internal RefusedException(string call, string reason, string? text = null, int? retryAfterMs = null, string? url = null)
        : base($"{call} was refused: {reason}.{(text is null ? "" : $" {text}")}{Wait(retryAfterMs)}")
    {
        Reason = reason;
        Text = text;
        RetryAfter = retryAfterMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null;
        Url = url;
    }

    private static string Wait(int? ms) => ms is null ? "" : FormattableString.Invariant($" Try again in {Math.Ceiling(ms.Value / 100.0) / 10} s.");

    /// <summary>A code of <see cref="Reasons"/>, or <c>http_403</c> and the like for a refused upgrade.</summary>
    public string Reason { get; }

    /// <summary>A sentence for the player, where the reason alone does not say it.</summary>
    public string? Text { get; }

    /// <summary>When the same call may succeed.</summary>
    public TimeSpan? RetryAfter { get; }

    /// <summary>With <c>moved</c>: the server that has the room; a second client there can join it.</summary>
    public string? Url { get; }
}
