using System.Security.Cryptography;
using System.Text;
using GameServer.Engine;
using Microsoft.Extensions.Options;

namespace GameServer.Operations;

/// <summary>
/// Who may use the operators' page: whoever sends its token in a header. It is compared in fixed time, and an address that
/// was wrong ten times in a minute is not listened to for ten minutes, right or wrong. Who sends none guesses nothing: any page that an operator has
/// open can make the browser ask, without the header, and is not to lock its operator out. Any thread.
/// </summary>
internal sealed class AdminDoor(IOptions<GameServerOptions> options, TimeProvider time)
{
    private const string Scheme = "Bearer ";
    private const int TriesPerMinute = 10, MostAddresses = 1_000;

    private static readonly TimeSpan Lockout = TimeSpan.FromMinutes(10);

    private readonly byte[] _expected = SHA256.HashData(Encoding.UTF8.GetBytes(options.Value.Admin.Token));
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Tries> _tries = new(StringComparer.Ordinal); // under the gate

    /// <summary>Whether there is a page at all.</summary>
    public bool IsOpen { get; } = options.Value.Admin.Token.Length > 0;

    /// <summary>200: come in; 401: another token, please; 429: not now, in that many seconds.</summary>
    public (int Status, int RetryAfterSeconds) Judge(string address, string? authorization)
    {
        lock (_gate)
        {
            var tries = _tries.GetValueOrDefault(address);
            if (tries?.LockedAt is { } at && Lockout - time.GetElapsedTime(at) is var left && left > TimeSpan.Zero)
                return (StatusCodes.Status429TooManyRequests, (int)left.TotalSeconds + 1);
            if (Given(authorization) is not { } given) return (StatusCodes.Status401Unauthorized, 0);
            if (IsRight(given)) return (StatusCodes.Status200OK, 0);
            if (tries is null)
            {
                // Who has so many addresses to try from is not helped by a fresh start of some of them.
                if (_tries.Count >= MostAddresses) _tries.Clear();
                _tries[address] = tries = new Tries(time);
            }
            tries.LockedAt = tries.Bucket.TryTake(1, out _) ? null : time.GetTimestamp();
            return (StatusCodes.Status401Unauthorized, 0);
        }
    }

    /// <summary>The token that a request's header brings; null: none.</summary>
    public static string? Given(string? authorization) => authorization?.StartsWith(Scheme, StringComparison.Ordinal) == true ? authorization[Scheme.Length..] : null;

    // Hashes are of one length, so nothing is learned about the token's either.
    private bool IsRight(string given) => CryptographicOperations.FixedTimeEquals(SHA256.HashData(Encoding.UTF8.GetBytes(given)), _expected) && IsOpen;

    private sealed class Tries(TimeProvider time)
    {
        public TokenBucket Bucket { get; } = new(time, TriesPerMinute, TimeSpan.FromMinutes(1), TriesPerMinute);

        public long? LockedAt { get; set; }
    }
}
