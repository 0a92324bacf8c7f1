using GameServer.Protocol;

namespace GameServer.Client;

/// <summary>How a link ended.</summary>
/// <param name="Cause">A word for the trace and the log.</param>
/// <param name="Reason">The server's own word (<see cref="ClosedReasons"/>), if it said one.</param>
/// <param name="RetryAfter">When it wants to be dialled again.</param>
/// <param name="Url">Where to dial instead.</param>
/// <param name="WithError">The server closed it with an error: something that was sent may be to blame (MOV-7).</param>
/// <param name="SaysGoodbye">The other end is believed to be there: close in good order.</param>
internal sealed record LinkEnd(
    string Cause,
    string? Reason = null,
    TimeSpan? RetryAfter = null,
    Uri? Url = null,
    bool WithError = false,
    bool SaysGoodbye = false)
{
    /// <summary>The connection broke, or was closed without a word.</summary>
    public static LinkEnd Lost { get; } = new("lost");

    /// <summary>Nothing was received for too long.</summary>
    public static LinkEnd Silent { get; } = new("silent");

    /// <summary>Hello was not answered in time.</summary>
    public static LinkEnd NoWelcome { get; } = new("no_welcome");

    /// <summary>The application disposed of the client.</summary>
    public static LinkEnd Stopped { get; } = new("closed", SaysGoodbye: true);

    /// <summary>Client and server disagree; a resume settles it.</summary>
    public static LinkEnd OutOfStep { get; } = new("out_of_step", SaysGoodbye: true);

    /// <summary>The hub closed with an error.</summary>
    public static LinkEnd Error { get; } = new("error", WithError: true);

    /// <summary>A newer connection of the player took over.</summary>
    public static LinkEnd Superseded { get; } = Closed(ClosedReasons.Superseded, null, null);

    /// <summary>Whether we go on at another server.</summary>
    public bool IsMoved => Cause == "moved";

    /// <summary>The room we want is at another server.</summary>
    public static LinkEnd Moved(Uri url) => new("moved", Url: url, SaysGoodbye: true);

    /// <summary>The server said <c>closed</c>.</summary>
    public static LinkEnd Closed(string reason, int? retryAfterMs, string? url) => new(
        reason,
        reason,
        retryAfterMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null,
        Uri.TryCreate(url, UriKind.Absolute, out var address) ? address : null,
        WithError: reason == ClosedReasons.BadRequest,
        SaysGoodbye: true);
}

/// <summary>The link ended before the call was answered; whether it took effect is not known.</summary>
internal sealed class LinkLostException() : IOException("The link ended before the call was answered.");
