using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;

namespace GameServer.Client;

/// <summary>What a client needs to know; everything but <see cref="Url"/> has a default that fits a game.</summary>
public sealed record GameClientOptions
{
    /// <summary>The server, <c>http</c> or <c>https</c>, as one would open it in a browser; the hub's path is added unless it is there.</summary>
    public required Uri Url { get; init; }

    /// <summary>Shown to others, cut by the server to 16 graphemes; absent: the kept one, or a made-up one.</summary>
    public string? Name { get; init; }

    /// <summary>Colour and shape, 0 to 7; absent: the kept one, or a drawn one.</summary>
    public int? Look { get; init; }

    /// <summary>Where the player's secret is kept. Absent: in memory, a store of this client's own.</summary>
    public ITokenStore? Tokens { get; init; }

    /// <summary>Asks the server to speak MessagePack, which takes fewer bytes; one that speaks JSON alone is spoken to in JSON.</summary>
    public bool MessagePack { get; init; }

    /// <summary>Observes what is delivered and sent, for tests that check it.</summary>
    public IClientTrace? Trace { get; init; }

    /// <summary>Where lost links and surprises are written; absent: nowhere.</summary>
    public ILoggerFactory? Logging { get; init; }

    /// <summary>The clock of everything that waits.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Draws a number from 0 (included) to 1 (excluded), from any thread: spreads the retries of a returning crowd.</summary>
    public Func<double> Chance { get; init; } = static () => RandomNumberGenerator.GetInt32(1 << 30) / (double)(1 << 30);

    /// <summary>
    /// Opens the byte stream to the server's host and port, below TLS: for proxies, and for tests that want their own socket
    /// (a small receive buffer, a link to be cut). Absent: a plain socket, through the system's proxy.
    /// </summary>
    public Func<DnsEndPoint, CancellationToken, ValueTask<Stream>>? Connect { get; init; }

    /// <summary>How long to wait before the first, second ... dial after a link was lost; the last one repeats (CON-6).</summary>
    public IReadOnlyList<TimeSpan> RetrySteps { get; init; } = [.. new[] { 0, 200, 500, 1_000, 2_000, 3_000 }.Select(ms => TimeSpan.FromMilliseconds(ms))];

    /// <summary>How far a wait may stray from its step: 0.3 is ±30 %, 1 is anything from nothing to twice the step. 0 to 1.</summary>
    public double RetryJitter { get; init; } = 0.3;

    /// <summary>A link that lived shorter does not begin the steps anew: a server that closes at once is not dialled in a loop.</summary>
    public TimeSpan StableAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>A dial without welcome counts as failed after this.</summary>
    public TimeSpan DialTimeout { get; init; } = TimeSpan.FromSeconds(4);

    /// <summary>A quiet link is asked for a sign of life this often.</summary>
    public TimeSpan PingAfter { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Without a received byte for this long the link counts as shaky.</summary>
    public TimeSpan ShakyAfter { get; init; } = TimeSpan.FromSeconds(2.5);

    /// <summary>Without a received byte for this long the link is given up and dialled anew (CON-6); at least twice <see cref="PingAfter"/>.</summary>
    public TimeSpan DeadAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest a link that is over may take to close; the next dial does not wait for it.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Moves of one room that may wait without ack, sent or not; one more is an error of the application. 16 to 1,000,000.</summary>
    public int OutboxLimit { get; init; } = 1_024;

    /// <summary>
    /// Bytes of one room that may wait for the application to read them; beyond, the server is not told that they arrived and
    /// holds the room's rest back. 1,024 to 1,000,000,000.
    /// </summary>
    public int ReadAheadBytes { get; init; } = 1_048_576;

    /// <exception cref="ArgumentException">A value is out of its range; the message names it.</exception>
    internal void Validate()
    {
        Require(Url.IsAbsoluteUri && Url.Scheme is "http" or "https", $"Url must be an absolute http or https address, not '{Url}'.");
        Require(RetrySteps.Count > 0 && RetrySteps.All(step => step >= TimeSpan.Zero), "RetrySteps must hold at least one wait, none of them negative.");
        Require(RetryJitter is >= 0 and <= 1, $"RetryJitter must be 0 to 1, not {RetryJitter}.");
        Require(DialTimeout > TimeSpan.Zero, $"DialTimeout must be longer than nothing, not {DialTimeout}.");
        Require(CloseTimeout > TimeSpan.Zero, $"CloseTimeout must be longer than nothing, not {CloseTimeout}.");
        Require(PingAfter > TimeSpan.Zero && PingAfter * 2 <= DeadAfter, "PingAfter may be at most half of DeadAfter, or one lost ping ends a healthy link.");
        Require(OutboxLimit is >= 16 and <= 1_000_000, $"OutboxLimit must be 16 to 1,000,000, not {OutboxLimit}.");
        Require(ReadAheadBytes is >= 1_024 and <= 1_000_000_000, $"ReadAheadBytes must be 1,024 to 1,000,000,000, not {ReadAheadBytes}.");
    }

    private static void Require(bool condition, string sentence)
    {
        if (!condition) throw new ArgumentException(sentence);
    }
}
