using System.Net;
using Microsoft.Extensions.Options;

namespace GameServer.Operations;

/// <summary>What must hold of the settings: each one within its bounds, and together they make sense. Checked before the server starts.</summary>
internal sealed class SettingsRules : IValidateOptions<GameServerOptions>
{
    private static readonly (Func<GameServerOptions, bool> Holds, string Sentence)[] Rules =
    [
        (o => o.Net.SilenceSeconds <= o.Net.HiddenSilenceSeconds,
            "Net:SilenceSeconds may be at most Net:HiddenSilenceSeconds: a hidden page is slower, never faster."),
        (o => o.Limits.ReplayBytesPer10Seconds >= o.Room.LogBytes * 2L,
            "Limits:ReplayBytesPer10Seconds must be at least twice Room:LogBytes, or a player who comes back twice cannot get all that was kept."),
        (o => o.Limits.InBytesBurst >= o.Limits.MessageBytes,
            "Limits:InBytesBurst must be at least Limits:MessageBytes, or a single allowed message is a flood."),
        (o => o.Room.HandlerWarnMs <= o.Room.HandlerFailMs,
            "Room:HandlerWarnMs may be at most Room:HandlerFailMs, or a move fails before it is warned of."),
        (o => o.Drain.AnnounceSeconds < o.Drain.MaxSeconds,
            "Drain:AnnounceSeconds must be less than Drain:MaxSeconds, or the time is over before anybody is told."),
        (o => o.Journal != JournalKind.Postgres || o.Postgres.Connection.Length > 0,
            "Postgres:Connection must be set for Journal postgres: Host=...;Database=...;Username=...;Password=..."),
        (o => o.Admin.Token.Length is 0 or >= 24,
            "Admin:Token must have at least 24 characters: it opens every room to whoever guesses it. `openssl rand -base64 24` makes one."),
        (o => IsAddress(o.Cluster.Url) && IsAddress(o.Cluster.PublicUrl),
            "Cluster:Url and Cluster:PublicUrl must be whole addresses, such as http://10.0.0.7:8080, or empty."),
        (o => IPAddress.TryParse(o.Ops.Bind, out _),
            "Ops:Bind must be an IP address, such as 127.0.0.1 or 0.0.0.0."),
        (o => o.Http.KnownProxies.All(proxy => IPAddress.TryParse(proxy, out _) || IPNetwork.TryParse(proxy, out _)),
            "Net:KnownProxies must be IP addresses, such as 172.30.0.2, or networks, such as 10.244.0.0/16: a name could be made to point anywhere."),
        (o => o.Http.AllowedOrigins.All(OriginRule.IsOrigin),
            "Net:AllowedOrigins must be written as a browser sends them: https://game.example or http://localhost:5173, lower case, no path."),
    ];

    private static bool IsAddress(string url) =>
        url.Length == 0 || (Uri.TryCreate(url, UriKind.Absolute, out var address) && (address.Scheme is "http" or "https"));

    public ValidateOptionsResult Validate(string? name, GameServerOptions options)
    {
        var bounds = Setting.All.Where(setting => !setting.IsWithinBounds(options)).Select(setting =>
            $"{SettingsReader.Section}:{setting.Key} is {setting.Show(options)}: it must be {setting.Expected}.");
        var rules = Rules.Where(rule => !rule.Holds(options)).Select(rule => $"{SettingsReader.Section}:{rule.Sentence}");
        string[] failures = [.. bounds, .. rules];
        return failures.Length == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(failures);
    }
}
