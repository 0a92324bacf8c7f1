using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using GameServer.Engine;

namespace GameServer.IntegrationTests.Host;

/// <summary>The system's chance, which remembers every token it made: none of them may be found in a line of the log.</summary>
internal sealed class WatchedChance : IChance
{
    private const int TokenBytes = 32;

    private readonly ConcurrentQueue<string> _tokens = new();

    public void Fill(Span<byte> bytes)
    {
        RandomNumberGenerator.Fill(bytes);
        if (bytes.Length == TokenBytes) _tokens.Enqueue(Base64Url.EncodeToString(bytes));
    }

    /// <summary>No line of the log holds a token.</summary>
    public void ShouldBeSecret(LogCatcher log)
    {
        var text = string.Concat(log.Lines.Select(line => line.Text));
        foreach (var token in _tokens) text.Should().NotContain(token, "a token in a log is a stolen identity");
    }
}
