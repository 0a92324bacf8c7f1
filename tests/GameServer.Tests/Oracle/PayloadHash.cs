using System.Security.Cryptography;
using System.Text;

namespace GameServer.Reliability;

/// <summary>The hash of an event's payload, equal in every harness and language.</summary>
public static class PayloadHash
{
    /// <summary>The first 16 hex digits of SHA-256 over the parts, joined by line feeds; an absent part is empty.</summary>
    public static string Of(params ReadOnlySpan<string?> parts)
    {
        var text = string.Join('\n', parts!);
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)), 0, 8);
    }
}
